"""Dialogs: a step's questions, the log-in, a photo in large, what the program is made of."""
