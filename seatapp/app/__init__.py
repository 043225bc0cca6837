"""The composition root: builds everything once and hands it to the window or to a command.

`Workstation` has nobody in front of it; `Application` lets people in to it, and `sign_in` makes a
`Duty`, which is one person at work. No globals: whoever needs something gets it from here.
"""

from seatapp.app.application import Application
from seatapp.app.duty import Duty
from seatapp.app.person import Person

__all__ = ["Application", "Duty", "Person"]
