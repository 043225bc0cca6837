"""A unit asks twice, the right people decide, and the deadline explains itself, on real seats."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from seatapp.admin.city import demo_password
from seatapp.app import Duty
from seatapp.config import Folders
from seatapp.domain.entries import Value
from seatapp.domain.explain import replayed
from seatapp.domain.running_clock import CLOCK, DUE
from seatapp.errors import CentreRefused
from seatapp.local.deadlines import told_of
from tests.fixtures.centre import Centre
from tests.helpers.team import RoundsByHand

ACCEPTOR, LEADER, OTHER_LEADER, DISPATCHER, MANAGER = "u1001", "u1007", "u1008", "u1012", "u1018"


class People:
    """Duties of several people, each at a workstation that meets the centre when told."""

    def __init__(self, centre: Centre, base: Path) -> None:
        self._centre = centre
        self._base = base
        self._duties: dict[str, Duty] = {}

    def duty(self, person: str) -> Duty:
        """The duty of somebody; they log in at the first call."""
        if person not in self._duties:
            workstation = RoundsByHand(Folders(self._base / person), self._centre.profile)
            self._duties[person] = workstation.sign_in(person, demo_password(person))
            self._duties[person].round()
        return self._duties[person]

    def do(self, person: str, step: str, target: str | None, subject: str = "case", **values: Value
           ) -> str:  # fmt: skip
        """Take a step on the newest state and deliver it; the identifier of the subject."""
        duty = self.duty(person)
        duty.round()
        taken = duty.desk.perform(step, subject, target, values)
        duty.round()
        assert duty.lookup.standing(taken.entry_id).word in ("applied", "accepted"), step
        return taken.subject_id

    def request(self, person: str, case: str) -> str:
        """The one open request of a case."""
        duty = self.duty(person)
        duty.round()
        view = duty.reader.deadline(case, person)
        assert view is not None
        return str(view.waiting[0].state["id"])

    def leave(self) -> None:
        """Everybody signs out."""
        for duty in self._duties.values():
            duty.sign_out()


@pytest.fixture
def people(centre: Centre, tmp_path: Path) -> Iterator[People]:
    found = People(centre, tmp_path)
    yield found
    found.leave()


@pytest.fixture
def case(people: People) -> str:
    """A hotline order in the hands of a unit."""
    found = people.do(
        ACCEPTOR,
        "report",
        None,
        case_kind="hotline",
        source="web",
        area="999001",
        urgency="normal",
        description="路灯三盏不亮。",
    )
    sent = {"nature": "complaint", "matter_code": "M08", "urgency": "normal"}
    people.do(ACCEPTOR, "send_on", found, **sent)
    people.do(DISPATCHER, "dispatch", found, unit="401", rule_cited="示例派遣规则第1条")
    return found


def test_a_second_extension_goes_up_the_chain_and_the_deadline_explains_itself(
    people: People, case: str, photos: Path
) -> None:
    before = dict(people.duty(LEADER).reader.state("case", case) or {})
    people.do(DISPATCHER, "request_extension", case, asked_minutes=480, reason="等待配件到货。")
    first = people.request(LEADER, case)
    people.do(LEADER, "grant_extension", first, "request", granted_minutes=240, opinion="同意半天")
    dispatcher = people.duty(DISPATCHER)
    scan = dispatcher.pictures.add_photo((photos / "rubbish_kerb.jpg").read_bytes())
    people.do(
        DISPATCHER,
        "request_extension",
        case,
        asked_minutes=480,
        reason="厂家又延期。",
        scans=[scan],
    )
    second = people.request(LEADER, case)
    people.do(LEADER, "endorse", second, "request", opinion="情况属实")
    manager = people.duty(MANAGER)
    manager.round()
    row = next(row for row in manager.lookup.queue("to_approve") if row.subject_id == second)
    assert (row.case_id, row.asked) == (case, "延期 8 小时")
    people.do(MANAGER, "grant_extension", second, "request", granted_minutes=480)
    view = manager.reader.deadline(case, MANAGER)
    assert view is not None
    assert view.explanation is not None
    assert [grant.minutes for grant in view.explanation.grants] == [240, 480]
    assert [grant.author for grant in view.explanation.grants] == [LEADER, MANAGER]
    assert view.explanation.agrees
    state = dict(manager.reader.state("case", case) or {})
    assert state["original_limit"] == before["original_limit"]
    assert state["clock_limit"] == int(str(before["clock_limit"])) + 720
    asked = {one.state["id"]: one.state for one in view.requests}
    assert (asked[first]["asked_minutes"], asked[first]["granted_minutes"]) == (480, 240)


def test_the_whole_ledger_adds_up_to_the_stored_clock(people: People, case: str) -> None:
    people.do(DISPATCHER, "request_extension", case, asked_minutes=60, reason="等待配件到货。")
    request = people.request(LEADER, case)
    people.do(LEADER, "grant_extension", request, "request", granted_minutes=60)
    people.do(DISPATCHER, "recall", case, reason="派错单位")
    people.do(DISPATCHER, "dispatch", case, unit="402", rule_cited="示例派遣规则第5条")
    leader = people.duty(LEADER)
    leader.round()
    stored = leader.reader.state("case", case)
    assert stored is not None
    lines = [told_of(item) for item in leader.reader.story(case)]
    again = replayed(leader.workflow, lines, stored, leader.replica.references())
    assert again is not None
    clock = (*CLOCK, DUE, "late", "stage", "extensions")
    assert {n: again.get(n) for n in clock} == {n: stored.get(n) for n in clock}


def test_a_decision_made_offline_is_refused_when_the_dispatch_was_recalled(
    people: People, case: str
) -> None:
    people.do(DISPATCHER, "request_extension", case, asked_minutes=60, reason="等待配件到货。")
    request = people.request(LEADER, case)
    leader = people.duty(LEADER)
    values: dict[str, Value] = {"granted_minutes": 60}
    taken = leader.desk.perform("grant_extension", "request", request, values)
    moved = leader.reader.state("case", case) or {}
    assert moved["extensions"] == 1
    people.do(DISPATCHER, "recall", case, reason="派错单位")
    leader.round()
    assert leader.lookup.standing(taken.entry_id).word == "refused"
    assert [item.entry_id for item in leader.reader.refusals()] == [taken.entry_id]
    state = leader.reader.state("case", case) or {}
    assert (state["stage"], state.get("extensions")) == ("filed", None)
    other = people.duty(OTHER_LEADER)
    other.round()
    assert (other.reader.state("request", request) or {})["stage"] == "voided"


def test_a_named_colleague_finds_what_was_sent_up_and_grants_it_in_the_managers_place(
    people: People, case: str, photos: Path
) -> None:
    people.do(DISPATCHER, "request_extension", case, asked_minutes=60, reason="等待配件到货。")
    first = people.request(LEADER, case)
    people.do(LEADER, "grant_extension", first, "request", granted_minutes=60)
    scan = people.duty(DISPATCHER).pictures.add_photo((photos / "rubbish_kerb.jpg").read_bytes())
    people.do(
        DISPATCHER, "request_extension", case, asked_minutes=60, reason="又延期。", scans=[scan]
    )
    second = people.request(LEADER, case)
    people.do(LEADER, "endorse", second, "request", opinion="情况属实")

    def waiting(person: str) -> list[str]:
        duty = people.duty(person)
        duty.round()
        return [row.subject_id for row in duty.lookup.queue("to_authorise")]

    assert second not in waiting(OTHER_LEADER)
    now = int(time.time())
    named = people.duty(MANAGER).substitutes
    named.name("operations_manager", OTHER_LEADER, now - 60, now + 3600, "外出开会")
    assert second in waiting(OTHER_LEADER)
    assert second not in waiting(LEADER), "who endorsed it is not named"
    people.do(OTHER_LEADER, "grant_extension", second, "request", granted_minutes=60)
    state = people.duty(OTHER_LEADER).reader.state("request", second) or {}
    assert (state["settled_by"], state["acting_for"]) == (OTHER_LEADER, "operations_manager")
    named.end("operations_manager", OTHER_LEADER)
    with pytest.raises(CentreRefused) as refused:
        named.end("operations_manager", OTHER_LEADER)
    assert refused.value.code == "no_substitute"
