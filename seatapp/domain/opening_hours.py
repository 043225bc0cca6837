"""When an office is open: weekdays, holidays, make-up days and the hours of a season, as frames.

A year is known whole or not at all. Times are reckoned in whole seconds since 1970; China keeps
one offset all year, so a fixed one is exact and needs no zone files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, timezone
from itertools import pairwise

from seatapp.domain.clock import CITY_OFFSET, DAY, Calendar

CITY_TIME = timezone(timedelta(seconds=CITY_OFFSET))

Hours = Sequence[tuple[int, int]]
"""When a working day is open: from, until, in minutes of the day; 1440 is midnight at its end."""

Frames = list[tuple[int, int]]
"""Open times: from, until, in seconds since 1970."""

_SATURDAY = 5
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Season:
    """Hours that hold between two dates, both included, instead of the usual ones."""

    since: date
    until: date
    hours: Hours

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError("a season ends before it begins")


@dataclass(frozen=True)
class DayTable:
    """One version of a calendar as an office keeps it.

    `special` names the days that are not what their weekday says: True is open, False closed.
    Every year that has a special day is known whole; other years are not. Years follow one another
    without a gap, and seasons do not overlap; anything else raises ValueError.
    """

    version: str
    special: Mapping[date, bool]
    hours: Hours
    seasons: Sequence[Season] = field(default=())

    def __post_init__(self) -> None:
        if missing_years(self.special):
            raise ValueError("a year between two others is missing")
        if overlapping(self.seasons):
            raise ValueError("two seasons overlap")

    def frames(self) -> Frames:
        """Every open frame, in order.

        Where a known year begins or ends with closed hours, an empty frame stands at its border,
        so that the closed hours are known too: `Calendar.counted` answers there as anywhere.
        """
        years = sorted({day.year for day in self.special})
        if not years:
            return []
        frames = [frame for day in _days(years[0], years[-1]) for frame in self._frames_on(day)]
        begin, end = _midnight(date(years[0], 1, 1)), _midnight(date(years[-1], 12, 31)) + DAY
        if not frames or begin < frames[0][0]:
            frames.insert(0, (begin, begin))
        if frames[-1][1] < end:
            frames.append((end, end))
        return frames

    def calendar(self) -> Calendar:
        """The same, ready to count with."""
        return Calendar(self.version, self.frames())

    def hours_on(self, day: date) -> Hours:
        """The hours of a working day on that date."""
        found = (one.hours for one in self.seasons if one.since <= day <= one.until)
        return next(found, self.hours)

    def _frames_on(self, day: date) -> Frames:
        if not self.special.get(day, day.weekday() < _SATURDAY):
            return []
        midnight = _midnight(day)
        return [(midnight + a * 60, midnight + b * 60) for a, b in self.hours_on(day)]


def hours_of(texts: Sequence[str]) -> Hours:
    """The hours that texts such as `08:00-12:00` name, in order; `24:00` is the end of the day.

    Raises:
        ValueError: One is not of that form, or does not end after it begins and before the next.
    """
    hours = []
    for text in texts:
        begin, _, end = text.partition("-")
        hours.append((_minute_of(begin), _minute_of(end)))
    moments = [moment for pair in hours for moment in pair]
    if not moments or moments != sorted(set(moments)):
        raise ValueError("hours overlap or stand still")
    return hours


def minutes_of(hours: Hours) -> int:
    """The open minutes of one working day."""
    return sum(end - begin for begin, end in hours)


def missing_years(special: Mapping[date, bool]) -> list[int]:
    """The years between the first and the last that have no special day."""
    years = {day.year for day in special}
    return [year for year in range(min(years), max(years)) if year not in years] if years else []


def overlapping(seasons: Sequence[Season]) -> Season | None:
    """A season that begins before an earlier one has ended; None when all stand apart."""
    ordered = sorted(seasons, key=lambda one: one.since)
    pairs = pairwise(ordered)
    return next((later for earlier, later in pairs if later.since <= earlier.until), None)


def _minute_of(text: str) -> int:
    hour, colon, minute = text.strip().partition(":")
    numbers = (hour, minute)
    if not colon or not all(len(one) == 2 and one.isascii() and one.isdigit() for one in numbers):
        raise ValueError(f"not a time of day: {text}")
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > 24 * 60:
        raise ValueError(f"not a time of day: {text}")
    return total


def _midnight(day: date) -> int:
    return (day.toordinal() - _EPOCH) * DAY - CITY_OFFSET


def _days(first_year: int, last_year: int) -> Iterator[date]:
    day, end = date(first_year, 1, 1), date(last_year, 12, 31)
    while day <= end:
        yield day
        day += timedelta(days=1)
