"""The lists that rules look things up in: standards, units, grids, people, limits, calendars.

A reference row is a plain mapping found by kind and code. The seat holds them in its replica,
the centre in `core.reference`; both hand the same rows to the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from seatapp.domain.clock import NATURAL, WORK, Calendar, Limit
from seatapp.domain.entries import Value

ReferenceRow = Mapping[str, Value]
State = Mapping[str, Value]

NAMED_BY = ("class_code", "matter_code", "request_kind", "source")
"""The fields by which a limit can be set for some subjects alone, the most particular first."""

_WHOLE = re.compile(r"[0-9]{1,4}", re.ASCII)

READING = "work_day_reading"
"""The setting that says how a working day is read: `exact` or `end_of_day`."""


class References(Protocol):
    """Where rules look up reference rows."""

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The row, or None when the centre has not registered it."""

    def all(self, kind: str) -> Mapping[str, ReferenceRow]:
        """All rows of a list by their codes."""

    def calendar(self, version: str | None = None) -> Calendar | None:
        """The calendar of that version, or the one in force; None when it was not loaded."""

    def swaps(self, turns: Collection[str]) -> Sequence[State]:
        """The approved swaps that change one of these turns, named by their roster codes."""


def setting(name: str, references: References) -> Value:
    """What the site has set under that name; None when nothing."""
    return (references.get("setting", name) or {}).get("value")


def whole_setting(name: str, usual: int, references: References) -> int:
    """A whole number of up to four digits that the site has set; else what is usual."""
    value = str(setting(name, references))
    return int(value) if _WHOLE.fullmatch(value) else usual


def standard_for(state: State, references: References) -> str | None:
    """The version of the standard in force for a case: that of its class, else of the site."""
    row = references.get("class", str(state.get("class_code") or "")) or {}
    found = row.get("version") or setting("version", references)
    return str(found) if found else None


def limit_for(clock: str, state: State, references: References) -> Limit | None:
    """How long `clock` may run for this subject; None when nobody has set it.

    Limits hang on condition and stage: the row `limit/<clock>/<class, matter or source>`, then, for
    handling, the row of the class or matter itself, then `limit/<clock>`. A case that keeps a
    version of the standard takes the rows of that version (`…@<version>`) before those in force.
    """
    edition = f"@{state['standard']}" if state.get("standard") else ""
    named = [f"{clock}/{state[name]}{edition}" for name in NAMED_BY if state.get(name)]
    return (
        _first_set(named, state, references)
        or (_of_standard(state, references) if clock == "handle" else None)
        or _first_set([f"{clock}{edition}", clock], state, references)
    )


def _first_set(codes: Iterable[str], state: State, references: References) -> Limit | None:
    urgency = str(state.get("urgency") or "normal")
    for code in codes:
        row = references.get("limit", code) or {}
        minutes, days = row.get(urgency, row.get("normal")), row.get("days")
        if isinstance(minutes, int):
            return Limit(minutes, str(row["basis"]), days if isinstance(days, int) else None)
    return None


def _of_standard(state: State, references: References) -> Limit | None:
    for kind, name in (("class", "class_code"), ("matter", "matter_code")):
        row = references.get(kind, str(state.get(name) or "")) or {}
        minutes, days = row.get("limit_minutes"), row.get("limit_days")
        if isinstance(minutes, int):
            basis = str(row["limit_basis"])
            return Limit(minutes, basis, days if isinstance(days, int) else None)
    return None


def calendar_for(basis: str, version: Value, references: References) -> Calendar | None:
    """The calendar that a clock counts in: of the version under which it was started.

    Natural time has none. Work time without a loaded calendar is an empty calendar, which never
    answers.
    """
    if basis == NATURAL:
        return None
    assert basis == WORK, basis
    return references.calendar(str(version) if version else None) or Calendar("", [])
