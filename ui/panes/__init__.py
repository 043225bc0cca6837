"""The large parts of the window, one a file."""
