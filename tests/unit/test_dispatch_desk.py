"""The dispatcher's desk: helping units, quarrels with a ruling, why it is late, and the way up."""

from __future__ import annotations

import pytest

from seatapp.domain.clock import DAY
from seatapp.domain.entries import Value
from seatapp.domain.judge import Refusal
from seatapp.domain.references import State
from seatapp.domain.tables import load_workflow
from seatapp.ids import new_id
from tests.helpers.rules import NOON, PHOTO, World, everyone, report_values


@pytest.fixture
def world() -> World:
    return World(load_workflow())


@pytest.fixture
def case(world: World) -> str:
    """A case in the hands of a unit."""
    found = new_id()
    world.take("u1", "acceptor", "report", found, report_values())
    world.take(
        "u1",
        "acceptor",
        "prefile",
        found,
        {
            "class_code": "0110-1",
            "grid_code": "999001001001001",
            "checks": ["photo_sharp:pass:90.0"],
        },
    )
    world.take("u2", "shift_leader", "file", found)
    sent: dict[str, Value] = {"unit": "clean", "rule_cited": "第一条"}
    world.take("u3", "dispatcher", "dispatch", found, sent)
    return found


def of_kind(world: World, subject: str) -> list[State]:
    return [state for state in world.states.values() if state["subject"] == subject]


def refusal(world: World, post: str, subject: str, step: str, state: State, **values: Value
            ) -> Refusal | None:  # fmt: skip
    entry = world.entry("u3", post, subject, step, str(state["id"]), values)
    return world.judge(entry, everyone("u3"))


def test_a_helping_unit_has_a_reply_of_its_own_with_time_and_proof(world: World, case: str) -> None:
    help_wanted: dict[str, Value] = {"co_unit": "labour", "note": "请派人到场。"}
    world.take("u3", "dispatcher", "add_co_unit", case, help_wanted)
    (task,) = of_kind(world, "co_task")
    assert (task["unit"], task["stage"], task["note"]) == ("labour", "asked", "请派人到场。")
    reply: dict[str, Value] = {
        "response": "已到场配合。", "handed_back_at": NOON + 60, "photos": [PHOTO]
    }  # fmt: skip
    world.at += 300
    world.take("u3", "dispatcher", "co_reply", str(task["id"]), reply, "co_task")
    done = world.states[str(task["id"])]
    assert (done["stage"], done["handed_back_at"]) == ("replied", NOON + 60)
    assert world.states[case]["stage"] == "handling"
    assert "co_unit" not in world.states[case]


def test_what_helping_units_owe_ends_with_the_dispatch(world: World, case: str) -> None:
    help_wanted: dict[str, Value] = {"co_unit": "labour", "note": "请派人到场。"}
    world.take("u3", "dispatcher", "add_co_unit", case, help_wanted)
    world.take("u3", "dispatcher", "recall", case, {"reason": "派错"})
    assert [task["stage"] for task in of_kind(world, "co_task")] == ["cancelled"]


def test_a_quarrel_is_ruled_by_somebody_else_with_the_rule_and_moves_the_case(
    world: World, case: str
) -> None:
    raised: dict[str, Value] = {"reason": "不在养护范围", "disputed_unit": "labour"}
    world.take("u3", "dispatcher", "open_dispute", case, raised)
    (dispute,) = of_kind(world, "dispute")
    assert (dispute["unit"], dispute["claimed_unit"]) == ("clean", "labour")
    key = str(dispute["id"])
    said: dict[str, Value] = {"opinion": "属公共区域。", "opinion_unit": "labour"}
    world.take("u4", "supervisor", "give_opinion", key, said, "dispute")
    ruling: dict[str, Value] = {
        "ruled_unit": "labour", "ruling": "由人社局办理", "rule_cited": "职责清单第8条"
    }  # fmt: skip
    own = refusal(world, "shift_leader", "dispute", "rule_move", dispute, **ruling)
    assert own == Refusal("same_person")
    without = {name: value for name, value in ruling.items() if name != "rule_cited"}
    unfounded = refusal(world, "shift_leader", "dispute", "rule_move", dispute, **without)
    assert unfounded == Refusal("missing_field", "rule_cited")
    world.take("u2", "shift_leader", "rule_move", key, ruling, "dispute")
    assert world.states[key]["settled_by"] == "u2"
    state = world.states[case]
    assert (state["stage"], state.get("unit"), state["suggested_unit"]) == (
        "filed",
        None,
        "labour",
    )
    assert [one["stage"] for one in of_kind(world, "assignment")] == ["recalled"]


def test_a_quarrel_is_raised_once_at_a_time(world: World, case: str) -> None:
    raised: dict[str, Value] = {"reason": "不在养护范围"}
    world.take("u3", "dispatcher", "open_dispute", case, raised)
    state = world.states[case]
    again = refusal(world, "dispatcher", "case", "open_dispute", state, **raised)
    assert again == Refusal("dispute_open")
    (dispute,) = of_kind(world, "dispute")
    withdrawn: dict[str, Value] = {"note": "已协商"}
    world.take("u3", "dispatcher", "drop_dispute", str(dispute["id"]), withdrawn, "dispute")
    assert refusal(world, "dispatcher", "case", "open_dispute", state, **raised) is None


def test_a_quarrel_ends_when_the_unit_answers(world: World, case: str) -> None:
    world.take("u3", "dispatcher", "open_dispute", case, {"reason": "不在养护范围"})
    proof: dict[str, Value] = {
        "response": "已清运。", "handed_back_at": NOON + 300, "hand_back_proof": [PHOTO]
    }  # fmt: skip
    world.at += 600
    world.take("u3", "dispatcher", "respond", case, proof)
    assert [one["stage"] for one in of_kind(world, "dispute")] == ["voided"]
    assert world.states[case]["handed_back_at"] == NOON + 300


def test_a_unit_hands_back_after_it_was_sent_and_not_tomorrow(world: World, case: str) -> None:
    world.states[case] = {**world.states[case], "dispatched_at": NOON + 59}
    world.at += DAY

    def answered(at: int) -> Refusal | None:
        found: dict[str, Value] = {
            "response": "已清运。", "handed_back_at": at, "hand_back_proof": [PHOTO]
        }  # fmt: skip
        return refusal(world, "dispatcher", "case", "respond", world.states[case], **found)

    assert answered(NOON - 1) == Refusal("handed_back_too_early")
    assert answered(NOON) is None, "forms know no seconds"
    assert answered(NOON + DAY + 300) is None, "clocks differ a little"
    assert answered(NOON + DAY + 301) == Refusal("handed_back_in_future")


def test_what_a_unit_handed_back_goes_with_the_answer_that_is_sent_back(
    world: World, case: str
) -> None:
    proof: dict[str, Value] = {
        "response": "已清运。", "handed_back_at": NOON, "hand_back_proof": [PHOTO]
    }  # fmt: skip
    world.take("u3", "dispatcher", "respond", case, proof)
    state = world.take("u4", "supervisor", "return_response", case, {"reason": "没有清完"})
    assert not {"handed_back_at", "hand_back_proof"} & state.keys()


def test_lateness_has_a_coded_reason_and_a_way_up(world: World, case: str) -> None:
    world.at += DAY
    late: dict[str, Value] = {"late_reason": "parts", "note": "等配件"}
    world.take("u3", "dispatcher", "explain_late", case, late)
    up: dict[str, Value] = {"escalated_to": "head", "note": "两次催办无果"}
    state = world.take("u4", "supervisor", "escalate", case, up)
    assert (state["late_reason"], state["escalated_to"], state["escalations"]) == (
        "parts",
        "head",
        1,
    )
    unknown = refusal(world, "dispatcher", "case", "explain_late", state, late_reason="mood")
    assert unknown is not None
