"""A hotline case from the call to its callback: effects, numbers, four eyes, the caller."""

from __future__ import annotations

from collections.abc import Sequence

from seatapp.domain.entries import Values
from seatapp.ids import derived_id
from tests.fixtures.centre import Centre
from tests.helpers.seat_line import (
    SeatLine,
    codes,
    phone_report,
    row_of,
)

GRID = {"nature": "complaint", "urgency": "normal"}


def scope_lines(centre: Centre, scope: str, kind: str) -> list[tuple[str, str]]:
    query = b"SELECT subject, op FROM core.feed WHERE scope = %s AND kind = %s ORDER BY n"
    return list(centre.superuser().execute(query, (scope, kind)).fetchall())


def test_a_hotline_case_goes_its_whole_way(centre: Centre) -> None:
    """Effects, numbers, four eyes and the caller's details on the way from call to callback."""
    steps: Sequence[tuple[SeatLine, str, str, Values]]
    acceptor, dispatcher = SeatLine(centre, "u1001"), SeatLine(centre, "u1012")
    supervisor, leader = SeatLine(centre, "u1015"), SeatLine(centre, "u1007")
    report = acceptor.entry("report", phone_report())
    case = row_of(acceptor.send(report), report.subject_id)
    assert case["caller_phone_masked"] == "138****1234"
    assert "caller_phone" not in case
    assert scope_lines(centre, "person:u1001", "contact") == [(report.subject_id, "in")]
    steps = [
        (acceptor, "acceptor", "send_on", {**GRID, "matter_code": "M01"}),
        (dispatcher, "dispatcher", "dispatch", {"unit": "501", "rule_cited": "第3条"}),
        (dispatcher, "dispatcher", "receipt", {}),
        (dispatcher, "dispatcher", "respond", {"response": "已处置"}),
        (supervisor, "supervisor", "check_answer", {"demand_met": True, "caller_told": True}),
        (leader, "shift_leader", "close", {}),
    ]
    for line, post, step, values in steps:
        entry = line.entry(step, values, case, post=post)
        answer = line.send(entry)
        assert codes(answer) == ["applied"], step
        case = row_of(answer, report.subject_id)
        if step == "send_on":
            number = str(case["case_number"])
            assert number.startswith("999001")
            assert number.endswith("00001")
        if step in ("dispatch", "receipt", "respond"):
            assignment = next(row for row in answer.rows if row.kind == "assignment")
            stages = {"dispatch": "sent", "receipt": "receipted", "respond": "answered"}
            assert assignment.row["stage"] == stages[step]
            assert assignment.n > next(row.n for row in answer.rows if row.kind == "case")
    callback = next(row for row in answer.rows if row.kind == "callback")
    assert callback.id == derived_id(entry.id, "subject", "callback", "owe")
    assert (callback.row["owner"], callback.row["stage"]) == ("u1001", "owed")
    assert [(item.step, item.post, item.author) for item in answer.story] == [
        ("close", "shift_leader", "u1007"),
        ("owe", "system", "u1007"),
    ]
    assert answer.story[1].cause == entry.id
    assert scope_lines(centre, "person:u1001", "contact") == [(report.subject_id, "in")]

    handed = acceptor.entry(
        "hand_on_callback",
        {"owner": "u1002", "note": "轮休"},
        callback.row,
        subject="callback",
    )
    answer = acceptor.send(handed)
    assert codes(answer) == ["applied"]
    assert scope_lines(centre, "person:u1001", "contact") == [(report.subject_id, "out")]
    assert scope_lines(centre, "person:u1002", "contact") == [(report.subject_id, "in")]
    other = SeatLine(centre, "u1002")
    done = other.entry(
        "finish_callback",
        {"satisfaction": "satisfied", "solved": True},
        row_of(answer, callback.id),
        subject="callback",
    )
    assert codes(other.send(done)) == ["applied"]
    assert scope_lines(centre, "person:u1002", "contact") == [(report.subject_id, "out")]


def test_case_numbers_count_up_through_the_day(line: SeatLine) -> None:
    batch = []
    for _ in range(3):
        report = line.entry("report", phone_report())
        seen = {"id": report.subject_id, "root": report.root, "fresh": report.id}
        batch += [report, line.entry("send_on", {**GRID, "matter_code": "M01"}, seen)]
    answer = line.send(*batch)
    assert set(codes(answer)) == {"applied"}
    numbers = [str(row_of(answer, report.subject_id)["case_number"]) for report in batch[::2]]
    assert [number[-5:] for number in numbers] == ["00001", "00002", "00003"]
    assert len({number[:-5] for number in numbers}) == 1
