"""When a deadline rings: in the duty hours of its owner, once, and again after a snooze.

What has no `due_at` cannot ring: a clock that stands, a case that has ended, time that was
lawfully granted. Nothing rings for somebody whose turn has not begun or is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from seatapp.domain.lights import Light, light_of
from seatapp.domain.roster import Roster

SNOOZE = 10 * 60
"""Seconds that a snooze lasts."""


@dataclass(frozen=True)
class Ringing:
    """A deadline of one's own: what it belongs to, its name on a list, and when it is due.

    `soon` seconds before that it begins to ring.
    """

    subject_id: str
    case_id: str
    queue: str
    name: str
    due_at: int | None
    soon: int


def on_duty(roster: Roster, person: str, now: int) -> bool:
    """Whether somebody's turn runs; a roster that knows nothing of the day keeps nobody silent."""
    return roster.present(person, now) is not None or not roster.on_duty(now)


@dataclass
class Alarms:
    """What rang already, and what was put off."""

    _rung: dict[str, tuple[int, Light]] = field(default_factory=dict)
    _until: dict[str, int] = field(default_factory=dict)

    def ring(self, found: Iterable[Ringing], now: int, *, duty: bool) -> list[Ringing]:
        """Those of `found` that ring now, the most urgent first; nothing outside of `duty`."""
        if not duty:
            return []
        ringing = []
        for one in found:
            light = light_of(one.due_at, now, one.soon)
            if one.due_at is None or light not in (Light.SOON, Light.LATE):
                continue
            snoozed = self._until.get(one.subject_id)
            over = snoozed is not None and now >= snoozed
            if over or (snoozed is None and self._rung.get(one.subject_id) != (one.due_at, light)):
                self._until.pop(one.subject_id, None)
                self._rung[one.subject_id] = (one.due_at, light)
                ringing.append(one)
        return sorted(ringing, key=lambda one: one.due_at or 0)

    def snooze(self, rung: Iterable[Ringing], now: int) -> None:
        """Let these ring again a while later, whatever their light is then."""
        for one in rung:
            self._until[one.subject_id] = now + SNOOZE
