"""The tests of SeatApp."""
