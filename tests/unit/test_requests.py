"""What units ask for and who decides: the rules of requests, on a small made world."""

from __future__ import annotations

import pytest

from seatapp.domain.clock import DAY
from seatapp.domain.entries import Value
from seatapp.domain.judge import Member, Refusal
from seatapp.domain.lapse import effective_stage, matured
from seatapp.domain.references import ReferenceRow, State
from seatapp.domain.requests import stands_in
from seatapp.domain.tables import load_workflow
from seatapp.ids import new_id
from tests.helpers.rules import NOON, PHOTO, ROWS, World, everyone, report_values

HOUR = 3600
PREFILE: dict[str, Value] = {
    "class_code": "0110-1",
    "grid_code": "999001001001001",
    "checks": ["photo_sharp:pass:90.0"],
}
LIMIT = 240
"""Minutes that the class of the case gives for handling."""


@pytest.fixture
def world() -> World:
    return World(load_workflow())


@pytest.fixture
def case(world: World) -> str:
    """A case in the hands of a unit since noon."""
    case_id = new_id()
    world.take("u1", "acceptor", "report", case_id, report_values())
    world.take("u1", "acceptor", "prefile", case_id, PREFILE)
    world.take("u2", "shift_leader", "file", case_id)
    world.take("u3", "dispatcher", "dispatch", case_id, {"unit": "clean", "rule_cited": "第一条"})
    return case_id


def ask(world: World, case: str, kind: str, **values: Value) -> str:
    """Ask for something as the dispatcher u3; the identifier of the request."""
    known = set(world.states)
    world.take("u3", "dispatcher", f"request_{kind}", case, {"reason": "等配件。", **values})
    return next(iter(set(world.states) - known))


def refused(
    world: World,
    step: str,
    subject: str,
    subject_id: str,
    by: str = "u3",
    post: str = "dispatcher",
    **values: Value,
) -> str:
    entry = world.entry(by, post, subject, step, subject_id, values)
    found = world.judge(entry, everyone(by))
    assert found is not None
    return found.code


def grant(world: World, request: str, minutes: int, post: str = "shift_leader") -> State:
    values: dict[str, Value] = {"granted_minutes": minutes}
    return world.take("u2", post, "grant_extension", request, values, "request")


def test_asked_and_granted_are_both_kept_and_the_deadline_moves(world: World, case: str) -> None:
    due = world.states[case]["due_at"]
    request = ask(world, case, "extension", asked_minutes=240)
    assert world.states[request]["due_before"] == due
    after = grant(world, request, 120)
    assert (after["asked_minutes"], after["granted_minutes"]) == (240, 120)
    assert (after["stage"], after["settled_by"], after["requested_by"]) == ("granted", "u2", "u3")
    moved = world.states[case]
    assert moved["due_at"] == NOON + (LIMIT + 120) * 60
    assert (moved["extensions"], moved["original_limit"], moved["clock_limit"]) == (1, 240, 360)
    assert "asked_minutes" not in moved


def test_nobody_decides_what_they_asked_for(world: World, case: str) -> None:
    request = ask(world, case, "extension", asked_minutes=60)
    for step, values in (
        ("grant_extension", {"granted_minutes": 60}),
        ("refuse", {"opinion": "否"}),
    ):
        found = refused(world, step, "request", request, "u3", "shift_leader", **values)
        assert found == "same_person"


def test_one_open_request_of_a_kind(world: World, case: str) -> None:
    request = ask(world, case, "extension", asked_minutes=60)
    again = refused(world, "request_extension", "case", case, asked_minutes=60, reason="再问")
    assert again == "request_open"
    world.take("u3", "dispatcher", "withdraw", request, {"note": "不用了"}, "request")
    assert world.states[ask(world, case, "extension", asked_minutes=60)]["stage"] == "open"


def test_refusals_do_not_count_against_the_cap(world: World, case: str) -> None:
    for _ in range(3):
        request = ask(world, case, "extension", asked_minutes=60)
        world.take("u2", "shift_leader", "refuse", request, {"opinion": "理由不足"}, "request")
    assert "extensions" not in world.states[case]
    grant(world, ask(world, case, "extension", asked_minutes=60), 60)
    assert world.states[case]["extensions"] == 1


def test_the_second_needs_paper_endorsement_and_a_higher_post(world: World, case: str) -> None:
    grant(world, ask(world, case, "extension", asked_minutes=60), 60)
    bare = refused(world, "request_extension", "case", case, asked_minutes=60, reason="又要")
    assert bare == "paper_missing"
    second = ask(world, case, "extension", asked_minutes=60, scans=[PHOTO])
    step = "grant_extension"
    low = refused(world, step, "request", second, "u2", "shift_leader", granted_minutes=60)
    early = refused(world, step, "request", second, "u2", "operations_manager", granted_minutes=60)
    assert (low, early) == ("above_your_tier", "endorse_first")
    world.take("u2", "shift_leader", "endorse", second, {"opinion": "情况属实"}, "request")
    own = refused(world, step, "request", second, "u2", "operations_manager", granted_minutes=60)
    assert own == "same_person"
    values: dict[str, Value] = {"granted_minutes": 60}
    world.take("u4", "operations_manager", step, second, values, "request")
    third = refused(world, "request_extension", "case", case, asked_minutes=1, reason="三")
    assert third == "too_many_grants"


def test_sizes_keep_within_the_rule(world: World, case: str) -> None:
    large = refused(world, "request_extension", "case", case, asked_minutes=241, reason="多")
    assert large == "asked_too_much"
    request = ask(world, case, "extension", asked_minutes=240)
    step = "grant_extension"
    more = refused(world, step, "request", request, "u2", "shift_leader", granted_minutes=241)
    assert more == "grant_too_large"


def test_who_is_late_asks_no_more(world: World, case: str) -> None:
    world.at += LIMIT * 60 + 1
    late = refused(world, "request_extension", "case", case, asked_minutes=60, reason="晚了")
    assert late == "overdue_already"


def test_a_grant_after_the_deadline_keeps_the_overdue_fact(world: World, case: str) -> None:
    request = ask(world, case, "extension", asked_minutes=240)
    world.at += LIMIT * 60 + 60
    grant(world, request, 240)
    assert world.states[case]["late"] == ["handle"]
    assert world.states[case]["due_at"] == NOON + 480 * 60


def test_an_approval_does_not_survive_a_revoked_dispatch(world: World, case: str) -> None:
    request = ask(world, case, "extension", asked_minutes=60)
    world.take("u3", "dispatcher", "recall", case, {"reason": "派错了"})
    assert world.states[request]["stage"] == "voided"
    step = "grant_extension"
    gone = refused(world, step, "request", request, "u2", "shift_leader", granted_minutes=60)
    assert gone == "stale" or gone == "wrong_stage"
    assert world.states[case]["stage"] == "filed"


def test_an_answer_of_the_unit_ends_its_requests(world: World, case: str) -> None:
    request = ask(world, case, "extension", asked_minutes=60)
    world.take("u3", "dispatcher", "respond", case, {"response": "已清理。"})
    assert world.states[request]["stage"] == "voided"


def test_a_send_back_recalls_the_assignment_and_frees_the_case(world: World, case: str) -> None:
    other = ask(world, case, "extension", asked_minutes=60)
    request = ask(world, case, "send_back", asked_unit="labour")
    world.take("u2", "shift_leader", "grant_send_back", request, {}, "request")
    state = world.states[case]
    assert (state["stage"], state["clock"], state["send_backs"]) == ("filed", "dispatch", 1)
    assert "unit" not in state
    assert state["suggested_unit"] == "labour"
    assignments = [s["stage"] for s in world.family(case) if s["subject"] == "assignment"]
    assert assignments == ["recalled"]
    assert world.states[other]["stage"] == "voided"
    assert world.states[request]["stage"] == "granted"


def deferred(world: World, case: str, days: int) -> None:
    until = NOON + days * DAY
    request = ask(world, case, "deferral", asked_until=until, scans=[PHOTO])
    world.take("u2", "shift_leader", "endorse", request, {"opinion": "需停水"}, "request")
    values: dict[str, Value] = {"granted_until": until}
    world.take("u4", "operations_manager", "grant_deferral", request, values, "request")


def test_what_is_put_off_is_handled_again_when_its_day_has_come(world: World, case: str) -> None:
    world.at += HOUR
    deferred(world, case, 10)
    state = world.states[case]
    until = NOON + 10 * DAY
    assert (state["stage"], state["until_at"]) == ("deferred", until)
    assert state["due_at"] == until + 3 * HOUR
    workflow = world.workflow
    assert effective_stage(workflow, state, until - 1) == "deferred"
    assert effective_stage(workflow, state, until) == "handling"
    resumed = matured(workflow, state, until + DAY, world.references)
    assert (resumed["stage"], resumed["clock_since"]) == ("handling", until)
    assert resumed["due_at"] == until + 3 * HOUR
    world.at = until + HOUR
    world.take("u3", "dispatcher", "respond", case, {"response": "已修好。"})
    assert "late" not in world.states[case]


def test_the_leader_resumes_before_the_day(world: World, case: str) -> None:
    deferred(world, case, 10)
    world.at += 2 * DAY
    world.take("u2", "shift_leader", "resume", case, {"reason": "已来水"})
    assert world.states[case]["due_at"] == world.at + LIMIT * 60
    assert "until_at" not in world.states[case]


def helping(world: World, case: str) -> str:
    """A second unit is asked to help within two hours; the identifier of its task."""
    known = set(world.states)
    wanted: dict[str, Value] = {"co_unit": "labour", "note": "请派人到场。"}
    world.take("u3", "dispatcher", "add_co_unit", case, wanted)
    return next(iter(set(world.states) - known))


def test_a_helping_unit_rests_with_its_case_and_goes_on_with_it(world: World, case: str) -> None:
    task = helping(world, case)
    world.at += HOUR
    deferred(world, case, 10)
    resting, until = world.states[task], NOON + 10 * DAY
    assert (resting["stage"], resting["until_at"]) == ("resting", until)
    assert "clock_since" not in resting
    assert resting["due_at"] == until + HOUR
    world.at = until + HOUR // 2
    reply: dict[str, Value] = {"response": "已到场配合。"}
    world.take("u3", "dispatcher", "co_reply", task, reply, "co_task")
    done = world.states[task]
    assert (done["stage"], done["clock_used"]) == ("replied", HOUR + HOUR // 2)
    assert not {"late", "until_at"} & done.keys()


def test_a_helping_unit_goes_on_when_its_case_is_resumed_before_the_day(
    world: World, case: str
) -> None:
    task = helping(world, case)
    world.at += HOUR
    deferred(world, case, 10)
    world.at += 2 * DAY
    world.take("u2", "shift_leader", "resume", case, {"reason": "已来水"})
    on = world.states[task]
    assert (on["stage"], on["due_at"]) == ("asked", world.at + HOUR)
    assert "until_at" not in on


def test_a_helping_unit_may_answer_while_it_rests(world: World, case: str) -> None:
    task = helping(world, case)
    deferred(world, case, 10)
    world.at += 9 * DAY
    world.take("u3", "dispatcher", "co_reply", task, {"response": "已到场。"}, "co_task")
    assert world.states[task]["stage"] == "replied"
    assert not {"late", "until_at"} & world.states[task].keys()


def test_a_ruling_moves_a_case_that_was_put_off_meanwhile(world: World, case: str) -> None:
    world.take("u3", "dispatcher", "open_dispute", case, {"reason": "不在养护范围"})
    dispute = next(one for one in world.family(case) if one["subject"] == "dispute")
    task = helping(world, case)
    deferred(world, case, 10)
    ruling: dict[str, Value] = {
        "ruled_unit": "labour", "ruling": "由人社局办理", "rule_cited": "职责清单第8条"
    }  # fmt: skip
    world.take("u2", "shift_leader", "rule_move", str(dispute["id"]), ruling, "dispute")
    state = world.states[case]
    assert (state["stage"], state["clock"], state["suggested_unit"]) == (
        "filed",
        "dispatch",
        "labour",
    )
    assert not {"unit", "until_at"} & state.keys()
    assert world.states[task]["stage"] == "cancelled"


def closed_but_unsolved(world: World, case: str) -> tuple[str, str]:
    """The case is closed, and two calls to its caller asked to have it handled again."""
    spine = {"root": case, "area": world.states[case]["area"], "stage": "open", "fresh": new_id()}
    asked: dict[str, Value] = {"request_kind": "reopen", "reason": "又坏了", "requested_by": "u1"}
    first, second = new_id(), new_id()
    for one in (first, second):
        world.states[one] = {"subject": "request", "id": one, **spine, **asked}
    world.states[case] = {**world.states[case], "stage": "closed"}
    return first, second


def test_what_was_returned_from_above_needs_no_leave_any_more(world: World, case: str) -> None:
    asked = closed_but_unsolved(world, case)
    world.states[case] = {**world.states[case], "case_kind": "superior"}
    world.take("u2", "shift_leader", "return_from_above", case, {"reason": "上级要求重办"})
    assert [world.states[one]["stage"] for one in asked] == ["voided", "voided"]


def test_a_case_is_handled_again_once_however_many_ask_for_it(world: World, case: str) -> None:
    first, second = closed_but_unsolved(world, case)
    agreed: dict[str, Value] = {"opinion": "同意重办"}
    world.take("u2", "shift_leader", "grant_reopen", first, agreed, "request")
    assert world.states[case]["stage"] == "handling"
    assert world.states[second]["stage"] == "voided"


def test_a_long_deferral_needs_the_head_of_the_centre(world: World, case: str) -> None:
    until = NOON + 31 * DAY
    request = ask(world, case, "deferral", asked_until=until, scans=[PHOTO])
    world.take("u2", "shift_leader", "endorse", request, {"opinion": "属实"}, "request")
    step = "grant_deferral"
    low = refused(world, step, "request", request, "u4", "operations_manager", granted_until=until)
    assert low == "above_your_tier"
    world.take("u4", "centre_head", step, request, {"granted_until": until}, "request")
    assert world.states[case]["stage"] == "deferred"


def test_a_request_that_nobody_decides_lapses(world: World, case: str) -> None:
    request = ask(world, case, "extension", asked_minutes=60)
    lapses = int(str(world.states[request]["due_at"]))
    assert lapses == NOON + 480 * 60
    world.at = lapses
    step = "grant_extension"
    late = refused(world, step, "request", request, "u2", "shift_leader", granted_minutes=60)
    assert late == "wrong_stage"
    assert world.states[request]["stage"] == "lapsed"
    assert world.states[request]["settled_at"] == lapses


def test_an_appeal_keeps_the_fact(world: World, case: str) -> None:
    world.at += LIMIT * 60 + 60
    world.take("u3", "dispatcher", "respond", case, {"response": "已清理。"})
    world.states[case] = {**world.states[case], "stage": "closed", "closed_at": world.at}
    request = ask(world, case, "appeal")
    world.take("u2", "shift_leader", "grant_appeal", request, {"opinion": "系统故障"}, "request")
    state = world.states[case]
    assert (state["late"], state["excused"], state["stage"]) == (["handle"], "yes", "closed")
    world.states[case] = {k: v for k, v in state.items() if k not in ("appeals", "late")}
    assert refused(world, "request_appeal", "case", case, reason="x") == "not_late"


def test_what_was_excused_is_not_excused_when_it_is_late_again(world: World, case: str) -> None:
    closed: State = {"stage": "closed", "closed_at": NOON, "late": ["handle"], "excused": "yes"}
    world.states[case] = {**world.states[case], **closed, "case_kind": "superior"}
    world.take("u2", "shift_leader", "return_from_above", case, {"reason": "上级要求重办"})
    world.at = int(str(world.states[case]["due_at"]))
    assert world.states[case]["excused"] == "yes"
    world.at += 1
    world.take("u3", "dispatcher", "respond", case, {"response": "已清理。"})
    state = world.states[case]
    assert (state["late"], "excused" in state) == (["handle"], False)


def test_an_appeal_comes_in_time(world: World, case: str) -> None:
    closed: State = {"stage": "closed", "closed_at": NOON, "late": ["handle"]}
    world.states[case] = {**world.states[case], **closed}
    world.at = NOON + 7 * DAY + 1
    assert refused(world, "request_appeal", "case", case, reason="x") == "appeal_too_late"


def test_doing_it_again_is_asked_for_once_and_in_time(world: World, case: str) -> None:
    closed: State = {"stage": "closed", "closed_at": NOON}
    world.states[case] = {**world.states[case], **closed}
    world.at = NOON + 30 * DAY + 1
    late = refused(world, "request_reopen", "case", case, "u1", "acceptor", reason="又不亮了")
    assert late == "reopen_too_late"
    world.at -= 1
    known = set(world.states)
    world.take("u1", "acceptor", "request_reopen", case, {"reason": "又不亮了"})
    [request] = set(world.states) - known
    assert world.states[request]["request_kind"] == "reopen"
    again = refused(world, "request_reopen", "case", case, "u1", "acceptor", reason="又不亮了")
    assert again == "request_open"
    world.take("u2", "shift_leader", "grant_reopen", request, {"opinion": "同意重办"}, "request")
    assert world.states[case]["stage"] == "handling"


def test_voiding_after_dispatch_takes_a_second_person(world: World, case: str) -> None:
    known = set(world.states)
    world.take("u2", "shift_leader", "request_void", case, {"reason": "重复登记"})
    request = next(iter(set(world.states) - known))
    own = refused(world, "grant_void", "request", request, "u2", "shift_leader", opinion="好")
    assert own == "same_person"
    world.take("u5", "shift_leader", "grant_void", request, {"opinion": "核实"}, "request")
    state = world.states[case]
    assert state["stage"] == "void"
    assert "due_at" not in state
    open_ones = [s for s in world.family(case) if s["id"] != case and "settled_at" not in s]
    assert open_ones == []


def test_before_dispatch_the_leader_voids_alone(world: World) -> None:
    case_id = new_id()
    world.take("u1", "acceptor", "report", case_id, report_values())
    world.take("u2", "shift_leader", "void", case_id, {"reason": "测试登记"})
    assert world.states[case_id]["stage"] == "void"


def test_the_kind_of_a_request_bears_its_own_decision(world: World, case: str) -> None:
    request = ask(world, case, "send_back")
    step = "grant_extension"
    wrong = refused(world, step, "request", request, "u2", "shift_leader", granted_minutes=60)
    assert wrong == "wrong_request_kind"


def test_a_named_substitute_grants_for_the_days_named(
    world: World, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row: ReferenceRow = {"from_at": NOON, "until_at": NOON + DAY, "name": "代运营主管"}
    rows: dict[tuple[str, str], ReferenceRow] = {**ROWS}
    rows["substitute", "operations_manager/u6"] = row
    monkeypatch.setattr("tests.helpers.rules.ROWS", rows)
    references = world.references
    post, area = "operations_manager", "999001"
    assert stands_in("u6", post, area, NOON, references)
    assert not stands_in("u6", post, area, NOON + DAY, references)
    assert not stands_in("u7", post, area, NOON, references)
    grant(world, ask(world, case, "extension", asked_minutes=60), 60)
    second = ask(world, case, "extension", asked_minutes=60, scans=[PHOTO])
    world.take("u2", "shift_leader", "endorse", second, {"opinion": "属实"}, "request")
    member = Member("u6", True, [("shift_leader", "999")])
    values: dict[str, Value] = {"granted_minutes": 60}
    entry = world.entry("u6", "shift_leader", "request", "grant_extension", second, values)
    silent = world.judge(entry, member)
    assert silent == Refusal("wrong_acting_for")
    values = {"granted_minutes": 60, "acting_for": "operations_manager"}
    entry = world.entry("u6", "shift_leader", "request", "grant_extension", second, values)
    assert world.judge(entry, member) is None
    rows["substitute", "operations_manager/u6"] = {**row, "areas": ["999002"]}
    assert world.judge(entry, member) == Refusal("above_your_tier"), "named for another district"
    rows["substitute", "operations_manager/u6"] = {**row, "areas": ["999002", "9990"]}
    assert world.judge(entry, member) is None
    other = world.entry("u7", "shift_leader", "request", "grant_extension", second, values)
    stranger = Member("u7", True, [("shift_leader", "999")])
    assert world.judge(other, stranger) == Refusal("above_your_tier")
