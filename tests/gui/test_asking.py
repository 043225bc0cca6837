"""What a step's dialog asks for follows from the step table and the table of fields alone."""

from __future__ import annotations

import pytest

from seatapp.domain.entries import Value
from seatapp.domain.workflow import Step
from tests.gui.conftest import WORKFLOW
from ui.dialogs.asking import (
    NOT_ASKED,
    PHRASES,
    asked_fields,
    only_added_to,
    start_values,
    suggested_unit,
    to_send,
    with_photos_of_now,
)

BY_PEOPLE = [step for step in WORKFLOW.steps.values() if not step.by_system]


@pytest.mark.parametrize("step", BY_PEOPLE, ids=lambda step: f"{step.subject}.{step.name}")
def test_required_fields_first_then_the_optional_ones_in_order(step: Step) -> None:
    asked = asked_fields(WORKFLOW, step, {}, {"caller_phone_masked": "199****0000"})
    itself = {"owner"} if step.name == "take_callback" else set()
    expected = [
        name
        for name in (*step.required, *step.optional)
        if name not in NOT_ASKED | itself and WORKFLOW.field(step.subject, name).type != "id"
    ]
    assert [field.name for field, _required in asked] == expected
    assert [required for _field, required in asked] == [n in step.required for n in expected]


def test_what_only_callers_or_proofs_need_is_asked_for_those_alone() -> None:
    told = WORKFLOW.steps["callback", "tell_caller"]
    plain = asked_fields(WORKFLOW, told, {"callback_kind": "progress"}, {})
    proved = asked_fields(WORKFLOW, told, {"callback_kind": "source"}, {})
    assert [field.name for field, _ in proved if field not in [f for f, _ in plain]] == [
        *("photos", "proof"),
    ]
    dispatch = WORKFLOW.steps["case", "dispatch"]
    assert "reply_wanted" not in [f.name for f, _ in asked_fields(WORKFLOW, dispatch, {}, {})]


def test_phrases_belong_to_fields_of_their_steps() -> None:
    for step, field in PHRASES:
        meant = [one for (_subject, name), one in WORKFLOW.steps.items() if name == step]
        assert any(field in one.fields for one in meant), step


def test_a_form_starts_with_facts_and_never_with_words_of_other_steps() -> None:
    state = {
        "urgency": "urgent",
        "note": "昨天的说明",
        "reason": "旧理由",
        "photos_after": ["a" * 64],
    }
    assert start_values(WORKFLOW, WORKFLOW.steps["case", "urgent_dispatch"], state) == {
        "urgency": "urgent"
    }
    assert start_values(WORKFLOW, WORKFLOW.steps["case", "respond"], state) == {
        "photos_after": ["a" * 64]
    }
    assert start_values(WORKFLOW, WORKFLOW.steps["case", "recall"], state) == {}


def test_required_values_are_sent_and_others_only_when_changed() -> None:
    prefile = WORKFLOW.steps["case", "prefile"]
    started: dict[str, Value] = {"class_code": "E011001", "address": "甲", "urgency": "normal"}
    typed: dict[str, Value] = {
        "class_code": "E011001",
        "grid_code": "g",
        "address": "乙",
        "urgency": "normal",
    }
    sent = to_send(prefile, typed, started)
    assert sent == {"class_code": "E011001", "grid_code": "g", "address": "乙"}


def test_what_was_cleared_is_sent_as_nothing() -> None:
    prefile = WORKFLOW.steps["case", "prefile"]
    started: dict[str, Value] = {"class_code": "E011001", "address": "甲"}
    assert to_send(prefile, {"class_code": "E011001"}, started) == {
        "class_code": "E011001",
        "address": None,
    }


def test_the_unit_that_the_source_names_goes_before_that_of_the_standard() -> None:
    rows = {"class": {"unit": "501"}, "matter": {"unit": "310"}}
    assert suggested_unit({"suggested_unit": "202"}, rows) == "202"
    assert suggested_unit({}, rows) == "501"
    assert suggested_unit({}, {"class": {}, "matter": {"unit": "310"}}) == "310"
    assert suggested_unit({}, {}) is None


def test_a_step_taken_again_keeps_the_photos_that_came_meanwhile() -> None:
    step = WORKFLOW.steps["case", "add_photos"]
    state = {"photos_before": ["a", "c"], "address": "东湖路"}
    typed: dict[str, Value] = {"photos_before": ["a", "b"], "note": "积水"}
    again = with_photos_of_now(WORKFLOW, step, typed, state)
    assert again == {"photos_before": ["a", "c", "b"], "note": "积水"}
    assert with_photos_of_now(WORKFLOW, step, {"note": "积水"}, state) == {"note": "积水"}


def test_photos_can_be_added_to_those_of_a_case_but_not_taken_out() -> None:
    assert only_added_to(WORKFLOW.steps["case", "add_photos"]) == {"photos_before"}
    assert not only_added_to(WORKFLOW.steps["case", "supplement"])
