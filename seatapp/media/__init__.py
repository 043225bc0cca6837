"""A photo becomes plain facts and a harmless picture, in a child process with limits."""
