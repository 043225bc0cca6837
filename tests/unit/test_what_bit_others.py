"""What bit real systems, one test each; a naive way of reckoning fails every one of them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from seatapp.domain.alarms import SNOOZE, Alarms, Ringing, on_duty
from seatapp.domain.clock import DAY, Calendar
from seatapp.domain.entries import Value
from seatapp.domain.judge import Refusal
from seatapp.domain.lights import Light, light_of
from seatapp.domain.opening_hours import CITY_TIME, DayTable, hours_of
from seatapp.domain.references import ReferenceRow
from seatapp.domain.roster import Roster, Shift, Turn
from seatapp.domain.running_clock import turn
from seatapp.domain.tables import load_workflow
from seatapp.domain.worktime import deadline, limit_of
from seatapp.ids import new_id
from tests.helpers.rules import NOON, PHOTO, NoReferences, World, everyone, report_values

HOUR = 3600
LIMIT = 240 * 60
"""Seconds that the class of the case gives for handling."""

OFFICE = DayTable("o", {date(2026, 1, 1): False}, hours_of(["08:00-12:00", "14:00-18:00"]))
PREFILE: dict[str, Value] = {
    "class_code": "0110-1",
    "grid_code": "999001001001001",
    "checks": ["photo_sharp:pass:90.0"],
}
SOON = HOUR


@pytest.fixture
def world() -> World:
    return World(load_workflow())


@pytest.fixture
def case(world: World) -> str:
    """A case in the hands of a unit since noon, in natural time."""
    found = new_id()
    world.take("u1", "acceptor", "report", found, report_values())
    world.take("u1", "acceptor", "prefile", found, PREFILE)
    world.take("u2", "shift_leader", "file", found)
    values: dict[str, Value] = {"unit": "clean", "rule_cited": "第一条"}
    world.take("u3", "dispatcher", "dispatch", found, values)
    return found


class TwoCalendars(NoReferences):
    """A class of two working days, and a second version of the calendar with one holiday more."""

    with_holiday = False

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The class."""
        row: ReferenceRow = {"limit_minutes": 960, "limit_basis": "work"}
        return row if (kind, code) == ("class", "C1") else None

    def calendar(self, version: str | None = None) -> Calendar | None:
        """The version named, else the newest that is loaded."""
        if version == "c-1" or (version is None and not self.with_holiday):
            return DayTable("c-1", {date(2026, 1, 1): False}, OFFICE.hours).calendar()
        days = {date(2026, 1, 1): False, date(2026, 11, 23): False}
        return DayTable("c-2", days, OFFICE.hours).calendar()


def at(text: str) -> int:
    """A moment of the city."""
    return int(datetime.fromisoformat(text).replace(tzinfo=CITY_TIME).timestamp())


def closed(world: World, case: str) -> None:
    """Take the case from the unit's hands to its end."""
    after: dict[str, Value] = {"photos_after": [PHOTO]}
    world.take("u3", "dispatcher", "respond", case, {"response": "已清运。"})
    world.take("u4", "supervisor", "submit_inspection", case)
    world.take("u1", "acceptor", "issue_inspection", case, {"collector": "c01"})
    world.take("u1", "acceptor", "inspection_pass", case, after)
    world.take("u1", "acceptor", "pass_on", case)
    world.take("u2", "shift_leader", "close", case)


def test_a_work_day_is_not_24_hours_of_work() -> None:
    found = deadline(OFFICE.calendar(), at("2026-11-16 09:30"), limit_of("3", "work_day"))
    assert found.due_at == at("2026-11-19 09:30")
    assert found.seconds == 3 * 8 * HOUR


@pytest.mark.parametrize("days", [25, 30, 90, 365])
def test_limits_above_24_days_do_not_overflow(world: World, case: str, days: int) -> None:
    assert days * DAY * 1000 > 2**31 - 1
    found = deadline(None, NOON, limit_of(str(days), "day"))
    assert found.due_at == NOON + days * DAY
    values: dict[str, Value] = {
        "asked_until": NOON + days * DAY,
        "reason": "冬季",
        "scans": [PHOTO],
    }
    world.take("u3", "dispatcher", "request_deferral", case, values)
    request = next(s for s in world.states.values() if s["subject"] == "request")
    granted: dict[str, Value] = {"granted_until": NOON + days * DAY, "opinion": "同意"}
    world.take("u2", "shift_leader", "endorse", str(request["id"]), {"opinion": "属实"}, "request")
    world.take("u6", "centre_head", "grant_deferral", str(request["id"]), granted, "request")
    assert world.states[case]["due_at"] == NOON + days * DAY + LIMIT


def test_earlier_pauses_are_not_lost(world: World) -> None:
    case = new_id()
    world.take("u1", "acceptor", "report", case, report_values())
    due = int(str(world.states[case]["due_at"]))
    for length in (1000, 2000):
        asked: dict[str, Value] = {"collector": "c01", "question": "属实吗"}
        world.take("u1", "acceptor", "order_verification", case, asked)
        world.at += length
        world.take("u1", "acceptor", "verification_true", case)
        world.at += 60
    assert world.states[case]["due_at"] == due + 3000


def test_a_pause_is_given_back_to_the_second_not_cut_to_hours(world: World) -> None:
    case = new_id()
    world.take("u1", "acceptor", "report", case, report_values())
    due = int(str(world.states[case]["due_at"]))
    world.take("u1", "acceptor", "ask_supplement", case, {"missing": "全景照片"})
    world.at += HOUR - 1
    world.take("u1", "acceptor", "supplement", case)
    assert world.states[case]["due_at"] == due + HOUR - 1


def test_nothing_rings_at_midnight_for_whoever_is_at_home() -> None:
    early = Shift("early", "早班", 8 * 60, 16 * 60)
    night = Shift("night", "夜班", 0, 8 * 60)
    day = date(2026, 11, 22)
    roster = Roster(
        (
            Turn("2026-11-22.early", day, early, "u1", "acceptor", ""),
            Turn("2026-11-22.night", day, night, "u9", "acceptor", ""),
        )
    )
    midnight, morning = at("2026-11-22 00:30"), at("2026-11-22 08:30")
    late = [Ringing("s", "s", "to_accept", "A01", midnight - 60, SOON)]
    alarms = Alarms()
    assert alarms.ring(late, midnight, duty=on_duty(roster, "u1", midnight)) == []
    assert alarms.ring(late, morning, duty=on_duty(roster, "u1", morning)) == late
    assert alarms.ring(late, morning + 15, duty=True) == [], "it rings once"
    alarms.snooze(late, morning)
    assert alarms.ring(late, morning + SNOOZE - 1, duty=True) == []
    assert alarms.ring(late, morning + SNOOZE, duty=True) == late


def test_a_granted_extension_silences_what_would_have_rung() -> None:
    alarms = Alarms()
    soon = Ringing("s", "s", "handling", "A01", NOON + 600, SOON)
    assert alarms.ring([soon], NOON, duty=True) == [soon]
    extended = Ringing("s", "s", "handling", "A01", NOON + 5 * HOUR, SOON)
    assert alarms.ring([extended], NOON + 700, duty=True) == []
    assert alarms.ring([extended], NOON + 4 * HOUR, duty=True) == [extended]
    standing = Ringing("s", "s", "handling", "A01", None, SOON)
    assert alarms.ring([standing], NOON + 9 * HOUR, duty=True) == []


def test_a_reopened_case_has_a_clock_of_its_own_and_keeps_that_it_was_late(
    world: World, case: str
) -> None:
    world.at += LIMIT + 60
    closed(world, case)
    world.at += 30 * DAY
    values: dict[str, Value] = {"reason": "仍未解决"}
    entry = world.entry("u2", "system", "case", "reopen", case, values)
    world.apply(entry)
    state = world.states[case]
    assert state["due_at"] == world.at + LIMIT
    assert light_of(int(str(state["due_at"])), world.at, SOON) is Light.IN_TIME
    assert state["late"] == ["handle"]


def test_merged_and_closed_cases_have_nothing_left_to_escalate(world: World, case: str) -> None:
    world.at += LIMIT + 60
    other = new_id()
    named = report_values(acceptance_number="A01-261122-0002")
    world.take("u1", "acceptor", "report", other, named)
    world.take("u1", "acceptor", "prefile", other, PREFILE)
    into: dict[str, Value] = {"merged_into": "A01-261122-0001", "merged_into_ids": [case]}
    world.take("u2", "shift_leader", "merge_case", other, into)
    closed(world, case)
    for ended in (case, other):
        state = world.states[ended]
        assert state.get("due_at") is None
        assert light_of(None, world.at + DAY, SOON) is Light.NONE
    entry = world.entry("u3", "dispatcher", "case", "urge", case, {"note": "快"})
    assert world.judge(entry, everyone("u3")) == Refusal("wrong_stage")


def test_a_mended_class_keeps_the_pauses_what_was_used_and_what_was_granted(
    world: World, case: str
) -> None:
    world.take(
        "u3", "dispatcher", "request_extension", case, {"asked_minutes": 60, "reason": "等配件"}
    )
    request = next(s for s in world.states.values() if s["subject"] == "request")
    grant: dict[str, Value] = {"granted_minutes": 60}
    world.take("u2", "shift_leader", "grant_extension", str(request["id"]), grant, "request")
    until: dict[str, Value] = {
        "asked_until": NOON + 2 * DAY, "reason": "冬季", "scans": [PHOTO]
    }  # fmt: skip
    world.at += HOUR
    world.take("u3", "dispatcher", "request_deferral", case, until)
    deferral = next(s for s in world.states.values() if s.get("request_kind") == "deferral")
    world.take("u2", "shift_leader", "endorse", str(deferral["id"]), {"opinion": "属实"}, "request")
    put_off: dict[str, Value] = {"granted_until": NOON + 2 * DAY, "opinion": "同意"}
    world.take("u6", "centre_head", "grant_deferral", str(deferral["id"]), put_off, "request")
    world.at += DAY
    world.take("u2", "shift_leader", "resume", case, {"reason": "提前具备条件"})
    resumed = world.at
    assert world.states[case]["due_at"] == resumed + LIMIT + HOUR - HOUR
    world.at += HOUR
    mended: dict[str, Value] = {"class_code": "0213-1", "reason": "原类别选错"}
    world.take("u2", "shift_leader", "reclassify", case, mended)
    state = world.states[case]
    assert state["clock_used"] == 2 * HOUR
    assert (state["original_limit"], state["clock_limit"]) == (480, 540)
    assert (state["clock_basis"], state["clock_since"]) == ("work", world.at)


def test_a_new_holiday_moves_a_running_case_by_the_recount_and_by_nothing_else() -> None:
    calendars = TwoCalendars()
    state: dict[str, Value] = {"subject": "case", "class_code": "C1", "urgency": "normal"}
    turn(state, "start:handle", {}, at("2026-11-20 09:30"), calendars)
    calendars.with_holiday = True
    turn(state, "pause", {}, at("2026-11-20 10:00"), calendars)
    turn(state, "resume", {}, at("2026-11-20 11:00"), calendars)
    assert (state["clock_calendar"], state["due_at"]) == ("c-1", at("2026-11-24 10:30"))
    news: dict[str, Value] = {
        "calendar_version": "c-2", "limit_minutes": 960, "used_seconds": 30 * 60
    }  # fmt: skip
    turn(state, "recount", news, at("2026-11-20 12:00"), calendars)
    assert (state["clock_calendar"], state["due_at"]) == ("c-2", at("2026-11-25 10:30"))


def test_an_approval_does_not_survive_the_dispatch_it_was_asked_for(
    world: World, case: str
) -> None:
    asked: dict[str, Value] = {"asked_minutes": 60, "reason": "等配件"}
    world.take("u3", "dispatcher", "request_extension", case, asked)
    request = str(next(s["id"] for s in world.states.values() if s["subject"] == "request"))
    world.take("u3", "dispatcher", "recall", case, {"reason": "派错"})
    grant: dict[str, Value] = {"granted_minutes": 60}
    entry = world.entry("u2", "shift_leader", "request", "grant_extension", request, grant)
    assert world.judge(entry, everyone("u2")) == Refusal("wrong_stage")
    again: dict[str, Value] = {"unit": "labour", "rule_cited": "第二条"}
    world.take("u3", "dispatcher", "dispatch", case, again)
    state = world.states[case]
    assert state["due_at"] == world.at + LIMIT
    assert "extensions" not in state
