"""Periods of reports: a month `2026-10`, an ISO week `2026-W43`, a quarter `2026-Q4`, a year.

The centre reckons their borders the same way (`core.period_start`); days are days of the city.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from seatapp.domain.opening_hours import CITY_TIME

# Years that a calendar of computers has on both sides of them.
_PERIOD = re.compile(r"(?!0000|9999)[0-9]{4}(-(0[1-9]|1[0-2]|W(0[1-9]|[1-4][0-9]|5[0-3])|Q[1-4]))?")
_WEEK = timedelta(days=7)


def is_period(text: str) -> bool:
    """Whether a text names a period; a week 53 only in years that have one."""
    if not _PERIOD.fullmatch(text):
        return False
    return "W" not in text or _week_of(_monday(text)) == text


def first_day(period: str) -> date:
    """The day with which a period begins."""
    if "W" in period:
        return _monday(period)
    year = int(period[:4])
    if "Q" in period:
        return date(year, 3 * int(period[-1]) - 2, 1)
    return date(year, int(period[5:] or 1), 1)


def period_after(period: str, ahead: int = 1) -> str:
    """The period of the same kind that begins `ahead` later; before it when that is negative."""
    begins, year = first_day(period), int(period[:4])
    if "W" in period:
        return _week_of(begins + ahead * _WEEK)
    if "Q" in period:
        later, quarter = divmod(year * 4 + int(period[-1]) - 1 + ahead, 4)
        return f"{later:04d}-Q{quarter + 1}"
    if len(period) == 4:
        return f"{year + ahead:04d}"
    later, month = divmod(year * 12 + begins.month - 1 + ahead, 12)
    return f"{later:04d}-{month + 1:02d}"


def period_before(period: str) -> str:
    """The period before: `2026-01` → `2025-12`."""
    return period_after(period, -1)


def border(period: str) -> tuple[int, int]:
    """When a period begins and ends, in seconds since 1970; the end is not part of it."""
    begin, end = (
        int(datetime(day.year, day.month, day.day, tzinfo=CITY_TIME).timestamp())
        for day in (first_day(period), first_day(period_after(period)))
    )
    return begin, end


def months_of(period: str) -> list[str]:
    """The months that begin in a period."""
    month, end = f"{first_day(period):%Y-%m}", first_day(period_after(period))
    if first_day(month) < first_day(period):
        month = period_after(month)
    found = []
    while first_day(month) < end:
        found.append(month)
        month = period_after(month)
    return found


def is_month(period: str) -> bool:
    """Whether a period is one month."""
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}", period) is not None


def is_long(period: str) -> bool:
    """Whether a period has several months: a quarter or a year."""
    return "Q" in period or len(period) == 4


def week_of(day: date) -> str:
    """The week in which a day lies."""
    return _week_of(day)


def _monday(period: str) -> date:
    return date.fromisocalendar(int(period[:4]), 1, 1) + (int(period[-2:]) - 1) * _WEEK


def _week_of(day: date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year:04d}-W{week:02d}"
