"""Which system entries follow from the entries of a family by Python's rules, and which are there.

What a list of subjects passes on to other families (`pass`) is not looked at: it hangs on who might
see what at the time, which the ledger does not say.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from seatapp.admin.past_references import PastReferences
from seatapp.domain.effects import Consequence, consequences
from seatapp.domain.entries import Values
from seatapp.domain.references import State
from seatapp.domain.workflow import Step, Workflow

WITHOUT_EFFECT = frozenset({("case", "recount"), ("refusal", "refuse")})
"""System entries that an admin's order or a refusal brings, not a step."""


@dataclass
class Following:
    """What is due of a family so far; `wrong` are entries that follow wrongly or are not followed.

    `unsure` are the causes whose conditions hang on lists that changed afterwards.
    """

    due: dict[str, Consequence] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def person(
        self,
        workflow: Workflow,
        references: PastReferences,
        cause: str,
        step: Step,
        values: Values,
        author: str,
        after: State,
        family: Collection[State],
    ) -> None:
        """A person took a step: note what follows. `family` are the states before and `after`."""
        effects = workflow.effects_of(step.subject, step.name)
        if not effects:
            return
        passed = {(one.target, one.target_step) for one in effects if one.act == "pass"}
        found = consequences(workflow, cause, step, values, author, after, family, references)
        for one in found:
            if (one.step.subject, one.step.name) not in passed:
                self.due[one.entry_id] = one
        if references.doubtful:
            self.unsure.add(cause)

    def system(
        self, workflow: Workflow, entry_id: str, cause: str, step: Step, values: Values
    ) -> None:
        """A system entry stands in the ledger: it has to be one that was due, as it was due."""
        due = self.due.pop(entry_id, None)
        if due is None:
            known = cause in self.unsure or _comes_otherwise(workflow, step)
        else:
            known = due.values == values
        if not known:
            self.wrong.append(entry_id)

    def end(self) -> None:
        """Nothing more comes: what is still due of a sure cause is missing."""
        missing = (one.cause for one in self.due.values() if one.cause not in self.unsure)
        self.wrong += dict.fromkeys(missing)


def _comes_otherwise(workflow: Workflow, step: Step) -> bool:
    name = step.subject, step.name
    return (
        name in WITHOUT_EFFECT
        or any(name == (one.subject, one.step) for one in workflow.lapses.values())
        or any(
            name == (one.target, one.target_step) for one in workflow.effects if one.act == "pass"
        )
    )
