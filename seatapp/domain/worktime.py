"""Deadlines in the units that standards speak of, each with the reckoning that explains it.

Urgent hours and days, hours and days run through nights and holidays. Work hours and work days
count open time only. Of a work day there are two readings, and a site decides for one: the same
time of the day so many working days later, or the close of work of that day. A year that is not
loaded raises `YearNotLoaded`; nothing is ever guessed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil

from seatapp.domain.clock import (
    CITY_OFFSET,
    DAY,
    NATURAL,
    WORK,
    Calendar,
    city_day,
    due_after,
)
from seatapp.errors import WorldError
from seatapp.text import _

HOUR = 3600
WORK_HOUR = "work_hour"
WORK_DAY = "work_day"
NATURAL_UNITS = {"urgent_hour": HOUR, "urgent_day": DAY, "hour": HOUR, "day": DAY}
"""Units that run through, in seconds."""

UNITS = ("urgent_hour", "urgent_day", WORK_HOUR, WORK_DAY, "hour", "day")

EXACT = "exact"
END_OF_DAY = "end_of_day"
READINGS = (EXACT, END_OF_DAY)
"""How a work day is read: the same time of the day, or the close of work."""

LARGEST_VALUE = 100_000

Run = tuple[int, int | None]
"""A span in which the clock runs: since, until; None while it still does."""


class YearNotLoaded(WorldError):
    """A deadline needs the days of a year that the calendar does not have."""

    code = "year_not_loaded"

    def __init__(self, year: int) -> None:
        super().__init__(
            _(
                "日历里没有 {year} 年的节假日和调休安排，算不出时限。"
                "请管理员导入 {year} 年的日历后再算。"
            ).format(year=year),
            year=year,
        )
        self.year = year


@dataclass(frozen=True)
class StatedLimit:
    """A limit in the words of a standard: `value` of `unit`, work days read as `reading` says."""

    value: Fraction
    unit: str
    reading: str = EXACT

    def __post_init__(self) -> None:
        if self.unit not in UNITS or self.reading not in READINGS:
            raise ValueError(f"not a unit or a reading: {self.unit}, {self.reading}")
        if not 0 <= self.value <= LARGEST_VALUE:
            raise ValueError("a limit is between 0 and 100,000")
        if self.unit != WORK_DAY and self._seconds % 60:
            raise ValueError("a limit is a whole number of minutes")

    @property
    def basis(self) -> str:
        """The time that it counts in: `natural` or `work`."""
        return NATURAL if self.unit in NATURAL_UNITS else WORK

    @property
    def _seconds(self) -> Fraction:
        return self.value * NATURAL_UNITS.get(self.unit, HOUR)

    def seconds(self, calendar: Calendar | None, start: int) -> int:
        """The seconds that count, natural or open ones, for a clock that begins at `start`.

        Raises:
            YearNotLoaded: The working days in question are not all known.
        """
        if self.unit != WORK_DAY:
            return int(self._seconds)
        if self.value == 0:
            return 0
        known = calendar or Calendar("", [])
        if self.reading == END_OF_DAY and self.value.denominator == 1:
            return _until_close(known, start, int(self.value))
        return _until_same_time(known, start, self.value)


@dataclass(frozen=True)
class Segment:
    """A span that counted: from, until, in seconds since 1970."""

    since: int
    until: int

    @property
    def minutes(self) -> int:
        """Its length in whole minutes."""
        return (self.until - self.since) // 60


@dataclass(frozen=True)
class Deadline:
    """When something is due, and why then.

    `due_at` is None while the clock stands still with time left. `seconds` is what the limit came
    to, in time that counts. `calendar_version` and `reading` are None where they play no part.
    """

    due_at: int | None
    seconds: int
    segments: tuple[Segment, ...]
    calendar_version: str | None
    reading: str | None


def limit_of(value: str, unit: str, reading: str = EXACT) -> StatedLimit:
    """The limit that a cell of a standard or a command line states, such as `0.5`, `work_day`.

    Raises:
        ValueError: Not a plain decimal number, not a unit, or not a whole number of minutes.
    """
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        raise ValueError(f"not a number: {value}") from None
    if not number.is_finite() or not 0 <= number <= LARGEST_VALUE:
        raise ValueError("a limit is between 0 and 100,000")
    return StatedLimit(Fraction(number), unit, reading)


def deadline(
    calendar: Calendar | None,
    start: int,
    limit: StatedLimit,
    pauses: Sequence[Run] = (),
) -> Deadline:
    """When `limit` is used up, counted from `start`, with everything that explains it.

    A pause moves a deadline by exactly the time that would have counted in it. Pauses are in
    order and do not overlap; the last may still last.

    Raises:
        YearNotLoaded: The answer needs a year that `calendar` does not have.
    """
    counting = calendar if limit.basis == WORK else None
    if limit.basis == WORK and counting is None:
        raise YearNotLoaded(_year(start))
    seconds = limit.seconds(counting, start)
    runs = runs_between(start, pauses)
    due = due_over(counting, seconds, runs)
    return Deadline(
        due_at=due,
        seconds=seconds,
        segments=tuple(segments(counting, runs, due)),
        calendar_version=counting.version if counting else None,
        reading=limit.reading if limit.unit == WORK_DAY else None,
    )


def runs_between(start: int, pauses: Sequence[Run]) -> list[Run]:
    """The spans in which a clock runs that begins at `start` and is paused.

    Raises ValueError when a pause begins before the one before it has ended.
    """
    runs: list[Run] = []
    since: int | None = start
    for paused, resumed in pauses:
        if since is None or paused < since or (resumed is not None and resumed < paused):
            raise ValueError("pauses overlap")
        runs.append((since, paused))
        since = resumed
    return runs if since is None else [*runs, (since, None)]


def due_over(calendar: Calendar | None, seconds: int, runs: Iterable[Run]) -> int | None:
    """The moment when `seconds` have counted over the runs of a clock; None means natural time.

    The answer is None when the clock stands still with time left.

    Raises:
        YearNotLoaded: A run reaches into a year that is not loaded.
    """
    left = seconds
    for since, until in runs:
        if until is None:
            return _due(calendar, since, left)
        used = until - since if calendar is None else _used(calendar, since, until)
        if used >= left:
            return _due(calendar, since, left)
        left -= used
    return None


def segments(calendar: Calendar | None, runs: Iterable[Run], due: int | None) -> Iterable[Segment]:
    """The spans that count while a clock runs, up to the moment it is due if there is one."""
    for since, until in runs:
        end = min((moment for moment in (until, due) if moment is not None), default=since)
        if calendar is not None:
            yield from (Segment(*frame) for frame in calendar.open_between(since, end))
        elif since < end:
            yield Segment(since, end)


def _due(calendar: Calendar | None, since: int, seconds: int) -> int:
    due = due_after(calendar, since, seconds)
    if due is None:
        raise YearNotLoaded(_year_missing(calendar or Calendar("", []), since))
    return due


def _used(calendar: Calendar, since: int, until: int) -> int:
    return _counted(calendar, until) - _counted(calendar, since)


def _counted(calendar: Calendar, at: int) -> int:
    counted = calendar.counted(at)
    if counted is None:
        raise YearNotLoaded(_year(at))
    return counted


def _until_close(calendar: Calendar, start: int, days: int) -> int:
    """Open seconds until the close of work of the n-th working day after the day of `start`."""
    counted = _counted(calendar, start)
    first = bisect_right(calendar.open_days.numbers, city_day(start))
    return _counted(calendar, _close(calendar, start, first + days - 1)) - counted


def _until_same_time(calendar: Calendar, start: int, days: Fraction) -> int:
    """Open seconds until the same time of the day, so many working days on.

    Outside the open hours the clock begins to run at the next opening, and who begins with a day
    has whole days: the close of the last of them, whatever the hours of the next. A part of a day
    is that part of the open time of the day it falls on, rounded up to whole minutes.
    """
    counted = _counted(calendar, start)
    begins = _due(calendar, start, 1) - 1
    known = calendar.open_days
    first = bisect_left(known.numbers, city_day(begins))
    whole, part = divmod(days, 1)
    if whole and counted == known.before[first]:
        reached = _counted(calendar, _close(calendar, start, first + whole - 1))
    else:
        close = _close(calendar, start, first + whole)
        same_time = begins + (known.numbers[first + whole] - known.numbers[first]) * DAY
        reached = _counted(calendar, min(same_time, close))
    if part:
        close = _close(calendar, start, first + whole)
        minutes = (_counted(calendar, close) - known.before[first + whole]) // 60
        reached += ceil(part * minutes) * 60
    return reached - counted


def _close(calendar: Calendar, start: int, place: int) -> int:
    closes = calendar.open_days.closes
    if place >= len(closes):
        raise YearNotLoaded(_year_missing(calendar, start))
    return closes[place]


def _year_missing(calendar: Calendar, at: int) -> int:
    """The year for want of which there is no answer: that of `at`, or the first after the last."""
    loaded = calendar.loaded
    if loaded is None or not loaded[0] <= at <= loaded[1]:
        return _year(at)
    return _year(loaded[1] - 1) + 1


def _year(at: int) -> int:
    return datetime.fromtimestamp(at + CITY_OFFSET, UTC).year
