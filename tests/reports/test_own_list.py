"""A person's own list: what they did in some days, and what is still in their hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from seatapp.domain.entries import Value
from seatapp.domain.tables import load_workflow
from tests.helpers.duty import Person
from tests.helpers.owed import MISSED, PHONED
from tests.helpers.replica_duty import ReplicaDuty

COLLEAGUE = Person("u1002", "林晓禾")
CALL: dict[str, Value] = {"area": "999001", "nature": "consult", "answer": "周一到周五都能办。"}


@pytest.fixture
def duty(tmp_path: Path) -> Iterator[ReplicaDuty]:
    made = ReplicaDuty(tmp_path / "seat", load_workflow())
    yield made
    made.close()


def test_what_was_done_is_counted_and_what_is_owed_falls_due_in_order(duty: ReplicaDuty) -> None:
    case = duty.desk.perform("report", "case", None, PHONED).subject_id
    for _time in range(2):
        duty.desk.perform("answer_call", "call", None, CALL)
    duty.desk.perform("promise_callback", "case", case, {"promised_at": duty.now - 60})
    own = duty.own_list(7)
    assert dict(own.counts) == {"登记": 1, "直接答复": 2, "承诺回复": 1}
    assert [line.what for line in own.owed] == ["承诺回复"]
    assert [line.id for line in (*own.owed, *own.cases)] == [case, case]
    assert (own.late(own.owed), own.late(own.cases)) == (1, 0)
    assert own.owed[0].stage == "待受理"


def test_the_work_of_others_is_not_mine(duty: ReplicaDuty) -> None:
    duty.desk.perform("report", "case", None, PHONED)
    duty.desk.perform("miss_call", "call", None, MISSED)
    duty.sit(COLLEAGUE, "acceptor")
    own = duty.own_list(7)
    assert (own.owed, own.cases, own.done) == ([], [], [])


def test_looking_is_no_work(duty: ReplicaDuty) -> None:
    duty.desk.perform("miss_call", "call", None, MISSED)
    [key] = duty.reader.queue_ids("shift_callbacks", duty.person.id, duty.now)
    [row] = duty.reader.queue_rows("shift_callbacks", [key])
    duty.desk.perform("take_callback", "callback", row.subject_id, {})
    duty.desk.perform("ring_callback", "callback", row.subject_id, {})
    own = duty.own_list(1)
    assert [line.what for line in own.done] == ["接手", "未接来电"]
    assert [line.what for line in own.owed] == ["未接来电"]


def test_days_before_are_left_out(duty: ReplicaDuty) -> None:
    duty.desk.perform("answer_call", "call", None, CALL)
    duty.now += 3 * 86_400
    assert duty.own_list(1).done == []
    assert len(duty.own_list(7).done) == 1


def test_the_sheets_hold_every_line_and_no_caller(duty: ReplicaDuty) -> None:
    duty.desk.perform("report", "case", None, {**PHONED, "caller_name": "王五"})
    _owed, cases, done, counts = duty.own_list(7).grids("陈思远", "近 7 天")
    assert (len(cases.rows), len(done.rows), counts.rows) == (1, 1, [("登记", 1)])
    written = str([cases.rows, done.rows])
    assert "王五" not in written
    assert "19900001234" not in written
