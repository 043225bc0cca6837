"""A shift played through the real windows, and the driver that works them as a person does."""
