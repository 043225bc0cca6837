"""What a guard may look at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from seatapp.domain.entries import Value
from seatapp.domain.references import References, State
from seatapp.domain.workflow import Workflow


@dataclass(frozen=True)
class Situation:
    """The moment before a step.

    `family` is the root of the subject with its children, and what the step names elsewhere and its
    author may see, as all stand then; `at` is the moment that counts for the step, in seconds since
    1970.
    """

    workflow: Workflow
    subject_id: str
    before: State
    author: str
    post: str
    at: int
    values: Mapping[str, Value]
    family: Collection[State]
    references: References

    @cached_property
    def after(self) -> State:
        """The state with what was typed."""
        return {**self.before, **self.values}

    @cached_property
    def open_children(self) -> Mapping[tuple[str, str], int]:
        """How many children stand in each stage, by subject and stage."""
        found: dict[tuple[str, str], int] = {}
        for state in self.family:
            if state["id"] != state["root"]:
                where = (str(state["subject"]), str(state["stage"]))
                found[where] = found.get(where, 0) + 1
        return found
