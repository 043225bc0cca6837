"""The lists that rules look things up in: standards, units, grids, people, limits, calendars.

A reference row is a plain mapping found by kind and code. The seat holds them in its replica,
the centre in `core.reference`; both hand the same rows to the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from seatapp.domain.clock import NATURAL, WORK, Calendar, Limit
from seatapp.domain.entries import Value

ReferenceRow = Mapping[str, Value]
State = Mapping[str, Value]


class References(Protocol):
    """Where rules look up reference rows."""

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The row, or None when the centre has not registered it."""

    def calendar(self) -> Calendar | None:
        """The calendar in force, or None when none was loaded."""


def limit_for(clock: str, state: State, references: References) -> Limit | None:
    """How long `clock` may run for this subject; None when nobody has set it.

    Handling takes the limit of the standard or of the matter; every other link takes the row
    `limit/<clock>`, which holds minutes by urgency.
    """
    if clock == "handle":
        for kind, name in (("class", "class_code"), ("matter", "matter_code")):
            row = references.get(kind, str(state.get(name) or ""))
            if row and isinstance(row.get("limit_minutes"), int):
                return Limit(int(str(row["limit_minutes"])), str(row["limit_basis"]))
    row = references.get("limit", clock)
    if row is None:
        return None
    minutes = row.get(str(state.get("urgency") or "normal"), row.get("normal"))
    return Limit(int(str(minutes)), str(row["basis"])) if isinstance(minutes, int) else None


def calendar_for(basis: str, references: References) -> Calendar | None:
    """The calendar that a basis counts in; natural time has none.

    Work time without a loaded calendar is an empty calendar, which never answers.
    """
    if basis == NATURAL:
        return None
    assert basis == WORK, basis
    return references.calendar() or Calendar("", [])
