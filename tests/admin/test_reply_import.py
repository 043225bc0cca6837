"""Replies of collectors out of a table: steps are taken, photos added, faults named by row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from seatapp.admin.reply_import import import_replies
from seatapp.admin.tabular import RowFault, TableRow
from seatapp.domain.entries import Value
from tests.helpers.rules import PHOTO
from tests.helpers.seat import Seat


def take(seat: Seat, folder: Path, *rows: Mapping[str, str]) -> list[RowFault | None]:
    blank = {"number": "", "kind": "verification", "result": "true", "note": "", "photos": ""}
    lines = [TableRow(at, {**blank, **row}) for at, row in enumerate(rows, 2)]

    def find(_subject: str, number: str) -> str:
        return seat.replica.reader.find_case(number)[0]

    def state(case_id: str) -> Mapping[str, Value]:
        return seat.state(case_id)

    def add(data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    return list(import_replies(lines, folder, seat.desk(), find, add, state))


def test_replies_become_steps_and_photos_join_those_that_are_there(
    seat: Seat, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(b"photo")
    true, untrue, waiting = (seat.report() for _ in range(3))
    for case in (true, untrue):
        seat.take("u1", "order_verification", case, collector="c01", question="属实？")
    numbers = [str(seat.state(case)["acceptance_number"]) for case in (true, untrue, waiting)]
    outcomes = take(
        seat,
        tmp_path,
        {"number": numbers[0], "photos": "a.jpg"},
        {"number": numbers[1], "result": "untrue", "note": "现场没有垃圾。"},
        {"number": numbers[2]},
        {"number": numbers[0], "result": "maybe"},
        {"number": numbers[0], "photos": "none.jpg"},
    )
    assert outcomes[:2] == [None, None]
    assert [one.line for one in outcomes if one is not None] == [4, 5, 6]
    assert seat.state(true)["verified"] == "true"
    assert seat.state(true)["photos_before"] == [PHOTO, hashlib.sha256(b"photo").hexdigest()]
    assert seat.state(untrue)["verified"] == "untrue"
    assert seat.state(waiting)["stage"] == "reported"
