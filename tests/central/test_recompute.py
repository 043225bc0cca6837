"""A new calendar moves no running case by itself; an admin moves them, and each says why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from seatapp.admin.recompute import RecomputeRefused, recompute
from seatapp.admin.references import Reference, put_references
from seatapp.domain.clock import Calendar, due_after
from seatapp.domain.references import State
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.seat_line import SeatLine, codes, phone_report, row_of

REASON = "新增一天放假，按通知重算。"
NEW = "zz-new"


def frames_of(centre: Centre) -> list[int]:
    query = "SELECT \"row\" FROM core.reference WHERE kind = 'calendar' ORDER BY code DESC LIMIT 1"
    row = centre.superuser().execute(query).fetchone()
    assert row is not None
    return [int(at) for at in row[0]["frames"]]


def without_next_day(frames: Sequence[int], now: int) -> list[int]:
    """The same calendar with the first two open frames after `now` closed: one working day."""
    pairs = list(zip(frames[::2], frames[1::2], strict=True))
    coming = [pair for pair in pairs if pair[0] > now and pair[0] < pair[1]][:2]
    return [at for pair in pairs if pair not in coming for at in pair]


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


def stored(centre: Centre, case: State) -> State:
    query = b"SELECT state FROM core.each_held(core.held_of('{}', ARRAY[%s]::uuid[]))"
    row = centre.superuser().execute(query, (case["id"],)).fetchone()
    assert row is not None
    found: State = row[0]
    return found


def test_a_new_holiday_moves_running_cases_only_when_an_admin_says_so(centre: Centre) -> None:
    case = handled(SeatLine(centre, "u1001"), SeatLine(centre, "u1012"))
    assert case["clock_basis"] == "work"
    frames = without_next_day(frames_of(centre), int(str(case["clock_since"])))
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
