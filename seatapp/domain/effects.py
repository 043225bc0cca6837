"""What a step does to other subjects: system entries with identifiers that follow from the cause.

The centre applies them in the transaction of their cause; the seat works them out for its own
view with the same identifiers and never sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from seatapp.domain.entries import Value, Values
from seatapp.domain.references import References, State
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


def _always(after: State, argument: str, references: References) -> bool:
    return True


def has_caller(after: State, argument: str, references: References) -> bool:
    """Somebody waits for an answer."""
    return bool(after.get("caller_phone_masked"))


CONDITIONS: Mapping[str, Callable[[State, str, References], bool]] = {
    "": _always,
    "has_caller": has_caller,
}
"""The conditions that `effects.csv` can name, each with what stands after the colon there."""


def consequences(
    workflow: Workflow,
    cause: str,
    step: Step,
    values: Values,
    after: State,
    children: Collection[State],
    references: References,
) -> list[Consequence]:
    """The system entries that follow from `cause`, in the order in which they are applied.

    `after` is the state of the subject after the step, `children` are those of its root before it.
    """
    found: list[Consequence] = []
    for effect in workflow.effects_of(step.subject, step.name):
        if CONDITIONS[effect.when](after, effect.argument, references):
            taken = workflow.steps[effect.target, effect.target_step]
            for subject_id in _targets(effect, taken, cause, children):
                entry_id = derived_id(cause, "entry", effect.target_step, subject_id)
                handed = _handed_on(effect.copies, values, after)
                found.append(Consequence(entry_id, cause, subject_id, taken, handed))
    return found


def _targets(effect: Effect, taken: Step, cause: str, children: Iterable[State]) -> list[str]:
    alike = [child for child in children if child["subject"] == effect.target]
    if effect.act == "move":
        return sorted(str(child["id"]) for child in alike if child["stage"] in taken.sources)
    if effect.act == "ensure" and any("settled_at" not in child for child in alike):
        return []
    return [derived_id(cause, "subject", effect.target)]


def _handed_on(copies: Iterable[Copy], values: Values, after: State) -> dict[str, Value]:
    places: Mapping[str, Callable[[str], Value]] = {
        "=": after.get,
        "<": values.get,
        ":": lambda constant: constant,
    }
    handed = {copy.into: places[copy.how](copy.what) for copy in copies}
    return {name: value for name, value in handed.items() if value is not None and value != []}
