"""A new calendar moves no running case by itself; an admin moves them, and each says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from seatapp.admin.recompute import RecomputeRefused, recompute
from seatapp.admin.references import Reference, put_references
from seatapp.domain.clock import Calendar, due_after
from seatapp.domain.entries import Value, Values
from seatapp.domain.explain import Told, explanation
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import State
from seatapp.domain.tables import load_workflow
from seatapp.domain.worktime import EXACT, WORK_DAY, StatedLimit
from tests.fixtures.centre import ADMIN, Centre, Wire
from tests.helpers.centre_model import StoredReferences
from tests.helpers.seat_line import SeatLine, codes, grid_report, phone_report, row_of

REASON = "新增一天放假，按通知重算。"
NEW = "zz-new"


def frames_of(centre: Centre) -> list[int]:
    query = "SELECT \"row\" FROM core.reference WHERE kind = 'calendar' ORDER BY code DESC LIMIT 1"
    row = centre.superuser().execute(query).fetchone()
    assert row is not None
    return [int(at) for at in row[0]["frames"]]


def without_day_of(frames: Sequence[int], moment: int) -> list[int]:
    """The same calendar with the day of `moment` closed, whatever the time of the day is now."""
    pairs = list(zip(frames[::2], frames[1::2], strict=True))
    return [at for pair in pairs if day_of(pair[0]) != day_of(moment) for at in pair]


def day_of(moment: int) -> date:
    return datetime.fromtimestamp(moment, CITY_TIME).date()


def handled(line: SeatLine, dispatcher: SeatLine) -> State:
    """A case in the hands of a unit, in working time."""
    report = line.entry("report", phone_report())
    case = row_of(line.send(report), report.subject_id)
    values: dict[str, Any] = {"nature": "complaint", "matter_code": "M08", "urgency": "normal"}
    case = row_of(line.send(line.entry("send_on", values, case)), report.subject_id)
    sent = dispatcher.entry(
        "dispatch", {"unit": "401", "rule_cited": "第一条"}, case, post="dispatcher"
    )
    answer = dispatcher.send(sent)
    assert codes(answer) == ["applied"]
    return row_of(answer, report.subject_id)


def granted(centre: Centre) -> State:
    """A grid case of four working hours, in the hands of a unit, with one hour granted."""
    acceptor, leader, dispatcher = (SeatLine(centre, p) for p in ("u1001", "u1007", "u1012"))

    def take(line: SeatLine, step: str, post: str, state: State, values: Values) -> State:
        kind = str(state["subject"])
        answer = line.send(line.entry(step, values, state, post=post, subject=kind))
        assert codes(answer) == ["applied"]
        return row_of(answer, str(state["id"]))

    report = acceptor.entry("report", grid_report(class_code="E011001"))
    case = row_of(acceptor.send(report), report.subject_id)
    checked: dict[str, Value] = {
        "checks": ["photo_sharp:pass:90.0"],
        "grid_code": "999001002001001",
    }
    case = take(acceptor, "prefile", "acceptor", case, {"class_code": "E011001", **checked})
    case = take(leader, "file", "shift_leader", case, {})
    case = take(dispatcher, "dispatch", "dispatcher", case, {"unit": "401", "rule_cited": "规则"})
    asked = dispatcher.entry(
        "request_extension", {"asked_minutes": 60, "reason": "等配件"}, case, post="dispatcher"
    )
    rows = dispatcher.send(asked).rows
    request = next(row.row for row in rows if row.kind == "request")
    take(leader, "grant_extension", "shift_leader", request, {"granted_minutes": 60})
    return stored(centre, case)


def rows_of(centre: Centre) -> dict[tuple[str, str], dict[str, Any]]:
    found = centre.superuser().execute('SELECT kind, code, "row" FROM core.reference')
    return {(kind, code): row for kind, code, row in found.fetchall()}


def stored(centre: Centre, case: State) -> State:
    query = b"""
        SELECT core.whole_state(h) FROM core.each_held(core.held_of('{}', ARRAY[%s]::uuid[])) h
    """
    row = centre.superuser().execute(query, (case["id"],)).fetchone()
    assert row is not None
    found: State = row[0]
    return found


def test_a_new_holiday_moves_running_cases_only_when_an_admin_says_so(centre: Centre) -> None:
    case = handled(SeatLine(centre, "u1001"), SeatLine(centre, "u1012"))
    assert case["clock_basis"] == "work"
    frames = without_day_of(frames_of(centre), int(str(case["due_at"])))
    admin = centre.login(ADMIN)
    put_references(admin, [Reference("calendar", NEW, {"version": NEW, "frames": frames})])
    assert stored(centre, case) == case
    calendar = Calendar(NEW, list(zip(frames[::2], frames[1::2], strict=True)))
    left = int(str(case["clock_limit"])) * 60 - int(str(case["clock_used"]))
    expected = due_after(calendar, int(str(case["clock_since"])), left)

    planned = recompute(admin, REASON, preview=True)
    assert [(one.due_before, one.due_after) for one in planned.cases] == [
        (case["due_at"], expected)
    ]
    assert stored(centre, case) == case

    done = recompute(admin, REASON, preview=False)
    assert done == planned
    after = stored(centre, case)
    assert (after["due_at"], after["clock_calendar"]) == (expected, NEW)
    assert (after["clock_limit"], after["fresh"]) == (case["clock_limit"], case["fresh"])
    told = centre.superuser().execute(
        "SELECT step, author, public ->> 'reason' FROM core.entry WHERE step = 'recount'"
    )
    assert told.fetchall() == [("recount", ADMIN, REASON)]
    assert recompute(admin, REASON, preview=False).cases == []


def test_only_an_admin_with_a_reason_reckons_anew(centre: Centre) -> None:
    with pytest.raises(RecomputeRefused) as caught:
        recompute(centre.login("u1007"), REASON, preview=True)
    assert caught.value.code == "not_admin"
    with pytest.raises(RecomputeRefused) as caught:
        recompute(centre.login(ADMIN), "  ", preview=False)
    assert caught.value.code == "no_reason"


def test_a_new_standard_moves_running_cases_only_when_it_is_asked_for_too(centre: Centre) -> None:
    case, admin = granted(centre), centre.login(ADMIN)
    code, version = str(case["class_code"]), "2027-9"
    row = dict(rows_of(centre)["class", code])
    assert case["standard"] == row["version"]
    newer = {**row, "version": version, "limit_minutes": 90, "limit_basis": "natural"}
    newer.pop("limit_days", None)
    kept = {"normal": 90, "basis": "natural"}
    put_references(
        admin,
        [
            Reference("class", code, newer),
            Reference("limit", f"handle/{code}@{version}", kept),
        ],
    )
    assert recompute(admin, REASON, preview=True).cases == []
    (planned,) = recompute(admin, REASON, preview=True, standards=True).cases
    assert (planned.standard_before, planned.standard_after) == (row["version"], version)
    assert (planned.limit_after, planned.basis_after) == (90 + 60, "natural"), "what was granted"
    assert stored(centre, case) == case

    done = recompute(admin, REASON, preview=False, standards=True)
    assert done.cases == [planned]
    after = stored(centre, case)
    begun = int(str(case["clock_since"]))
    assert (after["standard"], after["clock_basis"]) == (version, "natural")
    assert (after["original_limit"], after["clock_limit"]) == (90, 150)
    assert after["due_at"] == planned.due_after == begun + 150 * 60
    assert "clock_calendar" not in after
    told = centre.superuser().execute(
        "SELECT public ->> 'standard_version', public ->> 'reason' FROM core.entry"
        " WHERE step = 'recount'"
    )
    assert told.fetchall() == [(version, REASON)]
    assert recompute(admin, REASON, preview=False, standards=True).cases == []


def test_the_history_of_a_moved_case_adds_up_to_its_state(centre: Centre) -> None:
    """What the seat folds from the entries is what the centre stored, standard and all."""
    case, admin = granted(centre), centre.login(ADMIN)
    code = str(case["class_code"])
    row = dict(rows_of(centre)["class", code])
    newer = {**row, "version": "2027-9", "limit_minutes": 960, "limit_basis": "work"}
    newer.pop("limit_days", None)
    put_references(
        admin,
        [
            Reference("class", code, newer),
            Reference("limit", f"handle/{code}@2027-9", {"normal": 960, "basis": "work"}),
        ],
    )
    recompute(admin, REASON, preview=False, standards=True)
    after = stored(centre, case)
    owner = centre.superuser()
    lines = [
        Told(str(row[0]), row[1], row[2], row[3], row[4], row[5])
        for row in owner.execute(
            "SELECT id, subject, step, public, author, counts_at FROM core.entry"
            " WHERE root = %s AND verdict = 'applied' ORDER BY n",
            (case["id"],),
        )
    ]
    found = explanation(load_workflow(), lines, after, StoredReferences(owner))
    assert found is not None
    assert found.agrees
    assert [one.standard for one in found.recounts] == ["2027-9"]
    assert (found.limit_minutes, found.original_minutes) == (1020, 960)


def known_until(frames: Sequence[int], days: int) -> list[int]:
    """The calendar without what is further off than so many days from now."""
    last = datetime.now(CITY_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    border = int((last + timedelta(days=days + 1)).timestamp())
    return [*(at for at in frames if at < border), border, border]


def fact_of(centre: Centre, case: State) -> int | None:
    """When a case is due for the figures."""
    query = b"SELECT handle_due_at FROM core.case_fact WHERE id = %s"
    row = centre.superuser().execute(query, (case["id"],)).fetchone()
    assert row is not None
    due: int | None = row[0]
    return due


def load(admin: Wire, version: str, frames: Sequence[int]) -> None:
    put_references(admin, [Reference("calendar", version, {"version": version, "frames": frames})])


def days_after(frames: Sequence[int], begun: int, days: int) -> int:
    """The same time of the day so many working days later."""
    pairs = list(zip(frames[::2], frames[1::2], strict=True))
    calendar = Calendar(NEW, pairs)
    seconds = StatedLimit(Fraction(days), WORK_DAY, EXACT).seconds(calendar, begun)
    due = due_after(calendar, begun, seconds)
    assert due is not None
    return due


def test_a_case_of_a_year_that_was_not_loaded_gets_its_deadline_with_it(centre: Centre) -> None:
    admin = centre.login(ADMIN)
    whole = frames_of(centre)
    load(admin, "zz-1", known_until(whole, 0))
    row = dict(rows_of(centre)["matter", "M08"])
    row |= {"limit_minutes": 960, "limit_basis": "work", "limit_days": 2}
    put_references(admin, [Reference("matter", "M08", row)])
    dispatcher = SeatLine(centre, "u1012")
    case = handled(SeatLine(centre, "u1001"), dispatcher)
    assert (case.get("clock_limit"), case.get("due_at"), case["clock_basis"]) == (
        None,
        None,
        "work",
    )
    begun = int(str(case["dispatched_at"]))

    load(admin, "zz-2", whole)
    (planned,) = recompute(admin, REASON, preview=True).cases
    expected = days_after(whole, begun, 2)
    assert (planned.limit_before, planned.due_before, planned.due_after) == (None, None, expected)
    recompute(admin, REASON, preview=False)
    after = stored(centre, case)
    assert (after["due_at"], after["clock_since"]) == (expected, begun)
    assert fact_of(centre, case) == expected


def test_what_ran_before_a_mended_class_is_counted_too(centre: Centre) -> None:
    case, admin, owner = granted(centre), centre.login(ADMIN), centre.superuser()
    leader = SeatLine(centre, "u1007")
    mended = {"class_code": "C010102", "reason": "类别有误"}
    assert codes(leader.send(leader.entry("reclassify", mended, case, post="shift_leader"))) == [
        "applied"
    ]
    # Two hours lie between the dispatch and the mending.
    owner.execute("UPDATE core.entry SET counts_at = counts_at - 7200 WHERE step = 'dispatch'")
    owner.execute('UPDATE core."case" SET clock_used = clock_used + 7200')
    row = {"version": "2027-9", "limit_minutes": 300, "limit_basis": "natural"}
    old = dict(rows_of(centre)["class", "C010102"])
    old.pop("limit_days", None)
    put_references(admin, [Reference("class", "C010102", {**old, **row})])
    recompute(admin, REASON, preview=False, standards=True)
    begun = int(str(case["clock_since"])) - 7200
    assert stored(centre, case)["due_at"] == begun + (300 + 60) * 60


def test_a_case_that_is_done_again_is_due_when_its_year_is_known(centre: Centre) -> None:
    admin, whole = centre.login(ADMIN), frames_of(centre)
    unit, leader = SeatLine(centre, "u1012"), SeatLine(centre, "u1015")
    case = handled(SeatLine(centre, "u1001"), unit)
    assert fact_of(centre, case) == case["due_at"]
    said: Values = {"response": "已处置。", "photos_after": ["a" * 64]}
    answer = unit.send(unit.entry("respond", said, case, post="dispatcher"))
    case = row_of(answer, str(case["id"]))
    load(admin, "zz-1", known_until(whole, -40))
    again = leader.entry("return_response", {"reason": "照片不清"}, case, post="supervisor")
    case = row_of(leader.send(again), str(case["id"]))
    assert (case["stage"], case.get("due_at")) == ("handling", None)
    assert fact_of(centre, case) is None
    load(admin, "zz-2", whole)
    recompute(admin, REASON, preview=False)
    assert fact_of(centre, case) == stored(centre, case)["due_at"]
