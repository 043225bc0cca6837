"""Keys at rest: the device secret in the system's keyring, and who may open the seat's file."""

from seatapp.secrets.device import Device
from seatapp.secrets.grant import Grant
from seatapp.secrets.slots import Slots
from seatapp.secrets.unlocking import Unlocked

__all__ = ["Device", "Grant", "Slots", "Unlocked"]
