"""Opening hours: weekdays, holidays, make-up days and seasons, in whole years."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from seatapp.domain.opening_hours import (
    CITY_TIME,
    DayTable,
    Hours,
    Season,
    hours_of,
    minutes_of,
    missing_years,
)

HOURS = hours_of(["08:00-12:00", "14:00-18:00"])
SUMMER = hours_of(["08:00-12:00", "15:00-18:30"])
ALL_DAY = hours_of(["00:00-24:00"])


def local(moment: int) -> str:
    return datetime.fromtimestamp(moment, CITY_TIME).strftime("%Y-%m-%d %H:%M")


def table(special: dict[date, bool], hours: Hours = HOURS, *seasons: Season) -> DayTable:
    return DayTable("made", special, hours, seasons)


def days_open(made: DayTable) -> set[str]:
    return {local(start)[:10] for start, end in made.frames() if start < end}


def test_a_year_has_its_weekdays() -> None:
    made = table({date(2026, 10, 1): False})
    assert len(days_open(made)) == 261 - 1
    frames = [(local(start), local(end)) for start, end in made.frames()]
    assert frames[1:3] == [
        ("2026-01-01 08:00", "2026-01-01 12:00"),
        ("2026-01-01 14:00", "2026-01-01 18:00"),
    ]


def test_the_borders_of_the_years_are_known() -> None:
    frames = table({date(2026, 10, 1): False}).frames()
    assert [local(moment) for moment in frames[0]] == ["2026-01-01 00:00"] * 2
    assert [local(moment) for moment in frames[-1]] == ["2027-01-01 00:00"] * 2
    calendar = table({date(2026, 10, 1): False}).calendar()
    assert calendar.counted(frames[0][0]) == 0
    assert calendar.counted(frames[-1][1]) == calendar.counted(frames[-2][1])
    assert calendar.counted(frames[-1][1] + 1) is None
    assert calendar.counted(frames[0][0] - 1) is None


def test_a_make_up_day_is_open_and_a_holiday_closed() -> None:
    open_days = days_open(table({date(2026, 10, 10): True, date(2026, 10, 1): False}))
    assert "2026-10-10" in open_days
    assert "2026-10-01" not in open_days
    assert "2026-10-11" not in open_days


def test_no_year_is_loaded_that_nobody_named() -> None:
    assert table({}).frames() == []
    assert {day[:4] for day in days_open(table({date(2025, 1, 1): False}))} == {"2025"}


def test_a_year_between_two_others_cannot_be_left_out() -> None:
    special = {date(2023, 1, 1): False, date(2026, 1, 1): False}
    assert missing_years(special) == [2024, 2025]
    with pytest.raises(ValueError, match="missing"):
        table(special)


def test_a_season_has_its_own_hours_from_its_first_to_its_last_day() -> None:
    season = Season(date(2026, 6, 1), date(2026, 9, 30), SUMMER)
    made = table({date(2026, 1, 1): False}, HOURS, season)
    evening = {local(end)[:10]: local(end)[11:] for start, end in made.frames() if start < end}
    assert evening["2026-05-29"] == "18:00"
    assert evening["2026-06-01"] == "18:30"
    assert evening["2026-09-30"] == "18:30"
    assert evening["2026-10-01"] == "18:00"


def test_seasons_that_overlap_or_end_before_they_begin_are_refused() -> None:
    first = Season(date(2026, 6, 1), date(2026, 9, 30), SUMMER)
    second = Season(date(2026, 9, 30), date(2026, 12, 1), HOURS)
    with pytest.raises(ValueError, match="overlap"):
        table({date(2026, 1, 1): False}, HOURS, second, first)
    with pytest.raises(ValueError, match="before it begins"):
        Season(date(2026, 6, 2), date(2026, 6, 1), SUMMER)


def test_an_office_may_be_open_all_day() -> None:
    made = table({date(2026, 1, 1): True}, ALL_DAY)
    frames = made.frames()
    assert all(end - start == 86_400 for start, end in frames[:-1])
    assert len({start for start, _ in frames}) == len(frames)
    friday = date(2026, 1, 9)
    day = [frame for frame in frames if local(frame[0]).startswith(friday.isoformat())]
    following = (friday + timedelta(days=1)).isoformat()
    assert [local(end) for _, end in day] == [f"{following} 00:00"]


def test_the_hours_of_a_day_are_added_up() -> None:
    assert minutes_of(HOURS) == 480
    assert minutes_of(hours_of(["09:30-17:00"])) == 450
    assert minutes_of(ALL_DAY) == 1440


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["08:00"],
        ["12:00-08:00"],
        ["08:00-08:00"],
        ["08:00-12:00", "11:00-15:00"],
        ["08:00-12:00", "12:00-15:00"],
        ["x-y"],
        ["8:00-12:00"],
        ["08:60-12:00"],
        ["08:00-24:01"],
        ["08:00-12:00-13:00"],
        ["０８:00-12:00"],
        [""],
    ],
)
def test_hours_that_make_no_sense_are_refused(texts: list[str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        hours_of(texts)
