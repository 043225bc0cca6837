"""Setting up and running a centre: its server, people, standards and imports."""
