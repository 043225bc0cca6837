"""A day at the hotline: 60 calls, three people, two shifts, an outage in the middle.

Afterwards every owed callback is done, planned or explained, and none is doubled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from seatapp.app import Duty
from seatapp.desk import Wanted
from seatapp.domain.entries import Value
from seatapp.ids import new_id
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, shut

FIRST, SECOND, THIRD = "u1001", "u1002", "u1006"
LEADER, DISPATCHER, SUPERVISOR = "u1007", "u1012", "u1015"
CALLS = 60
AREA = "999001"
LATER = 1_900_000_000
RULE: dict[str, Value] = {"reason": "已进入诉讼程序", "rule_cited": "受理规则第4条"}


@pytest.fixture
def hall(tmp_path: Path, centre: Centre) -> Iterator[Hall]:
    made = Hall(tmp_path, centre)
    yield made
    made.leave()


@dataclass
class Day:
    """The calls as they come, six kinds in turn; `cases` were made of calls."""

    cases: list[str] = field(default_factory=list)
    promised: list[str] = field(default_factory=list)

    def take(self, duty: Duty, number: int) -> None:
        """The call with this number, taken by whoever sits there."""
        phone = f"1990000{number:04d}"
        call: dict[str, Value] = {"area": AREA, "caller_phone": phone}
        kind = number % 6
        if kind == 0:
            answer: dict[str, Value] = {**call, "nature": "consult", "answer": "已说明办理地点。"}
            duty.desk.perform("answer_call", "call", None, answer)
        elif kind in (1, 3):
            self._case(duty, call, promised=kind == 3)
        elif kind == 2:
            duty.desk.perform("miss_call", "call", None, {**call, "rang_at": LATER})
        elif kind == 4:
            void: dict[str, Value] = {**call, "invalid_reason": "silent"}
            duty.desk.perform("void_call", "call", None, void)
        else:
            declined = {**call, "nature": "complaint", **RULE}
            duty.desk.perform("decline_call", "call", None, declined)

    def _case(self, duty: Duty, call: dict[str, Value], *, promised: bool) -> None:
        case_id = new_id()
        case: dict[str, Value] = {
            **call,
            **{"case_kind": "hotline", "source": "hotline_12345", "urgency": "normal"},
            "description": "小区外路灯不亮。",
        }
        passed: dict[str, Value] = {**call, "nature": "help", "case_ref": case_id}
        duty.desk.perform_together(
            [
                Wanted("report", "case", case_id, case),
                Wanted("pass_to_case", "call", None, passed),
            ]
        )
        self.cases.append(case_id)
        if promised:
            when: dict[str, Value] = {"promised_at": LATER}
            duty.desk.perform("promise_callback", "case", case_id, when)
            self.promised.append(case_id)


@dataclass(frozen=True)
class Office:
    """The people through whose hands a case goes, each acting on what the centre told them."""

    acceptor: Duty
    dispatcher: Duty
    supervisor: Duty
    leader: Duty

    def close(self, case: str) -> None:
        """Bring a new case to its end."""
        sent: dict[str, Value] = {"nature": "help", "matter_code": "M08", "urgency": "normal"}
        self._take(self.acceptor, "send_on", case, sent)
        sheet: dict[str, Value] = {"unit": "401", "rule_cited": "路灯由路灯所负责"}
        self._take(self.dispatcher, "dispatch", case, sheet)
        self.finish(case)

    def finish(self, case: str) -> None:
        """Bring a case that its unit handles to its end."""
        self._take(self.dispatcher, "respond", case, {"response": "已换灯泡。"})
        checked: dict[str, Value] = {"demand_met": True, "caller_told": False}
        self._take(self.supervisor, "check_answer", case, checked)
        self._take(self.leader, "close", case, {})

    def reopen(self, case: str) -> None:
        """The leader grants what the caller asked for in their own words."""
        self.leader.round()
        waiting = self.leader.lookup.queue("to_authorise")
        [request] = [row.subject_id for row in waiting if row.case_id == case]
        opinion: dict[str, Value] = {"opinion": "来电人称灯又灭了，同意重办。"}
        self.leader.desk.perform("grant_reopen", "request", request, opinion)
        self.leader.round()

    def _take(self, duty: Duty, step: str, case: str, values: dict[str, Value]) -> None:
        duty.round()
        duty.desk.perform(step, "case", case, values)
        duty.round()


def owed(duty: Duty, queue: str) -> list[tuple[str, str]]:
    """Kind and identifier of every callback in a queue."""
    duty.round()
    found = []
    for row in duty.lookup.queue(queue):
        state = duty.reader.state("callback", row.subject_id) or {}
        found.append((str(state.get("callback_kind")), row.subject_id))
    return found


def finals(owners: Mapping[str, Duty]) -> list[str]:
    """The calls at the end of a case that are still to be made."""
    lists = (owed(duty, "my_callbacks") for duty in owners.values())
    return [one for found in lists for kind, one in found if kind == "final"]


def rung(owners: Mapping[str, Duty], callback: str, step: str, values: dict[str, Value]) -> None:
    """The owner of a call rings, and the centre hears of it."""
    [duty] = [d for d in owners.values() if callback in [one for _, one in owed(d, "my_callbacks")]]
    duty.desk.perform(step, "callback", callback, values)
    duty.round()


@pytest.mark.timeout(180)
def test_every_owed_callback_is_done_planned_or_explained(hall: Hall, centre: Centre) -> None:
    first, second = hall.sit(FIRST, "A"), hall.sit(SECOND, "B")
    day = Day()
    for number in range(20):
        day.take(first if number % 2 else second, number)
    with shut(centre):
        for number in range(20, 40):
            day.take(first if number % 2 else second, number)
        first.round()
        assert first.status().unsent > 0
    for duty in (first, second):
        duty.round()  # finds the line broken
        duty.round()
        assert (duty.status().unsent, duty.status().refused) == (0, 0)

    # The second shift takes over what nobody owns, and what the first hands back.
    third, leader = hall.sit(THIRD, "C"), hall.sit(LEADER, "D")
    for number in range(40, CALLS):
        day.take(third, number)
    third.round()
    handed_back = [one for kind, one in owed(first, "my_callbacks") if kind == "promise"][:2]
    for callback in handed_back:
        first.desk.perform("release_callback", "callback", callback, {"note": "下班，请班组回。"})
    first.round()

    waiting = owed(third, "shift_callbacks")
    assert {kind for kind, _ in waiting} == {"missed", "promise"}
    assert len(waiting) == 10 + len(handed_back)
    for place, (_kind, callback) in enumerate(waiting):
        third.desk.perform("take_callback", "callback", callback, {"owner": THIRD})
        if place % 3 == 0:
            third.desk.perform("try_callback", "callback", callback, {"result": "no_answer"})
        else:
            third.desk.perform("tell_caller", "callback", callback, {"note": "已接通并告知。"})
    third.round()
    assert third.status().refused == 0

    # Three cases reach their end: one caller is content, the number of another is wrong, and the
    # third one's lamp is out again: the case is opened once more and comes to its end twice.
    office = Office(first, hall.sit(DISPATCHER, "E"), hall.sit(SUPERVISOR, "F"), leader)
    for case in day.cases[:3]:
        office.close(case)
    owner = {FIRST: first, SECOND: second}
    content, wrong, unsolved = finals(owner)
    rung(owner, content, "finish_callback", {"satisfaction": "satisfied", "solved": True})
    rung(owner, wrong, "try_callback", {"result": "wrong_number"})
    rung(owner, wrong, "give_up_callback", {"note": "空号。"})
    again: dict[str, Value] = {"satisfaction": "dissatisfied", "solved": False, "words": "又灭了。"}
    rung(owner, unsolved, "finish_callback", again)
    reopened = str((first.reader.state("callback", unsolved) or {})["root"])
    office.reopen(reopened)
    office.finish(reopened)
    [last] = finals(owner)
    assert last != unsolved
    rung(owner, last, "finish_callback", {"satisfaction": "satisfied", "solved": True})
    history = first.reader.state("case", reopened) or {}
    assert (history["stage"], history["reworks"]) == ("closed", 1)
    for duty in (first, second, third, leader):
        duty.round()
        assert (duty.status().unsent, duty.status().refused) == (0, 0)

    rows = (
        centre.superuser()
        .execute("SELECT root, stage, owner, planned_at FROM core.callback")
        .fetchall()
    )
    open_duties = [row for row in rows if row[1] == "owed"]
    assert len(open_duties) == len({root for root, *_ in open_duties}), "none is doubled"
    assert all(owner and planned for _root, _stage, owner, planned in open_duties)
    assert {stage for _root, stage, *_ in rows} == {"owed", "done", "unreachable"}
    calls = centre.superuser().execute("SELECT count(*) FROM core.call").fetchone()
    assert calls == (CALLS,)
