"""A position becomes plain facts: its system, its metres to another one, its grid cell."""
