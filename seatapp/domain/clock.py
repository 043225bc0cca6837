"""Time that counts: natural time and the opening hours of a calendar.

A calendar is a sorted list of open frames with the open seconds before each; a deadline and the
time used are one look-up each way in that list, the same at the seat and in PostgreSQL. Outside
the years that were loaded there is no answer, and never a guess.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

NATURAL = "natural"
WORK = "work"

DAY = 86_400
CITY_OFFSET = 8 * 3600
"""How far the time of the city is ahead of UTC, in seconds, all year."""


def city_day(at: int) -> int:
    """The day of a moment by the city's clock, in days since 1970."""
    return (at + CITY_OFFSET) // DAY


def half_day_of(at: int) -> int:
    """The morning or afternoon of a moment by the city's clock, in half days since 1970."""
    return (at + CITY_OFFSET) // (DAY // 2)


@dataclass(frozen=True)
class Limit:
    """How long something may take: minutes of natural time, or of a calendar's open hours.

    `days` is set when the standard speaks of working days: `minutes` is then what they come to on
    days of the usual length, and how they are read is a setting of the site.
    """

    minutes: int
    basis: str
    days: int | None = None


@dataclass(frozen=True)
class OpenDays:
    """The days on which a calendar is open, in order.

    `numbers` are those of `city_day`, `before` the open seconds before the day, `closes` the
    moments when they close.
    """

    numbers: list[int]
    before: list[int]
    closes: list[int]


class Calendar:
    """Open frames of one version; all times are whole seconds since 1970.

    No frame crosses midnight. An empty frame at the border of the loaded years says that the
    closed hours up to there are known.
    """

    def __init__(self, version: str, frames: Iterable[tuple[int, int]]) -> None:
        self.version = version
        ordered = sorted(frames)
        self._starts = [start for start, _ in ordered]
        self._ends = [end for _, end in ordered]
        self._before: list[int] = []
        total = 0
        for start, end in ordered:
            self._before.append(total)
            total += end - start
        self._total = total

    def counted(self, at: int) -> int | None:
        """Open seconds from the first frame to `at`; None outside the loaded years."""
        if not self._starts or not self._starts[0] <= at <= self._ends[-1]:
            return None
        frame = bisect_right(self._starts, at) - 1
        return self._before[frame] + min(at, self._ends[frame]) - self._starts[frame]

    def moment(self, counted: int) -> int | None:
        """The first moment at which `counted` open seconds have passed; None if never."""
        if not 0 < counted <= self._total:
            return None
        frame = bisect_left(self._before, counted) - 1
        return self._starts[frame] + counted - self._before[frame]

    def open_between(self, since: int, until: int) -> list[tuple[int, int]]:
        """The open frames between two moments, cut to them, in order."""
        first = max(0, bisect_right(self._starts, since) - 1)
        last = bisect_left(self._starts, until)
        frames = zip(self._starts[first:last], self._ends[first:last], strict=True)
        cut = ((max(start, since), min(end, until)) for start, end in frames)
        return [(start, end) for start, end in cut if start < end]

    @property
    def loaded(self) -> tuple[int, int] | None:
        """The first and the last moment that are known; None when nothing was loaded."""
        return (self._starts[0], self._ends[-1]) if self._starts else None

    @cached_property
    def open_days(self) -> OpenDays:
        """The days that have an open frame."""
        before: dict[int, int] = {}
        closes: dict[int, int] = {}
        for start, end, so_far in zip(self._starts, self._ends, self._before, strict=True):
            if start < end:
                before.setdefault(city_day(start), so_far)
                closes[city_day(start)] = end
        return OpenDays(list(before), list(before.values()), list(closes.values()))


def used_between(calendar: Calendar | None, since: int, until: int) -> int:
    """Seconds that count between two moments; 0 where the calendar has no answer.

    No calendar means natural time.
    """
    if calendar is None:
        return max(0, until - since)
    begun, ended = calendar.counted(since), calendar.counted(until)
    if begun is None or ended is None:
        return 0
    return max(0, ended - begun)


def due_after(calendar: Calendar | None, since: int, seconds: int) -> int | None:
    """The moment when `seconds` that count have passed since `since`; None if not loaded.

    With nothing left the answer is `since` itself. No calendar means natural time.
    """
    if seconds <= 0:
        return since
    if calendar is None:
        return since + seconds
    begun = calendar.counted(since)
    return None if begun is None else calendar.moment(begun + seconds)


def seconds_of(moment: str) -> int:
    """Whole seconds since 1970 of an ISO 8601 time with offset.

    Raises ValueError for anything else, a time without offset included.
    """
    parsed = datetime.fromisoformat(moment)
    if parsed.tzinfo is None:
        raise ValueError("a time without offset")
    return int(parsed.timestamp())
