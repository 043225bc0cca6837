"""Ways of a case that chance seldom finds go alike at the centre and at the seat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from seatapp.admin.ledger_replay import replay
from seatapp.domain.clock import DAY
from seatapp.domain.entries import Entry, Value
from seatapp.domain.references import State
from seatapp.ids import new_id
from tests.central.test_differential import Bench, told
from tests.fixtures.centre import Centre
from tests.helpers.centre_model import comparable
from tests.helpers.seat_line import grid_report

HOUR = 3600
SCAN = "b" * 64


@dataclass
class Both:
    """The centre and the model of it, which take the same steps."""

    bench: Bench

    def take(self, person: str, post: str, step: str, state: State | None = None,
             **values: Value) -> State:  # fmt: skip
        """Take a step on both sides; the subject as the model has it."""
        subject = str(state["subject"]) if state else "case"
        itself = str(state["id"]) if state else new_id()
        entry = Entry(
            id=new_id(), subject=subject, subject_id=itself,
            root=str(state["root"]) if state else itself, step=step, values=values,
            parent=str(self.now(itself)["fresh"]) if state else None, author=person, post=post,
            claimed_at=datetime.now(UTC).isoformat(), key=self.bench.keys[person][0],
        )  # fmt: skip
        answer = self.bench.hand_in([entry])
        assert told(answer.verdicts[0]) is None, answer.verdicts[0]
        assert self.bench.model.decide(entry, answer.received_at) is None
        return self.now(itself)

    def now(self, subject_id: str) -> State:
        """A subject as the model has it."""
        return self.bench.model.states[subject_id]

    def child(self, case: State, subject: str) -> State:
        """The only child of that kind."""
        (found,) = [
            one for one in self.bench.model.family(str(case["id"])) if one["subject"] == subject
        ]
        return found

    def agree(self) -> None:
        """Both sides say the same of everything."""
        stored = self.bench.stored(self.bench.model.states)
        for subject_id, state in self.bench.model.states.items():
            assert comparable(stored[subject_id]) == comparable(state)


def put_off(both: Both) -> tuple[State, State]:
    """A case that is put off for nine days while a second unit helps, and what that unit owes."""
    case = both.take("u1001", "acceptor", "report", None, **grid_report(collector="C01"))
    both.take("u1001", "acceptor", "prefile", case, class_code="C010101",
              grid_code="999001001001001", checks=["photo_sharp:pass:90.0"])  # fmt: skip
    both.take("u1007", "shift_leader", "file", case)
    both.take("u1012", "dispatcher", "dispatch", case, unit="401", rule_cited="规则第1条")
    both.take("u1012", "dispatcher", "add_co_unit", case, co_unit="502", note="请协助")
    until = int(datetime.now(UTC).timestamp()) + 9 * DAY
    both.take("u1012", "dispatcher", "request_deferral", case,
              asked_until=until, reason="汛期", scans=[SCAN])  # fmt: skip
    request = both.child(case, "request")
    both.take("u1007", "shift_leader", "endorse", request, opinion="属实")
    both.take("u1020", "centre_head", "grant_deferral", request,
              granted_until=until, opinion="同意")  # fmt: skip
    task = both.child(case, "co_task")
    assert (task["stage"], task["until_at"]) == ("resting", until)
    return case, task


def test_a_helping_unit_goes_on_by_itself_with_its_case(centre: Centre) -> None:
    both = Both(Bench.at(centre))
    case, task = put_off(both)
    both.agree()
    assert replay(both.bench.owner).findings == []
    both.bench.turn_back(both.bench.model, 9 * DAY + 60)
    both.take("u1012", "dispatcher", "respond", case, response="已处置。", photos_after=[SCAN])
    on = both.now(str(task["id"]))
    assert (on["stage"], on["clock_since"]) == ("asked", int(str(task["until_at"])) - 9 * DAY - 60)
    both.agree()


def test_a_helping_unit_goes_on_when_the_leader_resumes_the_case(centre: Centre) -> None:
    both = Both(Bench.at(centre))
    case, task = put_off(both)
    both.take("u1007", "shift_leader", "resume", case, reason="条件具备")
    assert both.now(str(task["id"]))["stage"] == "asked"
    both.agree()
    assert replay(both.bench.owner).findings == []


def test_an_appeal_excuses_no_lateness_that_comes_after_it(centre: Centre) -> None:
    both = Both(Bench.at(centre))
    report = grid_report(case_kind="superior", source="superior")
    case = both.take("u1001", "acceptor", "report", None, **report)
    both.take("u1001", "acceptor", "send_on", case,
              nature="complaint", matter_code="M08", urgency="normal")  # fmt: skip
    both.take("u1012", "dispatcher", "dispatch", case, unit="401", rule_cited="规则第1条")
    both.bench.turn_back(both.bench.model, 300 * DAY)
    both.take("u1012", "dispatcher", "respond", case, response="已处置。", photos_after=[SCAN])
    both.take("u1015", "supervisor", "check_answer", case,
              demand_met=True, caller_told=True)  # fmt: skip
    both.take("u1008", "shift_leader", "close", case)
    both.take("u1012", "dispatcher", "request_appeal", case, reason="系统故障", scans=[SCAN])
    request = both.child(case, "request")
    both.take("u1007", "shift_leader", "endorse", request, opinion="属实")
    both.take("u1020", "centre_head", "grant_appeal", request, opinion="成立")
    assert both.now(str(case["id"]))["excused"] == "yes"
    both.take("u1008", "shift_leader", "return_from_above", case, reason="上级要求重办")
    both.agree()
    both.bench.turn_back(both.bench.model, 300 * DAY)
    both.take("u1012", "dispatcher", "respond", case, response="已处置。", photos_after=[SCAN])
    assert "excused" not in both.now(str(case["id"]))
    both.agree()
