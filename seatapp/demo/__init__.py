"""The demonstration: a made city on this computer, with a day of work under way."""
