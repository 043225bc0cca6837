"""Who was at the workstation and when: arriving, locking, coming back, leaving."""

from __future__ import annotations

import logging

from seatapp.desk import Desk
from seatapp.domain.entries import Values
from seatapp.errors import WorldError

_log = logging.getLogger(__name__)


class Attendance:
    """The stay of one person at this workstation.

    Every method takes a step that waits for a disk. One that cannot be taken keeps nobody from
    anything: it is logged, and the person goes on.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stay: str | None = None

    def arrive(self, area: str, seat_code: str) -> None:
        """Note that the person has come; somebody without an area has no shift to attend."""
        if area:
            self._stay = self._note("arrive", {"area": area, "seat_code": seat_code})

    def step_away(self) -> None:
        """Note that the window was locked."""
        self._note("lock_seat", {})

    def come_back(self) -> None:
        """Note that it was unlocked."""
        self._note("unlock_seat", {})

    def leave(self) -> bool:
        """Note that the person goes; whether there is something to tell the centre."""
        noted = self._note("leave_seat", {})
        self._stay = None
        return noted is not None

    def _note(self, step: str, values: Values) -> str | None:
        if self._stay is None and step != "arrive":
            return None
        try:
            return self._desk.perform(step, "attendance", self._stay, values).subject_id
        except WorldError as fault:
            _log.info("attendance not noted: %s", fault.code)
            return None
