"""When a refused step is the shift leader's to see to, and what fell with it."""

from __future__ import annotations

import pytest

from seatapp.domain.references import State
from seatapp.domain.refused import HANDED, STANDING, USUAL_MINUTES, fell_with, needs_leader
from tests.helpers.rules import NOON, MadeReferences


@pytest.mark.parametrize(
    ("stage", "waited", "leaders"),
    [
        (STANDING, 0, False),
        (STANDING, 60 * USUAL_MINUTES - 1, False),
        (STANDING, 60 * USUAL_MINUTES, True),
        (HANDED, 0, True),
    ],
)
def test_a_refusal_waits_for_its_author_first(stage: str, waited: int, leaders: bool) -> None:
    state: State = {"stage": stage, "owner": "u1", "refused_at": NOON}
    assert needs_leader(state, NOON + waited, MadeReferences()) is leaders


def test_everything_that_was_built_on_a_refused_step_fell_with_it() -> None:
    built = {"b": "a", "c": "b", "d": "c", "x": "y"}
    standing: list[State] = [{"refused_entry": one, "follows": on} for one, on in built.items()]
    assert [state["refused_entry"] for state in fell_with(standing, "a")] == ["b", "c", "d"]
