"""The reference rows of a centre as a replay of its ledger needs them.

A row is kept in its last form alone, with the number under which it was written. What changed after
the entry that asks for it may have said something else then: the answer is doubtful.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from psycopg import Connection

from seatapp.domain.clock import Calendar
from seatapp.domain.references import ReferenceRow, State

CALENDAR = "calendar"
_ROWS = 'SELECT kind, code, "row" FROM core.reference'
_CHANGED = "SELECT subject, n FROM core.feed WHERE scope = 'ref' AND kind = 'reference'"
_FRAMES = "SELECT version, starts, ends FROM core.calendar_frame"


class PastReferences:
    """The rows, read once; `doubtful` tells whether an answer since `look_back` may be another."""

    def __init__(self, connection: Connection[tuple[Any, ...]]) -> None:
        self._rows: dict[str, dict[str, ReferenceRow]] = {}
        for kind, code, row in connection.execute(_ROWS):
            self._rows.setdefault(kind, {})[code] = row
        self._changed: dict[tuple[str, str], int] = {}
        for subject, n in connection.execute(_CHANGED):
            kind, _slash, code = subject.partition("/")
            self._changed[kind, code] = n
        frames: dict[str, list[tuple[int, int]]] = {}
        for version, starts, ends in connection.execute(_FRAMES):
            frames.setdefault(version, []).append((starts, ends))
        self._calendars = {version: Calendar(version, frames[version]) for version in frames}
        self._n = 0
        self.doubtful = False

    def look_back(self, n: int) -> None:
        """From now on answer for the entry of that number."""
        self._n, self.doubtful = n, False

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The row, or None when there is none."""
        self._doubt(kind, code)
        return self._rows.get(kind, {}).get(code)

    def all(self, kind: str) -> Mapping[str, ReferenceRow]:
        """All rows of a list by their codes."""
        for found, code in self._changed:
            if found == kind:
                self._doubt(kind, code)
        return self._rows.get(kind, {})

    def calendar(self, version: str | None = None) -> Calendar | None:
        """The calendar of that version, or the one that was in force; None when there is none."""
        if version is not None:
            self._doubt(CALENDAR, version)
            return self._calendars.get(version)
        self.all(CALENDAR)
        then = [known for known in self._calendars if self._changed_at(CALENDAR, known) <= self._n]
        return self._calendars.get(max(then or self._calendars, default=""))

    def swaps(self, turns: Collection[str]) -> Sequence[State]:
        """None: guards and what is passed on ask for them, and a replay looks at neither."""
        return ()

    def _changed_at(self, kind: str, code: str) -> int:
        return self._changed.get((kind, code), 0)

    def _doubt(self, kind: str, code: str) -> None:
        self.doubtful = self.doubtful or self._changed_at(kind, code) > self._n
