"""Calendars and random deadlines on which every clock of the program has to agree."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from seatapp.admin.calendars import shipped_calendar
from seatapp.domain.clock import WORK, Calendar
from seatapp.domain.opening_hours import DayTable, Season, hours_of
from seatapp.domain.worktime import END_OF_DAY, EXACT, StatedLimit, YearNotLoaded, due_over
from tests.helpers.minute_mask import (
    ALL_MINUTES,
    DAYS,
    FIRST_DAY,
    NEVER,
    START,
    Days,
    MinuteMask,
    Minutes,
)

KINDS = ("natural_hour", "natural_day", "work_hour", EXACT, END_OF_DAY)
UNITS = {
    "natural_hour": ("urgent_hour", "hour"),
    "natural_day": ("urgent_day", "day"),
    "work_hour": ("work_hour",),
    EXACT: ("work_day",),
    END_OF_DAY: ("work_day",),
}
VALUES = (*range(31), 45, 60, 90, 180, 365)
PARTS = (0, 0, 0, 25, 50, 75)


@dataclass(frozen=True)
class Case:
    """A deadline to reckon. `due` is the answer of the slow count; None means not known."""

    start: int
    limit: StatedLimit
    due: int | None


def calendars(random: Generator) -> list[Days]:
    """Offices of many kinds on the real holidays, and one on days drawn at random."""
    real = real_days()
    summers = [
        (f"{year}-05-01", f"{year}-09-30", ["08:00-12:00", "15:00-18:30"])
        for year in range(2015, 2027)
    ]
    winters = [
        (f"{year}-10-08", f"{year + 1}-04-20", ["09:00-12:00", "13:30-17:00"])
        for year in range(2014, 2027)
    ]
    odd = ["07:45-11:50", "12:05-12:20", "13:59-18:01", "19:00-20:30"]
    return [
        Days("plain", real, ["08:00-12:00", "14:00-18:00"]),
        Days("summer", real, ["08:00-12:00", "14:00-18:00"], summers),
        Days("winter", real, odd, winters),
        Days("odd", real, odd),
        Days("hotline", real, ["00:00-24:00"]),
        Days("night", real, ["00:00-02:30", "22:00-24:00"]),
        Days("one", real, ["09:30-17:00"]),
        Days("drawn", drawn_days(random), ["08:30-12:00", "14:30-18:00"], summers),
    ]


@cache
def real_days() -> dict[str, str]:
    """The holidays and make-up days of 2015 to 2026."""
    with shipped_calendar() as path, path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["date"]: row["kind"] for row in rows if row["date"] >= "2015"}


def drawn_days(random: Generator) -> dict[str, str]:
    """A day in six is not what its weekday says."""
    chosen = np.flatnonzero(random.random(DAYS) < 1 / 6)
    return {
        str(FIRST_DAY + int(day)): "holiday" if np.is_busday(FIRST_DAY + int(day)) else "work_day"
        for day in chosen
    }


def fast(days: Days) -> Calendar:
    """The same calendar as the program builds it."""
    special = {date.fromisoformat(day): kind != "holiday" for day, kind in days.special.items()}
    seasons = [
        Season(date.fromisoformat(first), date.fromisoformat(last), hours_of(hours))
        for first, last, hours in days.seasons
    ]
    return DayTable(days.name, special, hours_of(days.hours), seasons).calendar()


def drawn_cases(days: Days, amount: int, random: Generator) -> Iterator[Case]:
    """Random deadlines of every unit with the answers of the slow count."""
    mask = MinuteMask(days)
    starts = drawn_starts(mask, amount, random)
    values = random.choice(VALUES, amount).astype(np.int64)
    percents = random.choice(PARTS, amount).astype(np.int64)
    kinds = random.integers(0, len(KINDS), amount)
    units = random.integers(0, 2, amount)
    hundreds = values * 100 + percents
    answers = np.select(
        [kinds == number for number in range(len(KINDS))],
        [
            starts + hundreds * 60 // 100,
            starts + hundreds * 1440 // 100,
            mask.after(starts, hundreds * 60 // 100),
            mask.same_time(starts, values, percents),
            np.where(
                percents == 0,
                mask.close_of(starts, values),
                mask.same_time(starts, values, percents),
            ),
        ],
    )
    drawn = zip(*(a.tolist() for a in (starts, hundreds, kinds, units, answers)), strict=True)
    for start, hundred, number, unit, answer in drawn:
        kind = KINDS[number]
        limit = StatedLimit(
            Fraction(hundred, 100),
            UNITS[kind][unit % len(UNITS[kind])],
            END_OF_DAY if kind == END_OF_DAY else EXACT,
        )
        due = None if answer == NEVER else START + answer * 60
        yield Case(START + start * 60, limit, due)


def drawn_starts(mask: MinuteMask, amount: int, random: Generator) -> Minutes:
    """Half anywhere, and half within a minute of an opening, a closing, midnight or new year."""
    anywhere = random.integers(0, ALL_MINUTES, amount)
    edges = random.choice(edges_of(mask), amount) + random.integers(-1, 2, amount)
    starts = np.where(random.random(amount) < 0.5, anywhere, edges)
    return np.clip(starts, 0, ALL_MINUTES - 1).astype(np.int64)


def edges_of(mask: MinuteMask) -> NDArray[np.int64]:
    """The minutes at which something begins or ends, years more often than days."""
    open_now = np.diff(mask.before)
    turns = np.flatnonzero(np.diff(open_now)) + 1
    new_years = [
        int((np.datetime64(f"{year}-01-01") - FIRST_DAY).astype(int)) * 1440
        for year in range(2015, 2028)
    ]
    return np.concatenate([turns, np.arange(0, ALL_MINUTES, 1440), np.repeat(new_years, 100)])


def reckoned(calendar: Calendar, case: Case) -> int | None:
    """The answer of the program."""
    counting = calendar if case.limit.basis == WORK else None
    try:
        return due_over(counting, case.limit.seconds(counting, case.start), [(case.start, None)])
    except YearNotLoaded:
        return None
