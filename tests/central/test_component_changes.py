"""Changes of components at the centre: who may do what, and the two clocks."""

from __future__ import annotations

import pytest

from seatapp.domain.entries import Value
from seatapp.domain.references import State
from tests.fixtures.centre import Centre
from tests.helpers.owed import sent
from tests.helpers.seat_line import AREA, SeatLine, codes

ACCEPTOR, SUPERVISOR, DISPATCHER = "u1001", "u1015", "u1012"
SUBJECT = "component_change"
HOUR, DAY = 3600, 86_400
GONE: dict[str, Value] = {
    "area": AREA,
    "change_kind": "removed",
    "component_name": "雨水井盖",
    "found_at": 1_795_000_000,
}


@pytest.fixture
def acceptor(centre: Centre) -> SeatLine:
    return SeatLine(centre, ACCEPTOR)


@pytest.fixture
def supervisor(centre: Centre) -> SeatLine:
    return SeatLine(centre, SUPERVISOR)


def noted(line: SeatLine) -> State:
    [row] = sent(line, line.entry("note_change", GONE, subject=SUBJECT))
    return row


def took(
    line: SeatLine, post: str, step: str, row: State, values: dict[str, Value] | None = None
) -> State:
    [after] = sent(line, line.entry(step, values or {}, row, post=post, subject=SUBJECT))
    return after


def test_reported_in_a_day_and_stored_in_three(acceptor: SeatLine, supervisor: SeatLine) -> None:
    row = noted(acceptor)
    assert (row["stage"], row["clock"]) == ("noted", "component_report")
    assert int(str(row["due_at"])) == int(str(row["noted_at"])) + DAY
    row = took(acceptor, "acceptor", "report_change", row)
    assert (row["stage"], row["clock"]) == ("reported", "component_store")
    assert int(str(row["due_at"])) == int(str(row["passed_at"])) + 3 * DAY
    code: dict[str, Value] = {"new_code": "9990010102000099"}
    row = took(supervisor, "supervisor", "store_change", row, code)
    assert (row["stage"], row.get("due_at"), row.get("late")) == ("stored", None, None)
    assert row["stored_by"] == SUPERVISOR


def test_what_is_reported_late_says_so_for_good(
    centre: Centre, acceptor: SeatLine, supervisor: SeatLine
) -> None:
    row = noted(acceptor)
    centre.superuser().execute(
        b"UPDATE core.component_change SET clock_since = clock_since - %(by)s,"
        b" due_at = due_at - %(by)s",
        {"by": 25 * HOUR},
    )
    row = took(acceptor, "acceptor", "report_change", row)
    row = took(supervisor, "supervisor", "store_change", row)
    assert row["late"] == ["component_report"]


def test_only_those_who_keep_the_register_store_or_decline(
    centre: Centre, acceptor: SeatLine, supervisor: SeatLine
) -> None:
    row = noted(acceptor)
    early = supervisor.entry("store_change", {}, row, post="supervisor", subject=SUBJECT)
    assert codes(supervisor.send(early)) == ["wrong_stage"]
    dispatcher = SeatLine(centre, DISPATCHER)
    other = dispatcher.entry("report_change", {}, row, post="dispatcher", subject=SUBJECT)
    assert codes(dispatcher.send(other)) == ["not_your_post"]
    mine = acceptor.entry("decline_change", {"reason": "误报"}, row, subject=SUBJECT)
    assert codes(acceptor.send(mine)) == ["not_your_post"]
    row = took(supervisor, "supervisor", "decline_change", row, {"reason": "误报"})
    assert (row["stage"], row.get("due_at")) == ("declined", None)
