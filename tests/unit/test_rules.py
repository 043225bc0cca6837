"""The judgement, the fold and the effects, on a small made world."""

from __future__ import annotations

from dataclasses import replace

import pytest

from seatapp.domain.entries import Value
from seatapp.domain.guards import external_case_id
from seatapp.domain.judge import Member, Refusal
from seatapp.domain.tables import load_workflow
from seatapp.ids import new_id
from tests.helpers.rules import NOON, OTHER_PHOTO, PHOTO, World, everyone, report_values

PREFILE: dict[str, Value] = {
    "class_code": "0110-1",
    "grid_code": "999001001001001",
    "checks": ["photo_sharp:pass:90.0"],
}


@pytest.fixture
def world() -> World:
    return World(load_workflow())


@pytest.fixture
def case(world: World) -> str:
    case_id = new_id()
    world.take("u1", "acceptor", "report", case_id, report_values())
    return case_id


def code_of(world: World, author: str, post: str, step: str, case_id: str, **values: object) -> str:
    entry = world.entry(author, post, "case", step, case_id, values)  # type: ignore[arg-type]
    refusal = world.judge(entry, everyone(author))
    assert refusal is not None
    return refusal.code


def test_a_report_starts_the_register_clock(world: World, case: str) -> None:
    state = world.states[case]
    assert state["stage"] == "reported"
    assert (state["clock"], state["clock_limit"], state["due_at"]) == ("register", 30, NOON + 1800)
    assert state["reported_by"] == "u1"


def test_personal_values_are_masked_in_the_state(world: World) -> None:
    case_id = new_id()
    values = report_values(
        case_kind="hotline",
        source="hotline_12345",
        caller_phone="19900001234",
        caller_name="张三丰",
    )
    state = world.take("u1", "acceptor", "report", case_id, values)
    assert state["caller_phone_masked"] == "199****1234"
    assert state["caller_name_masked"] == "张**"
    assert "caller_phone" not in state


def test_the_first_reason_names_the_refusal(world: World, case: str) -> None:
    assert code_of(world, "u1", "dispatcher", "prefile", case) == "not_your_post"
    assert code_of(world, "u1", "acceptor", "fly", case) == "unknown_step"
    assert code_of(world, "u1", "acceptor", "prefile", new_id()) == "unknown_subject"
    assert code_of(world, "u1", "acceptor", "prefile", case) == "missing_field"
    assert code_of(world, "u1", "acceptor", "issue_inspection", case, collector="c01") == (
        "wrong_stage"
    )
    assert code_of(world, "u1", "acceptor", "answer", case, answer="好", nature="consult") == (
        "wrong_kind"
    )
    assert code_of(world, "u1", "acceptor", "prefile", case, **PREFILE, colour="red") == (
        "unknown_field"
    )
    assert code_of(
        world, "u1", "acceptor", "prefile", case, class_code="none", grid_code="999001001001001"
    ) == ("unknown_reference")


def test_an_entry_made_on_an_older_state_is_stale(world: World, case: str) -> None:
    seen = world.entry("u2", "acceptor", "case", "prefile", case, PREFILE)
    world.take("u1", "acceptor", "prefile", case, PREFILE)
    refusal = world.judge(seen, everyone("u2"))
    assert refusal is not None
    assert refusal.code == "stale"


def test_a_note_never_makes_anything_stale(world: World, case: str) -> None:
    seen = world.entry("u2", "acceptor", "case", "prefile", case, PREFILE)
    world.take("u1", "acceptor", "note", case, {"note": "已电话联系采集员。"})
    assert world.judge(seen, everyone("u2")) is None


def test_a_post_for_another_area_is_outside(world: World, case: str) -> None:
    entry = world.entry("u2", "acceptor", "case", "prefile", case, PREFILE)
    posts = [("acceptor", "999002"), ("supervisor", "999001")]
    refusal = world.judge(entry, Member("u2", active=True, posts=posts))
    assert refusal is not None
    assert refusal.code == "outside_area"


def test_what_a_person_may_not_see_is_not_there(world: World, case: str) -> None:
    entry = world.entry("u2", "acceptor", "case", "prefile", case, PREFILE)
    hidden = world.judge(entry, everyone("u2", area="999002"))
    stale = world.judge(replace(entry, parent=None), everyone("u2", area="999002"))
    elsewhere = world.judge(replace(entry, root=new_id()), everyone("u2", area="999002"))
    assert hidden == stale == elsewhere == Refusal("unknown_subject")


def test_an_entry_names_the_root_that_its_subject_has(world: World, case: str) -> None:
    foreign = replace(
        world.entry("u2", "acceptor", "case", "prefile", case, PREFILE), root=new_id()
    )
    assert world.judge(foreign, everyone("u2")) == Refusal("wrong_root")
    begun = world.entry("u2", "acceptor", "case", "report", new_id(), report_values())
    assert world.judge(replace(begun, root=case), everyone("u2")) == Refusal("wrong_root")


def test_a_disabled_person_takes_no_step(world: World, case: str) -> None:
    entry = world.entry("u2", "acceptor", "case", "prefile", case, PREFILE)
    refusal = world.judge(entry, Member("u2", False, [("acceptor", "999")]))
    assert refusal is not None
    assert refusal.code == "not_active"


def test_four_eyes_on_filing(world: World, case: str) -> None:
    world.take("u1", "acceptor", "prefile", case, PREFILE)
    assert code_of(world, "u1", "shift_leader", "file", case) == "same_person"
    state = world.take("u2", "shift_leader", "file", case)
    assert state["case_number"] == "9990012026112200001"


def test_prefiling_without_photo_needs_a_reason(world: World) -> None:
    case_id = new_id()
    world.take("u1", "acceptor", "report", case_id, report_values(photos_before=None))
    assert code_of(world, "u1", "acceptor", "prefile", case_id, **PREFILE) == "no_photo"
    world.take("u1", "acceptor", "prefile", case_id, {**PREFILE, "override_reason": "视频已核对。"})


def test_a_call_needs_a_number_unless_it_was_imported(world: World) -> None:
    case_id = new_id()
    values = report_values(case_kind="hotline", source="hotline_12345")
    assert code_of(world, "u1", "acceptor", "report", case_id, **values) == "caller_missing"
    imported = report_values(
        case_kind="hotline", source="hotline_12345", source_system="psq", external_id="77"
    )
    world.take("u1", "acceptor", "report", external_case_id("psq", "77"), imported)


def test_a_foreign_number_belongs_to_one_case_only(world: World) -> None:
    values = report_values(source_system="psq", external_id="77")
    assert code_of(world, "u1", "acceptor", "report", new_id(), **values) == "foreign_number"


def test_verification_pauses_the_clock_and_keeps_what_was_used(world: World, case: str) -> None:
    world.at += 600
    state = world.take(
        "u1", "acceptor", "order_verification", case, {"collector": "c01", "question": "是否还在？"}
    )
    assert (state["clock_used"], "due_at" in state) == (600, False)
    (child,) = world.children(case)
    assert (child["stage"], child["question"]) == ("ordered", "是否还在？")
    world.at += 7200
    state = world.take("u1", "acceptor", "verification_true", case, {"note": "在。"})
    assert state["due_at"] == world.at + 1200
    (child,) = world.children(case)
    assert (child["stage"], child["settled_by"]) == ("true", "u1")


def test_reissuing_cancels_the_open_order_and_makes_a_new_one(world: World, case: str) -> None:
    order = {"collector": "c01", "question": "是否还在？"}
    world.take("u1", "acceptor", "order_verification", case, order)
    world.take("u1", "acceptor", "reissue_verification", case, order)
    assert sorted(str(child["stage"]) for child in world.children(case)) == ["cancelled", "ordered"]


def test_a_link_that_ran_over_is_remembered(world: World, case: str) -> None:
    world.at += 1801
    world.take("u1", "acceptor", "prefile", case, PREFILE)
    state = world.take("u2", "shift_leader", "file", case)
    assert state["late"] == ["register"]
    assert state["due_at"] == world.at + 1800


def drive_to_handling(world: World, case: str, class_code: str = "0110-1") -> None:
    world.take("u1", "acceptor", "prefile", case, {**PREFILE, "class_code": class_code})
    world.take("u2", "shift_leader", "file", case)
    world.take(
        "u1", "dispatcher", "dispatch", case, {"unit": "clean", "rule_cited": "环卫职责第3条"}
    )


def test_dispatch_makes_an_assignment_that_is_receipted_once(world: World, case: str) -> None:
    drive_to_handling(world, case)
    (child,) = world.children(case)
    assert (child["subject"], child["stage"], child["unit"]) == ("assignment", "sent", "clean")
    world.take("u1", "dispatcher", "receipt", case)
    assert code_of(world, "u1", "dispatcher", "receipt", case) == "nothing_to_receipt"


def test_recall_clears_the_unit_and_the_assignment(world: World, case: str) -> None:
    drive_to_handling(world, case)
    state = world.take("u1", "dispatcher", "recall", case, {"reason": "派错单位。"})
    assert "unit" not in state
    assert [child["stage"] for child in world.children(case)] == ["recalled"]


def test_a_class_with_a_pair_is_not_answered_without_the_photo_after(
    world: World, case: str
) -> None:
    drive_to_handling(world, case, "0213-1")
    answer = {"response": "已修复。"}
    assert code_of(world, "u1", "supervisor", "respond", case, **answer) == "after_photo_missing"
    world.take("u1", "supervisor", "respond", case, {**answer, "photos_after": [OTHER_PHOTO]})


def test_the_whole_road_of_a_grid_case_with_a_failed_inspection(world: World, case: str) -> None:
    drive_to_handling(world, case)
    world.take("u1", "supervisor", "respond", case, {"response": "已清理。"})
    world.take("u2", "supervisor", "submit_inspection", case)
    world.take("u1", "acceptor", "issue_inspection", case, {"collector": "c01"})
    world.take("u1", "acceptor", "inspection_fail", case, {"note": "仍有残留。"})
    state = world.take("u2", "supervisor", "rework", case, {"reason": "请清理干净。"})
    assert (state["stage"], state["reworks"]) == ("handling", 1)
    world.take("u1", "dispatcher", "respond", case, {"response": "再次清理。"})
    world.take("u2", "supervisor", "submit_inspection", case)
    world.take("u1", "acceptor", "issue_inspection", case, {"collector": "c01"})
    world.take("u1", "acceptor", "inspection_pass", case, {"photos_after": [OTHER_PHOTO]})
    world.take("u1", "acceptor", "pass_on", case)
    assert code_of(world, "u1", "shift_leader", "close", case) == "same_person"
    state = world.take("u2", "shift_leader", "close", case)
    assert state["stage"] == "closed"
    assert "due_at" not in state
    assert all(child["subject"] != "callback" for child in world.children(case))


def test_an_urgent_dispatch_waits_for_another_leader(world: World, case: str) -> None:
    world.take(
        "u1",
        "acceptor",
        "urgent_dispatch",
        case,
        {"unit": "clean", "danger": "井盖缺失，行人有危险。"},
    )
    assert world.states[case]["ratified"] == "owed"
    assert code_of(world, "u1", "shift_leader", "ratify", case) == "same_person"
    world.take("u2", "shift_leader", "ratify", case)
    assert code_of(world, "u2", "shift_leader", "ratify", case) == "nothing_to_ratify"


def hotline_case(world: World) -> str:
    case_id = new_id()
    values = report_values(
        case_kind="hotline", source="hotline_12345", caller_phone="19900001234", photos_before=None
    )
    world.take("u1", "acceptor", "report", case_id, values)
    return case_id


def test_closing_a_call_owes_its_taker_a_callback(world: World) -> None:
    case_id = hotline_case(world)
    order = {"nature": "complaint", "matter_code": "wage", "urgency": "normal"}
    world.take("u1", "acceptor", "send_on", case_id, order)
    world.take(
        "u2", "dispatcher", "dispatch", case_id, {"unit": "labour", "rule_cited": "三定方案"}
    )
    world.take("u2", "dispatcher", "respond", case_id, {"response": "已督促发放。"})
    checked = {"demand_met": True, "caller_told": True}
    assert code_of(world, "u2", "supervisor", "check_answer", case_id, **checked) == "same_person"
    world.take("u1", "supervisor", "check_answer", case_id, checked)
    world.take("u1", "shift_leader", "close", case_id)
    callback = next(c for c in world.children(case_id) if c["subject"] == "callback")
    assert (callback["owner"], callback["stage"]) == ("u1", "owed")
    assert callback["due_at"] == world.at + 86_400
    assert callback["area"] == "999001"

    key = str(callback["id"])
    entry = world.entry("u1", "acceptor", "callback", "give_up_callback", key, {"note": "打不通"})
    refusal = world.judge(entry, everyone("u1"))
    assert refusal is not None
    assert refusal.code == "not_tried"
    tried = world.take("u1", "acceptor", "try_callback", key, {"result": "engaged"}, "callback")
    assert tried["tries"] == 1
    done = world.take(
        "u1",
        "acceptor",
        "finish_callback",
        key,
        {"satisfaction": "satisfied", "solved": True},
        "callback",
    )
    assert done["stage"] == "done"


def test_work_time_counts_open_hours_only(world: World) -> None:
    case_id = hotline_case(world)
    world.take(
        "u1",
        "acceptor",
        "send_on",
        case_id,
        {"nature": "complaint", "matter_code": "wage", "urgency": "normal"},
    )
    state = world.take(
        "u2", "dispatcher", "dispatch", case_id, {"unit": "labour", "rule_cited": "三定方案"}
    )
    assert (state["clock_basis"], "due_at" in state) == ("work", False)
    world.take("u2", "dispatcher", "recall", case_id, {"reason": "改派。"})
    world.at = NOON + 86_400 - 4 * 3600
    state = world.take(
        "u2", "dispatcher", "dispatch", case_id, {"unit": "labour", "rule_cited": "三定方案"}
    )
    assert state["clock_calendar"] == "made-1"
    assert state["clock_limit"] == 2400
    assert "due_at" not in state


@pytest.mark.parametrize(
    "bad",
    [
        {"source": "nowhere"},
        {"description": ""},
        {"description": "长" * 2001},
        {"lat_e7": 900000001},
        {"lat_e7": True},
        {"photos_before": ["zz"]},
        {"photos_before": [PHOTO, PHOTO]},
        {"occurred_at": -5},
        {"doubts": ["x" * 41]},
        {"urgency": 3},
    ],
)
def test_values_that_do_not_fit_are_refused(world: World, bad: dict[str, object]) -> None:
    values = {**report_values(), **bad}
    assert code_of(world, "u1", "acceptor", "report", new_id(), **values) == "bad_value"


@pytest.mark.parametrize(
    ("words", "private"),
    [
        ("请拨打 12345 或 0371-83012345。", False),
        ("回电 13800001234。", True),
        ("回电 138 0000-1234。", True),
        ("回电１３８００００１２３４。", True),
        ("证号 11010119900101123x。", True),
        ("案卷 99900120261122000012。", False),
    ],
)
def test_a_phrase_keeps_no_number_of_a_person(world: World, words: str, private: bool) -> None:
    values: dict[str, Value] = {"area": "999001", "words": words}
    entry = world.entry("u1", "acceptor", "phrase", "keep_phrase", new_id(), values)
    refusal = world.judge(entry, everyone("u1"))
    assert (refusal.code if refusal else None) == ("private_number" if private else None)
