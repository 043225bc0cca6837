"""What clock words do to a running link: limits by condition and stage, readings, calendars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from seatapp.domain.clock import Calendar
from seatapp.domain.entries import Value
from seatapp.domain.opening_hours import CITY_TIME, DayTable, hours_of
from seatapp.domain.references import ReferenceRow, limit_for
from seatapp.domain.running_clock import Columns, turn
from tests.helpers.rules import NoReferences

HOURS = hours_of(["08:00-12:00", "14:00-18:00"])
NEW_YEAR = {date(2026, 1, 1): False}


def calendar_of(version: str, special: Mapping[date, bool]) -> Calendar:
    return DayTable(version, special, HOURS).calendar()


@dataclass
class Lists(NoReferences):
    """Reference rows and calendars of a test."""

    rows: dict[tuple[str, str], ReferenceRow] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        return self.rows.get((kind, code))

    def all(self, kind: str) -> Mapping[str, ReferenceRow]:
        return {code: row for (found, code), row in self.rows.items() if found == kind}

    def calendar(self, version: str | None = None) -> Calendar | None:
        return self.calendars.get(version or max(self.calendars, default=""))


@pytest.fixture
def lists() -> Lists:
    rows: dict[tuple[str, str], ReferenceRow] = {
        ("class", "C1"): {
            "version": "v1",
            "limit_minutes": 960,
            "limit_basis": "work",
            "limit_days": 2,
        },
        ("limit", "inspect"): {"normal": 120, "urgent": 60, "basis": "natural"},
    }
    return Lists(rows, {"cal-1": calendar_of("cal-1", NEW_YEAR)})


def at(text: str) -> int:
    """The moment by the clock of the city."""
    return int(datetime.fromisoformat(text).replace(tzinfo=CITY_TIME).timestamp())


def case(**more: Value) -> Columns:
    return {"subject": "case", "class_code": "C1", "urgency": "normal", **more}


def test_a_work_day_ends_at_the_same_time_of_the_day(lists: Lists) -> None:
    state = case()
    turn(state, "start:handle", {}, at("2026-11-20 09:30"), lists)
    assert state["due_at"] == at("2026-11-24 09:30")


def test_a_work_day_ends_at_the_close_of_work_where_the_site_reads_it_so(lists: Lists) -> None:
    lists.rows["setting", "work_day_reading"] = {"value": "end_of_day"}
    state = case()
    turn(state, "start:handle", {}, at("2026-11-20 09:30:37"), lists)
    assert state["due_at"] == at("2026-11-24 18:00")
    turn(state, "pause", {}, at("2026-11-23 10:00"), lists)
    turn(state, "resume", {}, at("2026-11-24 10:00"), lists)
    assert state["due_at"] == at("2026-11-25 18:00")


def test_a_year_that_is_not_loaded_gives_no_limit_and_no_guess(lists: Lists) -> None:
    state = case()
    turn(state, "start:handle", {}, at("2026-12-31 09:30"), lists)
    assert state["due_at"] is None
    turn(state, "extend", {"granted_minutes": 60}, at("2026-12-31 10:00"), lists)
    assert state["clock_limit"] is None
    assert state["clock_basis"] == "work"


def test_a_limit_hangs_on_condition_and_stage(lists: Lists) -> None:
    lists.rows["limit", "inspect/C1"] = {"normal": 30, "basis": "natural"}
    found = limit_for("inspect", case(), lists)
    other = limit_for("inspect", case(class_code="C2", urgency="urgent"), lists)
    assert found is not None
    assert other is not None
    assert (found.minutes, other.minutes) == (30, 60)


def test_a_case_keeps_the_version_under_which_it_was_filed(lists: Lists) -> None:
    lists.rows["limit", "handle/C1@v1"] = {"normal": 60, "basis": "natural"}
    filed = case()
    turn(filed, "start:dispatch", {}, at("2026-11-20 09:00"), lists)
    assert filed["standard"] == "v1"
    lists.rows["class", "C1"] = {"version": "v2", "limit_minutes": 5, "limit_basis": "natural"}
    lists.rows["limit", "handle/C1@v2"] = {"normal": 5, "basis": "natural"}
    turn(filed, "start:handle", {}, at("2026-11-20 09:10"), lists)
    assert filed["clock_limit"] == 60
    later = case()
    turn(later, "start:handle", {}, at("2026-11-20 09:10"), lists)
    assert (later["standard"], later["clock_limit"]) == ("v2", 5)


def test_a_new_calendar_moves_no_clock_that_runs(lists: Lists) -> None:
    state = case()
    turn(state, "start:handle", {}, at("2026-11-20 09:30"), lists)
    closed = {**NEW_YEAR, date(2026, 11, 23): False}
    lists.calendars["cal-2"] = calendar_of("cal-2", closed)
    turn(state, "pause", {}, at("2026-11-23 10:00"), lists)
    turn(state, "resume", {}, at("2026-11-23 11:00"), lists)
    assert state["clock_calendar"] == "cal-1"
    assert state["due_at"] == at("2026-11-24 10:30")


def test_a_grant_adds_to_the_limit_and_keeps_what_was_late(lists: Lists) -> None:
    state = case()
    turn(state, "start:handle", {}, at("2026-11-20 09:30"), lists)
    turn(state, "extend", {"granted_minutes": 480}, at("2026-11-24 09:31"), lists)
    assert state["due_at"] == at("2026-11-25 09:30")
    assert (state["clock_limit"], state["original_limit"]) == (1440, 960)
    assert state["late"] == ["handle"]


def test_a_clock_that_stands_until_a_day_knows_when_it_is_due(lists: Lists) -> None:
    state = case(until_at=at("2026-12-07 08:00"))
    turn(state, "start:handle", {}, at("2026-11-20 09:30"), lists)
    turn(state, "pause", {}, at("2026-11-20 10:30"), lists)
    assert state["due_at"] == at("2026-12-08 17:00")
    turn(state, "resume", {}, at("2026-12-07 08:00"), lists)
    assert state["due_at"] == at("2026-12-08 17:00")


def test_a_recount_puts_in_what_was_reckoned_anew(lists: Lists) -> None:
    state = case()
    turn(state, "start:handle", {}, at("2026-11-20 09:30"), lists)
    closed = {**NEW_YEAR, date(2026, 11, 23): False}
    lists.calendars["cal-2"] = calendar_of("cal-2", closed)
    news: dict[str, Value] = {"calendar_version": "cal-2", "limit_minutes": 960, "used_seconds": 0}
    turn(state, "recount", news, at("2026-11-20 12:00"), lists)
    assert state["due_at"] == at("2026-11-25 09:30")


def test_a_recount_lets_a_clock_run_for_which_there_was_no_year(lists: Lists) -> None:
    state = case()
    turn(state, "start:handle", {}, at("2026-12-31 09:30"), lists)
    lists.calendars["cal-2"] = calendar_of("cal-2", {**NEW_YEAR, date(2027, 1, 1): False})
    news: dict[str, Value] = {
        "calendar_version": "cal-2", "limit_minutes": 960, "used_seconds": 0,
        "runs_from": at("2026-12-31 09:30"),
    }  # fmt: skip
    turn(state, "recount", news, at("2027-01-04 09:00"), lists)
    assert state["due_at"] == at("2027-01-05 09:30")
    assert state["clock_since"] == at("2026-12-31 09:30")


def test_a_day_that_ends_at_the_close_of_work_is_not_taken_for_a_grant(lists: Lists) -> None:
    lists.rows["setting", "work_day_reading"] = {"value": "end_of_day"}
    state = case()
    turn(state, "start:handle", {}, at("2026-11-20 09:30"), lists)
    assert int(str(state["clock_limit"])) > int(str(state["original_limit"]))
    lists.rows["class", "C2"] = {"limit_minutes": 600, "limit_basis": "natural"}
    state["class_code"] = "C2"
    turn(state, "relimit", {}, at("2026-11-20 10:30"), lists)
    assert (state["clock_limit"], state["original_limit"]) == (600, 600)


def test_a_mended_class_is_counted_from_then_on_under_the_calendar_of_its_clock(
    lists: Lists,
) -> None:
    lists.rows["setting", "work_day_reading"] = {"value": "end_of_day"}
    lists.rows["class", "C2"] = {**lists.rows["class", "C1"], "limit_days": 3}
    state = case()
    turn(state, "start:handle", {}, at("2026-11-20 09:30"), lists)
    lists.calendars["cal-2"] = calendar_of("cal-2", NEW_YEAR)
    state["class_code"] = "C2"
    turn(state, "relimit", {}, at("2026-11-20 10:30:37"), lists)
    assert state["clock_calendar"] == "cal-1"
    used = 3637
    assert state["due_at"] == at("2026-11-25 18:00") - used


def test_grants_outlive_a_mended_class_and_end_with_the_link(lists: Lists) -> None:
    state = case()
    turn(state, "start:handle", {}, at("2026-11-20 09:30"), lists)
    for minutes in (60, 30):
        turn(state, "extend", {"granted_minutes": minutes}, at("2026-11-20 10:00"), lists)
    lists.rows["class", "C2"] = {"limit_minutes": 600, "limit_basis": "natural"}
    state["class_code"] = "C2"
    turn(state, "relimit", {}, at("2026-11-20 10:30"), lists)
    assert (state["clock_limit"], state["granted_total"]) == (690, 90)
    turn(state, "start:review", {}, at("2026-11-20 11:00"), lists)
    assert state["granted_total"] is None


def test_a_recount_under_another_standard_brings_its_limit_and_its_time(lists: Lists) -> None:
    state = case()
    turn(state, "start:handle", {}, at("2026-11-20 09:30"), lists)
    news: dict[str, Value] = {
        "calendar_version": "cal-1", "limit_minutes": 90, "used_seconds": 600, "reason": "新标准",
        "standard_version": "v9", "limit_basis": "natural", "stated_minutes": 60,
    }  # fmt: skip
    turn(state, "recount", news, at("2026-11-20 12:00"), lists)
    assert (state["standard"], state["clock_basis"], state["original_limit"]) == (
        "v9", "natural", 60
    )  # fmt: skip
    assert state["clock_calendar"] is None
    assert state["due_at"] == at("2026-11-20 09:30") + 90 * 60 - 600
