"""State is what the entries add up to: the one function that adds one entry to a state.

A state is a mapping without empty values: `subject`, `id`, `root`, `area`, `stage`, `fresh` (the
last fresh entry), the clock columns, and the fields of `fields.csv`. The centre's `core.fold`
does the same, and both are tested against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from seatapp.domain.clock import WORK, due_after, half_day_of, used_between
from seatapp.domain.entries import Value, Values
from seatapp.domain.masks import masked
from seatapp.domain.references import References, State, calendar_for, limit_for
from seatapp.domain.workflow import Step, Workflow

SPINE = ("subject", "id", "root", "area", "stage", "fresh")
"""What every subject has, besides its own fields."""

CLOCK = ("clock", "clock_limit", "clock_basis", "clock_used", "clock_since", "clock_calendar")
"""The running link: name, minutes allowed, basis, seconds used, running since, calendar version."""

DUE = "due_at"


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
    _turn_clock(state, taken, references)
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
        if field.personal:
            state[f"{name}_masked"] = None if value is None else masked(str(value), field.mask)
        else:
            state[name] = value


def _turn_clock(state: dict[str, Value], taken: Taken, references: References) -> None:
    word = taken.step.clock
    if not word:
        return
    if word != "resume":
        _halt(state, taken.at, references)
    if word.startswith("start:"):
        _begin(state, word.removeprefix("start:"), references)
    if word.startswith("start:") or word == "resume":
        _run(state, taken.at, references)


def _halt(state: dict[str, Value], at: int, references: References) -> None:
    since, due = state.get("clock_since"), state.get(DUE)
    if isinstance(since, int):
        calendar = calendar_for(str(state["clock_basis"]), references)
        used = int(str(state.get("clock_used") or 0))
        state["clock_used"] = used + used_between(calendar, since, at)
    if isinstance(due, int) and at > due:
        late = state.get("late")
        so_far = late if isinstance(late, list) else []
        name = str(state["clock"])
        state["late"] = so_far if name in so_far else [*so_far, name]
    state["clock_since"] = None
    state[DUE] = None


def _begin(state: dict[str, Value], clock: str, references: References) -> None:
    limit = limit_for(clock, state, references)
    state["clock"] = clock
    state["clock_used"] = 0
    state["clock_limit"] = limit.minutes if limit else None
    state["clock_basis"] = limit.basis if limit else None
    calendar = references.calendar() if limit and limit.basis == WORK else None
    state["clock_calendar"] = calendar.version if calendar else None


def _run(state: dict[str, Value], at: int, references: References) -> None:
    limit = state.get("clock_limit")
    if not isinstance(limit, int):
        return
    calendar = calendar_for(str(state["clock_basis"]), references)
    left = limit * 60 - int(str(state.get("clock_used") or 0))
    state["clock_since"] = at
    state[DUE] = due_after(calendar, at, left)
