"""State is what the entries add up to: the one function that adds one entry to a state.

A state is a mapping without empty values: `subject`, `id`, `root`, `area`, `stage`, `fresh` (the
last fresh entry), the clock columns, and the fields of `fields.csv`. The centre's `core.fold`
does the same, and both are tested against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from seatapp.domain.clock import half_day_of
from seatapp.domain.entries import Value, Values
from seatapp.domain.masks import masked
from seatapp.domain.references import References, State
from seatapp.domain.running_clock import turn
from seatapp.domain.workflow import HANDED, Step, Workflow

SPINE = ("subject", "id", "root", "area", "stage", "fresh")
"""What every subject has, besides its own fields."""


@dataclass(frozen=True)
class Taken:
    """A step as the fold needs it: what, by whom, when (seconds since 1970), with what.

    `given` holds what only the centre gives out (the number of a filed case).
    """

    entry_id: str
    subject_id: str
    root: str
    step: Step
    values: Values
    author: str
    at: int
    area: str
    given: Mapping[str, Value]


def _always(state: State, taken: Taken) -> bool:
    return True


def in_another_half_day(state: State, taken: Taken) -> bool:
    """The step before this one was not taken in the same morning or afternoon of the city."""
    last = state.get(f"{taken.step.stamp}_at")
    return not isinstance(last, int) or half_day_of(last) != half_day_of(taken.at)


COUNTED: Mapping[str, Callable[[State, Taken], bool]] = {
    "": _always,
    "half_day": in_another_half_day,
}
"""When a count goes up, by the name that `steps.csv` uses after the colon."""


def folded(workflow: Workflow, before: State | None, taken: Taken, references: References) -> State:
    """The state after the step."""
    state: dict[str, Value] = dict(before) if before else _newborn(taken)
    _write_values(workflow, state, taken)
    state.update(dict(taken.step.sets))
    for count in taken.step.counts:
        if COUNTED[count.rule](state, taken):
            state[count.field] = int(str(state.get(count.field) or 0)) + 1
    state["stage"] = taken.step.stage_after(str(state.get("stage")))
    if taken.step.stamp:
        state[f"{taken.step.stamp}_by"] = taken.author
        state[f"{taken.step.stamp}_at"] = taken.at
    turn(state, taken.step.clock, taken.values, taken.at, references)
    if taken.step.gives and not state.get(taken.step.gives):
        state.update(taken.given)
    if taken.step.fresh:
        state["fresh"] = taken.entry_id
    return {name: value for name, value in state.items() if value is not None and value != []}


def _newborn(taken: Taken) -> dict[str, Value]:
    return {
        "subject": taken.step.subject,
        "id": taken.subject_id,
        "root": taken.root,
        "area": taken.area,
    }


def _write_values(workflow: Workflow, state: dict[str, Value], taken: Taken) -> None:
    for name, value in taken.values.items():
        field = workflow.field(taken.step.subject, name)
        if field.origin == HANDED:
            continue
        if field.personal:
            state[f"{name}_masked"] = None if value is None else masked(str(value), field.mask)
        else:
            state[name] = value
