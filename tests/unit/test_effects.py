"""What a step on a child does to its root, told before it is taken."""

from __future__ import annotations

from seatapp.domain.effects import on_root
from seatapp.domain.references import State
from seatapp.domain.tables import load_workflow
from tests.helpers.rules import MadeReferences

WORKFLOW = load_workflow()


def test_of_all_effects_only_those_on_the_root_are_told() -> None:
    step = WORKFLOW.steps["request", "grant_deferral"]
    acts = {effect.act for effect in WORKFLOW.effects_of("request", "grant_deferral")}
    assert len(acts) > 1, "a step with other effects besides"
    after: State = {
        "subject": "request",
        "id": "r",
        "root": "c",
        "stage": "granted",
        "granted_until": 9,
    }
    found = on_root(WORKFLOW, step, {"granted_until": 9}, after, "u1", MadeReferences())
    assert [(taken.subject, taken.name, values) for taken, values in found] == [
        ("case", "defer", {"until_at": 9})
    ]
