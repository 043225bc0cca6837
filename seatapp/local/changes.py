"""What a commit changed, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from seatapp.domain.refused import REFUSAL
from seatapp.domain.workflow import Workflow


@dataclass(frozen=True)
class Changes:
    """Subjects (kind and id), the queues that may look different, and what else was touched.

    `outbox` is the count of unsent entries, `refusals` the desk of what was not accepted,
    `rights` who may see what, `photos` those that can be shown now.
    """

    subjects: frozenset[tuple[str, str]] = frozenset()
    queues: frozenset[str] = frozenset()
    references: bool = False
    outbox: bool = False
    refusals: bool = False
    rights: bool = False
    photos: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self != Changes()


@dataclass
class Collected:
    """Changes while a transaction is being made."""

    subjects: set[tuple[str, str]] = field(default_factory=set)
    references: bool = False
    outbox: bool = False
    refusals: bool = False
    rights: bool = False

    def finished(self, workflow: Workflow) -> Changes:
        """The changes, with the queues that follow from them."""
        return Changes(
            subjects=frozenset(self.subjects),
            queues=frozenset(self._queues(workflow)),
            references=self.references,
            outbox=self.outbox,
            refusals=self.refusals or any(kind == REFUSAL for kind, _id in self.subjects),
            rights=self.rights,
        )

    def _queues(self, workflow: Workflow) -> Collection[str]:
        """A queue of roots can depend on children too, and a list of references renames rows."""
        if self.references or self.rights:
            return set(workflow.queues)
        touched = {subject for subject, _ in self.subjects}
        kinds = touched | {root for subject in touched for root in workflow.roots_of(subject)}
        return {name for name, q in workflow.queues.items() if q.subject in kinds}
