"""The running link of a subject: what each clock word of `steps.csv` does to its clock columns.

`start:<clock>` ends the link before and begins another, `pause` and `resume` halt it and let it
run on, `stop` ends it. `extend` adds the minutes that were granted, `recount` puts in what the
centre has reckoned anew under another calendar or another version of the standard, `relimit` reads
the limit again after the class was mended: what was granted stays, what was used stays as it was
counted until then, and a link that stood still stands still. That a link was late stays on the
subject, whatever comes after; that it was excused stays until it is late again.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from seatapp.domain.clock import WORK, Limit, due_after, used_between
from seatapp.domain.entries import Value, Values
from seatapp.domain.references import (
    READING,
    References,
    calendar_for,
    limit_for,
    setting,
    standard_for,
)
from seatapp.domain.worktime import END_OF_DAY, EXACT, WORK_DAY, StatedLimit, YearNotLoaded

CLOCK = ("clock", "clock_limit", "clock_basis", "clock_used", "clock_since", "clock_calendar")
"""The running link: name, minutes allowed, basis, seconds used, running since, calendar version."""

DUE = "due_at"
MINUTE = 60

EXCUSABLE = "handle"
"""An appeal excuses that this was late; what was granted covers no later lateness."""

PINNED_AT = ("dispatch", "handle")
"""With the first of these a case is filed: from then on it keeps the version of the standard."""

Columns = dict[str, Value]
"""A state in the making."""


def turn(state: Columns, word: str, values: Values, at: int, references: References) -> None:
    """Do to the clock columns of `state` what the clock word of a step says, at the moment `at`."""
    if word == "extend":
        _extend(state, values, at, references)
    elif word == "recount":
        _recount(state, values, references)
    elif word == "relimit":
        _relimit(state, at, references)
    elif word == "resume":
        _run(state, at, references)
    elif word:
        _halt(state, at, references)
        if word.startswith("start:"):
            _begin(state, word.removeprefix("start:"), at, references)
        elif word == "pause" and isinstance(state.get("until_at"), int):
            state[DUE] = _due(state, int(str(state["until_at"])), references)


def _halt(state: Columns, at: int, references: References) -> None:
    since = state.get("clock_since")
    if isinstance(since, int):
        calendar = calendar_for(str(state["clock_basis"]), state.get("clock_calendar"), references)
        state["clock_used"] = _used(state) + used_between(calendar, since, at)
    _note_late(state, at)
    state["clock_since"] = None
    state[DUE] = None


def _note_late(state: Columns, at: int) -> None:
    due = state.get(DUE)
    if isinstance(due, int) and at > due:
        late = state.get("late")
        so_far = late if isinstance(late, list) else []
        name = str(state["clock"])
        state["late"] = so_far if name in so_far else [*so_far, name]
        if name == EXCUSABLE:
            state["excused"] = None


def _begin(state: Columns, clock: str, at: int, references: References) -> None:
    if state["subject"] == "case" and clock in PINNED_AT and not state.get("standard"):
        state["standard"] = standard_for(state, references)
    limit = limit_for(clock, state, references)
    calendar = references.calendar() if limit and limit.basis == WORK else None
    seconds = _seconds(limit, at, references) if limit else None
    state["clock"] = clock
    state["clock_basis"] = limit.basis if limit else None
    state["clock_calendar"] = calendar.version if calendar else None
    if state["subject"] == "case":
        state["original_limit"] = limit.minutes if limit else None
        state["granted_total"] = None
    # A limit is whole minutes: what the last one lacks counts as used from the beginning.
    minutes = None if seconds is None else -(-seconds // MINUTE)
    state["clock_limit"] = minutes
    state["clock_used"] = 0 if minutes is None or seconds is None else minutes * MINUTE - seconds
    _run(state, at, references)


def _seconds(limit: Limit, at: int, references: References) -> int | None:
    """What a limit comes to for a clock that begins at `at`; None when the year is not loaded."""
    if limit.days is None or limit.basis != WORK:
        return limit.minutes * MINUTE
    reading = END_OF_DAY if setting(READING, references) == END_OF_DAY else EXACT
    stated = StatedLimit(Fraction(limit.days), WORK_DAY, reading)
    try:
        return stated.seconds(references.calendar(), at)
    except YearNotLoaded:
        return None


def _run(state: Columns, at: int, references: References) -> None:
    if isinstance(state.get("clock_limit"), int):
        state["clock_since"] = at
        state[DUE] = _due(state, at, references)


def _extend(state: Columns, values: Values, at: int, references: References) -> None:
    limit, since = state.get("clock_limit"), state.get("clock_since")
    if not isinstance(limit, int):
        return
    _note_late(state, at)
    granted = int(str(values["granted_minutes"]))
    state["clock_limit"] = limit + granted
    state["granted_total"] = _granted(state) + granted
    if isinstance(since, int):
        state[DUE] = _due(state, since, references)


def _recount(state: Columns, values: Values, references: References) -> None:
    since = state["clock_since"] = values.get("runs_from") or state.get("clock_since")
    if values.get("standard_version"):
        state["standard"] = values["standard_version"]
        state["clock_basis"] = values.get("limit_basis")
        state["original_limit"] = values.get("stated_minutes")
    working = state.get("clock_basis") == WORK
    state["clock_calendar"] = values["calendar_version"] if working else None
    state["clock_limit"] = values["limit_minutes"]
    state["clock_used"] = values["used_seconds"]
    runs_from = since if isinstance(since, int) else state.get("until_at")
    if isinstance(runs_from, int):
        state[DUE] = _due(state, runs_from, references)


def _relimit(state: Columns, at: int, references: References) -> None:
    allowed = isinstance(state.get("clock_limit"), int)
    stands = allowed and state.get("clock_since") is None
    _halt(state, at, references)
    limit = limit_for(str(state["clock"]), state, references)
    version = state.get("clock_calendar")
    calendar = references.calendar() if limit and limit.basis == WORK else None
    seconds = _seconds(limit, at, references) if limit else None
    minutes = None if seconds is None else -(-seconds // MINUTE)
    state["original_limit"] = limit.minutes if limit else None
    state["clock_basis"] = limit.basis if limit else None
    state["clock_calendar"] = (version or calendar.version) if calendar else None
    state["clock_limit"] = None if minutes is None else minutes + _granted(state)
    if minutes is not None and seconds is not None:
        state["clock_used"] = _used(state) + minutes * MINUTE - seconds
    if not stands:
        _run(state, at, references)


def lacks_year(state: Mapping[str, Value]) -> bool:
    """Whether a clock counts in working time and nobody can say when it is due: no year for it."""
    counts = state.get("clock_basis") == WORK and state.get(DUE) is None
    return counts and (state.get("clock_since") is not None or state.get("clock_limit") is None)


def _due(state: Columns, since: int, references: References) -> int | None:
    """When the time that is left will have passed, if the clock runs from `since` on."""
    limit = state.get("clock_limit")
    if not isinstance(limit, int):
        return None
    calendar = calendar_for(str(state["clock_basis"]), state.get("clock_calendar"), references)
    return due_after(calendar, since, limit * MINUTE - _used(state))


def _granted(state: Columns) -> int:
    """Minutes that were granted on the running link."""
    return int(str(state.get("granted_total") or 0))


def _used(state: Columns) -> int:
    return int(str(state.get("clock_used") or 0))
