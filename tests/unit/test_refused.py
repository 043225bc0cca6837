"""When a refused step is the shift leader's to see to, and what fell with it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from seatapp.domain.references import State
from seatapp.domain.refused import (
    HANDED,
    STANDING,
    USUAL_MINUTES,
    fell_with,
    needs_leader,
    stands_alone,
)
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


def test_everything_that_its_author_built_on_a_refused_step_fell_with_it() -> None:
    built = {"a": "z", "b": "a", "c": "b", "d": "c", "x": "y"}
    standing = made(built, dict.fromkeys(built, "u1"))
    assert [state["refused_entry"] for state in fell_with(standing, "a")] == ["b", "c", "d"]


def test_what_a_colleague_built_on_it_is_the_colleagues() -> None:
    standing = made({"a": "z", "b": "a", "c": "b"}, {"a": "u1", "b": "u2", "c": "u2"})
    assert [one for one, state in standing.items() if stands_alone(state, standing)] == ["a", "b"]
    assert fell_with(standing, "a") == []
    assert [state["refused_entry"] for state in fell_with(standing, "b")] == ["c"]


def made(built: Mapping[str, str], owners: Mapping[str, str]) -> dict[str, State]:
    """Refusals by entry: each follows another one and has an owner."""
    return {
        one: {"refused_entry": one, "follows": on, "owner": owners[one]}
        for one, on in built.items()
    }
