"""The desk: the only door for a change. A step is judged, signed and written, or refused."""

from seatapp.desk.desk import NAMES_A_CASE, Desk, now_in_the_city
from seatapp.desk.seated import Seated, SigningKey
from seatapp.desk.steps import Taken, Wanted

__all__ = ["NAMES_A_CASE", "Desk", "Seated", "SigningKey", "Taken", "Wanted", "now_in_the_city"]
