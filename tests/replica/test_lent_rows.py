"""Which rows go along in a packet: of two of one subject, the newer one."""

from __future__ import annotations

import pytest

from seatapp.central.messages import SubjectRow
from seatapp.local.carried import Load
from tests.helpers.seat import Seat

CENTRE, PACKET = "中心说的", "包里说的"


def _packet_row(case: str, told: SubjectRow, n: int) -> SubjectRow:
    return SubjectRow("case", case, n, {**told.row, "address": PACKET})


@pytest.mark.parametrize(
    ("newer_by", "address"),
    [
        pytest.param(-1, CENTRE, id="the centre has said something since"),
        pytest.param(0, CENTRE, id="as old as each other: a packet does not hide the centre"),
        pytest.param(1, PACKET, id="the packet knows more"),
    ],
)
def test_of_two_rows_of_a_subject_the_newer_one_travels(
    seat: Seat, newer_by: int, address: str
) -> None:
    case = seat.report(address=CENTRE)
    seat.push_all()
    seat.take("u1", "note", case, note="还没送出")
    (told,) = seat.replica.unacknowledged().rows
    assert (told.id, told.row["address"]) == (case, CENTRE)
    lent = _packet_row(case, told, told.n + newer_by)
    seat.replica.carry(Load([], [lent], seat.replica.epoch), "another seat")
    assert [
        (row.kind, row.id, row.n, row.row["address"]) for row in seat.replica.unacknowledged().rows
    ] == [("case", case, max(told.n, lent.n), address)]


def test_what_is_lent_travels_on_where_the_centre_has_said_nothing(seat: Seat) -> None:
    other = seat.report()
    seat.push_all()
    seat.take("u1", "note", other, note="还没送出")
    (told,) = seat.replica.unacknowledged().rows
    state = {**told.row, "id": "lent", "root": "lent", "address": PACKET}
    lent = SubjectRow("case", "lent", told.n, state)
    seat.replica.carry(Load([], [lent], seat.replica.epoch), "another seat")
    assert [row.id for row in seat.replica.unacknowledged().rows] == [other], "nothing stands on it"
    seat.take("u1", "note", "lent", note="转交")
    rows = {row.id: row.row["address"] for row in seat.replica.unacknowledged().rows}
    assert rows == {other: told.row["address"], "lent": PACKET}
