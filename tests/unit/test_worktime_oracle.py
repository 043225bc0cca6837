"""The two look-ups agree with a count of every minute, on many calendars and every unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from seatapp.domain.worktime import END_OF_DAY, StatedLimit, deadline, due_over
from tests.helpers.clock_cases import (
    Case,
    calendars,
    drawn_cases,
    fast,
    real_days,
    reckoned,
)
from tests.helpers.minute_mask import START, Days, MinuteMask

CITY = 8 * 3600
EPOCH = date(1970, 1, 1).toordinal()


def agree(amount: int, seed: int) -> int:
    """Compare so many deadlines; how many of them have an answer."""
    random = np.random.default_rng(seed)
    offices = calendars(random)
    answered = 0
    for days in offices:
        calendar = fast(days)
        for case in drawn_cases(days, amount // len(offices), random):
            assert reckoned(calendar, case) == case.due, (days.name, case)
            answered += case.due is not None
    return answered


def test_fifty_thousand_deadlines_agree_with_the_count_of_minutes() -> None:
    assert 45_000 < agree(50_000, seed=7) < 50_000, "some lie beyond the years that are loaded"


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_million_deadlines_agree_with_the_count_of_minutes() -> None:
    assert 900_000 < agree(1_000_000, seed=20_261_122) < 1_000_000


class SlowClock:
    """Somebody who looks at the clock every minute; moments are minutes since 1970."""

    def __init__(self, days: Days) -> None:
        self._days = days
        self._open: dict[int, set[int]] = {}

    def is_open(self, minute: int) -> bool:
        """Whether this minute of this day is within the hours."""
        day, of_day = divmod(minute, 1440)
        if day not in self._open:
            self._open[day] = self._minutes_on(date.fromordinal(EPOCH + day))
        return of_day in self._open[day]

    def due(self, start: int, limit: StatedLimit) -> int:
        """The end of a limit in working time, whole days or hours."""
        if limit.unit == "work_hour":
            return self._after(start, int(limit.value * 60))
        if limit.reading == END_OF_DAY:
            return self._close(start // 1440, int(limit.value))
        begins = start
        while not self.is_open(begins):
            begins += 1
        if not any(self.is_open(minute) for minute in range(begins // 1440 * 1440, begins)):
            return self._close(begins // 1440, int(limit.value) - 1)
        day = self._worked_day(begins // 1440, int(limit.value))
        return self._back_to_work(day * 1440 + begins % 1440)

    def _minutes_on(self, day: date) -> set[int]:
        usual = "work_day" if day.weekday() < 5 else "holiday"
        if self._days.special.get(day.isoformat(), usual) == "holiday":
            return set()
        hours = self._days.hours
        for first, last, other in self._days.seasons:
            if first <= day.isoformat() <= last:
                hours = other
        frames = [[int(t[:2]) * 60 + int(t[3:]) for t in text.split("-")] for text in hours]
        return {minute for begin, end in frames for minute in range(begin, end)}

    def _after(self, minute: int, left: int) -> int:
        while left:
            left -= self.is_open(minute)
            minute += 1
        return minute

    def _worked_day(self, day: int, to_come: int) -> int:
        while to_come:
            day += 1
            to_come -= any(self.is_open(day * 1440 + minute) for minute in range(1440))
        return day

    def _close(self, day: int, to_come: int) -> int:
        return self._back_to_work((self._worked_day(day, to_come) + 1) * 1440)

    def _back_to_work(self, minute: int) -> int:
        while not self.is_open(minute - 1):
            minute -= 1
        return minute


def short_cases(days: Days, amount: int) -> Iterator[Case]:
    """Deadlines in working time that a slow count can reach: up to ten days, whole ones."""
    found = 0
    for case in drawn_cases(days, amount * 100, np.random.default_rng(11)):
        whole = case.limit.unit == "work_hour" or case.limit.value.denominator == 1
        if case.limit.basis == "work" and whole and 0 < case.limit.value <= 10 and case.due:
            found += 1
            yield case
        if found == amount:
            return
    raise AssertionError("too few cases were drawn")


def test_five_hundred_deadlines_agree_with_a_look_at_every_minute() -> None:
    offices = calendars(np.random.default_rng(11))
    compared = 0
    for days in offices[:5]:
        calendar, clock = fast(days), SlowClock(days)
        for case in short_cases(days, 100):
            slow = clock.due((case.start + CITY) // 60, case.limit) * 60 - CITY
            assert (slow, reckoned(calendar, case)) == (case.due, case.due), (days.name, case)
            compared += 1
    assert compared == 500


def test_the_segments_of_a_deadline_add_up_to_its_limit() -> None:
    random = np.random.default_rng(13)
    for days in calendars(random):
        calendar = fast(days)
        for case in drawn_cases(days, 250, random):
            if case.due is None:
                continue
            found = deadline(calendar, case.start, case.limit)
            assert found.due_at == case.due
            assert sum(one.until - one.since for one in found.segments) == found.seconds
            assert all(case.start <= one.since < one.until <= case.due for one in found.segments)


@pytest.mark.parametrize("unit", ["natural", "work"])
def test_ten_pauses_agree_with_a_count_of_the_minutes_that_ran(unit: str) -> None:
    """The clock runs in the minutes that no pause covers; two hundred clocks with ten pauses."""
    days = Days("plain", real_days(), ["08:00-12:00", "14:00-18:00"])
    mask, calendar = MinuteMask(days), fast(days) if unit == "work" else None
    random = np.random.default_rng(3)
    open_minutes = np.diff(mask.before) if unit == "work" else np.ones(len(mask.before) - 1, int)
    for _ in range(200):
        begin = int(random.integers(0, 4_000_000))
        marks = np.cumsum(random.integers(0, 3_000, 21)) + begin
        minutes = int(random.integers(1, 6_000))
        running = open_minutes[begin : begin + 200_000].copy()
        for since, until in zip(marks[1::2], marks[2::2], strict=True):
            running[since - begin : until - begin] = 0
        due = begin + int(np.searchsorted(np.cumsum(running), minutes)) + 1
        moments = [START + int(mark) * 60 for mark in (begin, *marks[1:])]
        runs = [
            *zip(moments[::2], moments[1::2], strict=False),
            (moments[-1], None),
        ]
        assert due_over(calendar, minutes * 60, runs) == START + due * 60


def test_every_reading_gives_at_least_what_the_other_gives() -> None:
    """The close of work of a day is never earlier than the same time of that day."""
    random = np.random.default_rng(5)
    for days in calendars(random):
        mask = MinuteMask(days)
        starts = random.integers(0, 6_000_000, 10_000)
        amounts = random.integers(1, 60, 10_000)
        exact = mask.same_time(starts, amounts, np.zeros(10_000, int))
        assert bool((mask.close_of(starts, amounts) >= exact).all()), (days.name, END_OF_DAY)
