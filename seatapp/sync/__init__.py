"""Seat and centre come together: one round, the loop of rounds, photos on their own lane."""
