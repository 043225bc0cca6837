"""Keys at rest: the device secret in the system's keyring, and who may open the seat's file."""
