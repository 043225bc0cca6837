"""Opening hours of whole years: weekdays, holidays and make-up days become open frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "Asia/Shanghai"
SATURDAY = 5

Hours = Sequence[tuple[time, time]]
"""When a working day is open: from, until."""


def hours_of(texts: Sequence[str]) -> Hours:
    """The hours that texts such as `08:00-12:00` name, in order.

    Raises:
        ValueError: One is not of that form, or does not end after it begins and before the next.
    """
    hours = []
    for text in texts:
        begin, _, end = text.partition("-")
        hours.append((time.fromisoformat(begin), time.fromisoformat(end)))
    moments = [moment for pair in hours for moment in pair]
    if not moments or moments != sorted(set(moments)):
        raise ValueError("hours overlap or stand still")
    return hours


def minutes_of(hours: Hours) -> int:
    """The open minutes of one working day."""
    day = date(2000, 1, 1)
    open_time = (datetime.combine(day, end) - datetime.combine(day, begin) for begin, end in hours)
    return sum(open_time, timedelta()) // timedelta(minutes=1)


def frames_of(special: Mapping[date, bool], hours: Hours) -> list[int]:
    """Start and end of every open frame, in seconds since 1970, one after the other.

    `special` names the days that are not what their weekday says: True is open, False closed.
    Every year that has a special day is loaded whole; other years are not.
    """
    zone = ZoneInfo(ZONE)
    moments = []
    for day in _days({day.year for day in special}):
        if special.get(day, day.weekday() < SATURDAY):
            for begin, end in hours:
                moments.append(int(datetime.combine(day, begin, zone).timestamp()))
                moments.append(int(datetime.combine(day, end, zone).timestamp()))
    return moments


def _days(years: set[int]) -> Iterator[date]:
    for year in sorted(years):
        day = date(year, 1, 1)
        while day.year == year:
            yield day
            day += timedelta(days=1)
