"""Seats, a centre and everything that goes wrong between them, in one thread, from one seed."""
