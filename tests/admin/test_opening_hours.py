"""Opening hours: weekdays, holidays and make-up days, in whole years."""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import as_file, files
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from seatapp.admin.opening_hours import frames_of, hours_of, minutes_of
from seatapp.admin.references import Gathered, read_folder
from seatapp.domain.clock import Calendar, due_after, seconds_of

HOURS = hours_of(["08:00-12:00", "14:00-18:00"])


def local(moment: int) -> str:
    return datetime.fromtimestamp(moment, ZoneInfo("Asia/Shanghai")).isoformat()


def days_open(frames: list[int]) -> set[date]:
    zone = ZoneInfo("Asia/Shanghai")
    return {datetime.fromtimestamp(moment, zone).date() for moment in frames}


def demo() -> Gathered:
    with as_file(files("resources") / "demo") as folder:
        return read_folder(folder)


def demo_calendar() -> Calendar:
    row = next(one.row for one in demo().rows if one.kind == "calendar")
    assert row is not None
    moments = row["frames"]
    return Calendar(str(row["version"]), list(pairwise(moments))[::2])


def test_a_year_has_its_weekdays() -> None:
    frames = frames_of({date(2026, 10, 1): False}, HOURS)
    assert len(days_open(frames)) == 261 - 1
    assert local(frames[0]) == "2026-01-01T08:00:00+08:00"
    assert local(frames[1]) == "2026-01-01T12:00:00+08:00"
    assert local(frames[-1]) == "2026-12-31T18:00:00+08:00"


def test_a_make_up_day_is_open_and_a_holiday_closed() -> None:
    saturday, thursday = date(2026, 10, 10), date(2026, 10, 1)
    open_days = days_open(frames_of({saturday: True, thursday: False}, HOURS))
    assert saturday in open_days
    assert thursday not in open_days
    assert date(2026, 10, 11) not in open_days


def test_no_year_is_loaded_that_nobody_named() -> None:
    assert frames_of({}, HOURS) == []
    years = {day.year for day in days_open(frames_of({date(2025, 1, 1): False}, HOURS))}
    assert years == {2025}


def test_the_hours_of_a_day_are_added_up() -> None:
    assert minutes_of(HOURS) == 480
    assert minutes_of(hours_of(["09:30-17:00"])) == 450


@pytest.mark.parametrize(
    "texts",
    [[], ["08:00"], ["12:00-08:00"], ["08:00-08:00"], ["08:00-12:00", "11:00-15:00"], ["x-y"]],
)
def test_hours_that_make_no_sense_are_refused(texts: list[str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        hours_of(texts)


@pytest.mark.parametrize(
    ("month", "days"),
    [("2025-10", 18), ("2026-02", 16), ("2026-10", 18)],
)
def test_the_months_of_the_demo_calendar_have_their_working_days(month: str, days: int) -> None:
    row = next(one.row for one in demo().rows if one.kind == "calendar")
    assert row is not None
    counted = {day for day in days_open(row["frames"]) if day.isoformat().startswith(month)}
    assert len(counted) == days


def test_a_working_day_before_the_holiday_ends_after_it() -> None:
    since = seconds_of("2026-09-30T15:00:00+08:00")
    due = due_after(demo_calendar(), since, 480 * 60)
    assert due is not None
    assert local(due) == "2026-10-08T15:00:00+08:00"
