"""What a step does to other subjects: system entries with identifiers that follow from the cause.

The centre applies them in the transaction of their cause; the seat works them out for its own
view with the same identifiers and never sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from seatapp.domain.entries import Value, Values
from seatapp.domain.references import State
from seatapp.domain.workflow import Copy, Effect, Step, Workflow
from seatapp.ids import derived_id


@dataclass(frozen=True)
class Consequence:
    """A system entry: `step` is taken on `subject_id` because of the entry `cause`."""

    entry_id: str
    cause: str
    subject_id: str
    step: Step
    values: Values


def has_caller(state: State) -> bool:
    """Somebody waits for an answer."""
    return bool(state.get("caller_phone_masked"))


CONDITIONS: Mapping[str, Callable[[State], bool]] = {
    "": lambda state: True,
    "has_caller": has_caller,
}
"""The conditions that `effects.csv` can name."""


def consequences(
    workflow: Workflow,
    cause: str,
    step: Step,
    values: Values,
    after: State,
    children: Iterable[State],
) -> list[Consequence]:
    """The system entries that follow from `cause`, in the order in which they are applied.

    `after` is the state of the case after the step, `children` are its children before it.
    """
    found: list[Consequence] = []
    for effect in workflow.effects_of(step.subject, step.name):
        if CONDITIONS[effect.when](after):
            taken = workflow.steps[effect.target, effect.target_step]
            for subject_id in _targets(effect, taken, cause, children):
                entry_id = derived_id(cause, "entry", effect.target_step, subject_id)
                handed = _handed_on(effect.copies, values, after)
                found.append(Consequence(entry_id, cause, subject_id, taken, handed))
    return found


def _targets(effect: Effect, taken: Step, cause: str, children: Iterable[State]) -> list[str]:
    if effect.act == "create":
        return [derived_id(cause, "subject", effect.target)]
    return sorted(
        str(child["id"])
        for child in children
        if child["subject"] == effect.target and child["stage"] in taken.sources
    )


def _handed_on(copies: Iterable[Copy], values: Values, after: State) -> dict[str, Value]:
    places: Mapping[str, Callable[[str], Value]] = {
        "=": after.get,
        "<": values.get,
        ":": lambda constant: constant,
    }
    handed = {copy.into: places[copy.how](copy.what) for copy in copies}
    return {name: value for name, value in handed.items() if value is not None and value != []}
