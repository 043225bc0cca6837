"""Deadlines by hand: the given vectors, the boundaries, and what bit other systems."""

from __future__ import annotations

import csv
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from seatapp.admin.calendars import day_table, shipped_calendar
from seatapp.domain.clock import Calendar
from seatapp.domain.opening_hours import CITY_TIME, DayTable, Season, hours_of
from seatapp.domain.worktime import (
    END_OF_DAY,
    EXACT,
    StatedLimit,
    YearNotLoaded,
    deadline,
    due_over,
    limit_of,
)

HOURS = hours_of(["08:00-12:00", "14:00-18:00"])
WINTER = hours_of(["08:30-12:00", "13:30-17:00"])


def at(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CITY_TIME).timestamp())


def local(moment: int | None) -> str:
    assert moment is not None
    return datetime.fromtimestamp(moment, CITY_TIME).strftime("%Y-%m-%d %H:%M")


def shipped() -> DayTable:
    with shipped_calendar() as path:
        return day_table(path, HOURS)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return shipped().calendar()


def due(calendar: Calendar, start: str, value: str, unit: str, reading: str = EXACT) -> str:
    return local(deadline(calendar, at(start), limit_of(value, unit, reading)).due_at)


def answer(calendar: Calendar, start: str, value: str, unit: str, reading: str) -> str:
    try:
        return due(calendar, start, value, unit, reading)
    except YearNotLoaded:
        return "YEAR NOT LOADED"


def test_the_given_vectors(calendar: Calendar, outside_data: Path) -> None:
    path = outside_data / "standards" / "deadline_test_vectors.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [list(row.values()) for row in csv.DictReader(file)]
    assert len(rows) == 10
    for case, start, value, unit, exact, end_of_day in rows:
        assert answer(calendar, start, value, unit, EXACT) == exact, case
        if end_of_day:
            assert answer(calendar, start, value, unit, END_OF_DAY) == end_of_day, case


UNITS_IN_CHINESE = {
    "紧急工作时": "urgent_hour",
    "紧急工作日": "urgent_day",
    "工作时": "work_hour",
    "工作日": "work_day",
    "小时": "hour",
    "天": "day",
}


def test_the_limits_of_real_standards_can_be_stated(calendar: Calendar, outside_data: Path) -> None:
    """Ten o'clock on a Monday; a work day of eight hours, nights and holidays by hand."""
    path = outside_data / "standards" / "time_limit_examples.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [list(row.values()) for row in csv.DictReader(file)]
    found = {
        (value, unit): due(calendar, "2019-07-01 10:00", value, UNITS_IN_CHINESE[unit])
        for _, _, _, value, unit, _ in rows
        if unit != "分钟"
    }
    assert found == {
        ("0.5", "工作日"): "2019-07-01 16:00",
        ("1", "小时"): "2019-07-01 11:00",
        ("1", "工作日"): "2019-07-02 10:00",
        ("15", "天"): "2019-07-16 10:00",
        ("15", "工作日"): "2019-07-22 10:00",
        ("2", "小时"): "2019-07-01 12:00",
        ("2", "工作日"): "2019-07-03 10:00",
        ("2", "工作时"): "2019-07-01 12:00",
        ("2", "紧急工作日"): "2019-07-03 10:00",
        ("2", "紧急工作时"): "2019-07-01 12:00",
        ("20", "工作日"): "2019-07-29 10:00",
        ("3", "紧急工作时"): "2019-07-01 13:00",
        ("4", "工作日"): "2019-07-05 10:00",
        ("4", "工作时"): "2019-07-01 16:00",
        ("5", "工作日"): "2019-07-08 10:00",
        ("5", "工作时"): "2019-07-01 17:00",
        ("7", "工作日"): "2019-07-10 10:00",
        ("8", "紧急工作时"): "2019-07-01 18:00",
    }


@pytest.mark.parametrize(
    ("start", "value", "unit", "exact", "end_of_day"),
    [
        # What ends with a frame ends there, not where the next one begins.
        ("2019-07-02 10:00", "2", "work_hour", "2019-07-02 12:00", None),
        ("2019-07-02 16:00", "2", "work_hour", "2019-07-02 18:00", None),
        ("2019-07-02 12:00", "1", "work_hour", "2019-07-02 15:00", None),
        ("2019-07-02 13:10", "1", "work_hour", "2019-07-02 15:00", None),
        ("2019-07-02 07:00", "4", "work_hour", "2019-07-02 12:00", None),
        ("2019-07-02 11:00", "1.5", "work_hour", "2019-07-02 14:30", None),
        # A work day that begins outside the hours.
        ("2019-07-02 07:00", "1", "work_day", "2019-07-02 18:00", "2019-07-03 18:00"),
        ("2019-07-02 13:00", "1", "work_day", "2019-07-03 12:00", "2019-07-03 18:00"),
        ("2019-07-02 18:00", "1", "work_day", "2019-07-03 18:00", "2019-07-03 18:00"),
        ("2019-07-02 22:15", "1", "work_day", "2019-07-03 18:00", "2019-07-03 18:00"),
        ("2019-07-06 10:30", "1", "work_day", "2019-07-08 18:00", "2019-07-08 18:00"),
        ("2019-07-06 10:30", "2", "work_day", "2019-07-09 18:00", "2019-07-09 18:00"),
        # Make-up days are work days: Saturday 10-12 and Sunday 09-29 of 2019.
        ("2019-10-11 10:00", "1", "work_day", "2019-10-12 10:00", "2019-10-12 18:00"),
        ("2019-09-29 10:00", "2", "work_hour", "2019-09-29 12:00", None),
        ("2019-09-30 16:00", "1", "work_day", "2019-10-08 16:00", "2019-10-08 18:00"),
        # Over the end of a year, and up to the last minute that is known.
        ("2025-12-31 17:00", "2", "work_hour", "2026-01-04 09:00", None),
        ("2026-12-30 18:00", "1", "work_day", "2026-12-31 18:00", "2026-12-31 18:00"),
        ("2026-12-31 08:00", "8", "work_hour", "2026-12-31 18:00", None),
        # Long limits.
        ("2026-01-01 00:00", "30", "urgent_day", "2026-01-31 00:00", None),
        ("2024-02-01 10:00", "30", "day", "2024-03-02 10:00", None),
        ("2025-01-15 10:00", "90", "day", "2025-04-15 10:00", None),
        ("2023-03-01 10:00", "365", "day", "2024-02-29 10:00", None),
        ("2019-01-02 10:00", "30", "work_day", "2019-02-18 10:00", "2019-02-18 18:00"),
        ("2026-11-22 09:00", "720", "hour", "2026-12-22 09:00", None),
        # Part of a work day, under either reading.
        ("2019-07-01 16:00", "0.5", "work_day", "2019-07-02 10:00", "2019-07-02 10:00"),
        ("2019-07-01 10:00", "1.5", "work_day", "2019-07-02 16:00", "2019-07-02 16:00"),
        # Nothing to wait for.
        ("2019-07-06 10:30", "0", "work_day", "2019-07-06 10:30", "2019-07-06 10:30"),
        ("2019-07-06 10:30", "0", "work_hour", "2019-07-06 10:30", None),
    ],
)
def test_boundaries(
    calendar: Calendar, start: str, value: str, unit: str, exact: str, end_of_day: str | None
) -> None:
    assert due(calendar, start, value, unit) == exact
    assert due(calendar, start, value, unit, END_OF_DAY) == (end_of_day or exact)


@pytest.mark.parametrize(
    ("start", "value", "unit", "year"),
    [
        ("2026-12-31 17:00", "2", "work_hour", 2027),
        ("2026-12-31 23:59", "1", "work_hour", 2027),
        ("2026-12-31 10:00", "1", "work_day", 2027),
        ("2027-03-01 10:00", "1", "work_hour", 2027),
        ("2031-03-01 10:00", "1", "work_day", 2031),
        ("2003-12-31 10:00", "1", "work_hour", 2003),
    ],
)
@pytest.mark.parametrize("reading", [EXACT, END_OF_DAY])
def test_a_year_that_is_not_loaded_is_said_by_number(
    calendar: Calendar, start: str, value: str, unit: str, year: int, reading: str
) -> None:
    with pytest.raises(YearNotLoaded) as caught:
        due(calendar, start, value, unit, reading)
    assert (caught.value.year, caught.value.code) == (year, "year_not_loaded")
    assert str(year) in caught.value.sentence


def test_the_year_that_is_missing_is_the_citys(calendar: Calendar) -> None:
    """In the first hours of a year it is still the old one elsewhere."""
    for start, year in (("2040-01-01 00:00", 2040), ("2039-12-31 23:59", 2039)):
        with pytest.raises(YearNotLoaded) as caught:
            due(calendar, start, "1", "work_hour", EXACT)
        assert caught.value.year == year


@pytest.mark.parametrize("missing", [None, Calendar("none", [])])
def test_work_time_needs_a_calendar_and_natural_time_does_not(missing: Calendar | None) -> None:
    for unit in ("work_hour", "work_day"):
        with pytest.raises(YearNotLoaded) as caught:
            deadline(missing, at("2026-03-02 10:00"), limit_of("1", unit))
        assert caught.value.year == 2026
    found = deadline(missing, at("2040-03-02 10:00"), limit_of("1", "urgent_day"))
    assert local(found.due_at) == "2040-03-03 10:00"
    assert found.calendar_version is None


@pytest.mark.parametrize(
    ("value", "unit", "reading"),
    [
        ("x", "hour", EXACT),
        ("", "hour", EXACT),
        ("-1", "hour", EXACT),
        ("NaN", "hour", EXACT),
        ("Infinity", "hour", EXACT),
        ("1e9", "day", EXACT),
        ("0.001", "work_hour", EXACT),
        ("1", "fortnight", EXACT),
        ("1", "work_day", "noon"),
    ],
)
def test_what_is_no_limit_is_refused(value: str, unit: str, reading: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        limit_of(value, unit, reading)


def test_a_deadline_explains_itself(calendar: Calendar) -> None:
    found = deadline(calendar, at("2025-09-30 17:00"), limit_of("1", "work_day"))
    assert [(local(s.since), local(s.until), s.minutes) for s in found.segments] == [
        ("2025-09-30 17:00", "2025-09-30 18:00", 60),
        ("2025-10-09 08:00", "2025-10-09 12:00", 240),
        ("2025-10-09 14:00", "2025-10-09 17:00", 180),
    ]
    assert found.seconds == 480 * 60
    assert (found.calendar_version, found.reading) == ("cn-2004-2026", "exact")


def test_natural_time_is_one_span(calendar: Calendar) -> None:
    found = deadline(calendar, at("2026-02-14 09:00"), limit_of("2", "urgent_day"))
    (span,) = found.segments
    assert (local(span.since), local(span.until), span.minutes) == (
        "2026-02-14 09:00",
        "2026-02-16 09:00",
        2880,
    )
    assert (found.calendar_version, found.reading) == (None, None)


def seasonal() -> Calendar:
    table = shipped()
    winter = Season(datetime(2025, 10, 9).date(), datetime(2026, 4, 30).date(), WINTER)
    return DayTable("seasonal", table.special, HOURS, [winter]).calendar()


@pytest.mark.parametrize(
    ("start", "value", "unit", "exact", "end_of_day"),
    [
        ("2025-09-30 17:30", "1", "work_hour", "2025-10-09 09:00", None),
        ("2025-09-30 10:30", "1", "work_day", "2025-10-09 10:30", "2025-10-09 17:00"),
        # Winter closes at 17:00: the same time of the day is past it, and nothing is gained.
        ("2025-09-30 17:30", "1", "work_day", "2025-10-09 17:00", "2025-10-09 17:00"),
        # 08:10 in winter is before the opening: the same moment as the close of the day before.
        ("2025-09-29 08:10", "2", "work_day", "2025-09-30 18:00", "2025-10-09 17:00"),
        ("2026-04-30 10:30", "1", "work_day", "2026-05-06 10:30", "2026-05-06 18:00"),
        ("2026-04-30 10:30", "0.5", "work_day", "2026-04-30 15:30", "2026-04-30 15:30"),
    ],
)
def test_hours_that_change_with_the_season(
    start: str, value: str, unit: str, exact: str, end_of_day: str | None
) -> None:
    assert due(seasonal(), start, value, unit) == exact
    assert due(seasonal(), start, value, unit, END_OF_DAY) == (end_of_day or exact)


class TestWhatBitOthers:
    """Each was a fault of a system in use."""

    def test_a_work_day_is_no_24_working_hours(self, calendar: Calendar) -> None:
        """Counting 24 working hours makes three days of one."""
        assert due(calendar, "2019-07-01 10:30", "1", "work_day") == "2019-07-02 10:30"
        assert due(calendar, "2019-07-01 10:30", "24", "work_hour") == "2019-07-04 10:30"

    @pytest.mark.parametrize("days", [24, 25, 30, 50, 90, 365, 3650])
    def test_nothing_overflows_after_24_days(self, calendar: Calendar, days: int) -> None:
        """A limit in 32-bit milliseconds is late at once beyond 24.8 days."""
        start = at("2015-01-05 08:00")
        found = deadline(calendar, start, limit_of(str(days), "day"))
        assert found.due_at == start + days * 86_400
        work = deadline(calendar, start, limit_of(str(days // 2), "work_day"))
        assert work.due_at is not None
        assert sum(s.minutes for s in work.segments) == days // 2 * 480

    def test_a_pause_is_not_cut_to_hours(self, calendar: Calendar) -> None:
        start, limit = at("2019-07-02 09:00"), limit_of("2", "work_hour")
        pauses = [(at("2019-07-02 09:10"), at("2019-07-02 09:27"))]
        assert local(deadline(calendar, start, limit, pauses).due_at) == "2019-07-02 11:17"

    def test_every_earlier_pause_counts(self, calendar: Calendar) -> None:
        start, limit = at("2019-07-02 08:00"), limit_of("1", "work_hour")
        pauses = [
            (at(f"2019-07-02 08:{minute:02}"), at(f"2019-07-02 08:{minute + 1:02}"))
            for minute in range(0, 40, 4)
        ]
        found = deadline(calendar, start, limit, pauses)
        assert local(found.due_at) == "2019-07-02 09:10"
        assert sum(s.minutes for s in found.segments) == 60
        assert len(found.segments) == 10

    def test_a_pause_over_night_gives_back_open_time_only(self, calendar: Calendar) -> None:
        """Hours of the wall clock must not be added as working hours."""
        start, limit = at("2019-07-02 17:00"), limit_of("2", "work_hour")
        pauses = [(at("2019-07-02 17:30"), at("2019-07-03 08:15"))]
        assert local(deadline(calendar, start, limit, pauses).due_at) == "2019-07-03 09:45"

    def test_both_ends_inside_lunch_are_nothing(self, calendar: Calendar) -> None:
        """A pause from 12:10 to 13:40 is no working time at all, least of all a day."""
        start, limit = at("2019-07-02 11:00"), limit_of("2", "work_hour")
        pauses = [(at("2019-07-02 12:10"), at("2019-07-02 13:40"))]
        assert local(deadline(calendar, start, limit, pauses).due_at) == "2019-07-02 15:00"
        lunch = calendar.counted(at("2019-07-02 12:10"))
        assert lunch == calendar.counted(at("2019-07-02 13:40"))

    def test_a_start_at_night_and_on_a_holiday_waits_for_the_opening(
        self, calendar: Calendar
    ) -> None:
        """Only the first day used to be looked up among the weekends."""
        for start in ("2025-10-01 09:00", "2025-10-04 23:00", "2025-10-09 07:59"):
            assert due(calendar, start, "1", "work_hour") == "2025-10-09 09:00"

    def test_a_pause_that_still_lasts_has_no_deadline(self, calendar: Calendar) -> None:
        start, limit = at("2019-07-02 09:00"), limit_of("2", "work_hour")
        found = deadline(calendar, start, limit, [(at("2019-07-02 10:00"), None)])
        assert found.due_at is None
        assert [s.minutes for s in found.segments] == [60]

    def test_a_pause_after_the_deadline_does_not_hide_it(self, calendar: Calendar) -> None:
        start, limit = at("2019-07-02 09:00"), limit_of("2", "work_hour")
        for until in (at("2019-07-02 12:00"), None):
            found = deadline(calendar, start, limit, [(at("2019-07-02 11:30"), until)])
            assert local(found.due_at) == "2019-07-02 11:00"
            assert sum(s.minutes for s in found.segments) == 120

    def test_a_pause_that_begins_with_the_deadline_does_not_move_it(
        self, calendar: Calendar
    ) -> None:
        start, limit = at("2019-07-02 09:00"), limit_of("2", "work_hour")
        pauses = [(at("2019-07-02 11:00"), at("2019-07-03 11:00"))]
        assert local(deadline(calendar, start, limit, pauses).due_at) == "2019-07-02 11:00"

    def test_natural_pauses_move_natural_deadlines(self, calendar: Calendar) -> None:
        start, limit = at("2026-02-14 09:00"), limit_of("2", "urgent_hour")
        pauses = [(at("2026-02-14 10:00"), at("2026-02-16 10:07"))]
        found = deadline(calendar, start, limit, pauses)
        assert local(found.due_at) == "2026-02-16 11:07"
        assert [s.minutes for s in found.segments] == [60, 60]


@pytest.mark.parametrize(
    "pauses",
    [
        [("2019-07-02 08:00", "2019-07-02 10:00")],
        [("2019-07-02 10:00", "2019-07-02 09:30")],
        [("2019-07-02 10:00", "2019-07-02 11:00"), ("2019-07-02 10:30", None)],
        [("2019-07-02 10:00", None), ("2019-07-02 11:00", None)],
    ],
)
def test_pauses_that_contradict_each_other_are_refused(
    calendar: Calendar, pauses: list[tuple[str, str | None]]
) -> None:
    moments = [(at(since), until and at(until)) for since, until in pauses]
    with pytest.raises(ValueError, match="pauses overlap"):
        deadline(
            calendar,
            at("2019-07-02 09:00"),
            limit_of("2", "work_hour"),
            [(since, until or None) for since, until in moments],
        )


def test_runs_that_reach_outside_the_loaded_years_are_refused(calendar: Calendar) -> None:
    with pytest.raises(YearNotLoaded):
        due_over(calendar, 3600, [(at("2026-12-31 17:30"), at("2027-01-05 10:00"))])


def test_a_third_of_a_day_is_rounded_up_to_a_minute(calendar: Calendar) -> None:
    third = StatedLimit(Fraction(1, 7), "work_day")
    assert third.seconds(calendar, at("2019-07-01 08:00")) == 69 * 60
