"""What the seat expects: entries of its own folded onto states, effects included.

This is a prediction for the view. An entry that no longer fits what stands there (a newer state
came, or the one before it was refused) is left out; the centre says what becomes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from seatapp.domain.clock import seconds_of
from seatapp.domain.effects import Consequence, consequences
from seatapp.domain.entries import Entry
from seatapp.domain.fold import Taken, folded
from seatapp.domain.references import References, State
from seatapp.domain.workflow import Step, Workflow

Key = tuple[str, str]
"""Subject and identifier."""

Family = dict[Key, State]
"""A case and its children, by subject and identifier."""


def replayed(
    workflow: Workflow, bases: Mapping[Key, State], entries: Iterable[Entry], references: References
) -> Family:
    """The family of one case after `entries`, taken in their order."""
    family = dict(bases)
    for entry in entries:
        take(workflow, family, entry, references)
    return family


def take(
    workflow: Workflow, family: Family, entry: Entry, references: References
) -> frozenset[Key]:
    """Fold one entry and its effects into `family`; returns what changed, nothing if unfit."""
    step = workflow.step(entry.subject, entry.step)
    key = (entry.subject, entry.subject_id)
    before = family.get(key)
    if step is None or not _fits(step, entry, before):
        return frozenset()
    children = [state for state in family.values() if state["id"] != entry.root]
    after = folded(workflow, before, _taken(entry, step, before), references)
    family[key] = after
    changed = {key}
    for effect in consequences(workflow, entry.id, step, entry.values, after, children, references):
        changed.add(_follow(workflow, family, entry, effect, str(after["area"]), references))
    return frozenset(changed)


def _fits(step: Step, entry: Entry, before: State | None) -> bool:
    if before is None:
        return step.creates
    if step.creates or before["stage"] not in step.sources:
        return False
    return not step.fresh or entry.parent == before.get("fresh")


def _taken(entry: Entry, step: Step, before: State | None) -> Taken:
    known = entry.values if before is None else before
    return Taken(
        entry_id=entry.id,
        subject_id=entry.subject_id,
        root=entry.root,
        step=step,
        values=entry.values,
        author=entry.author,
        at=seconds_of(entry.claimed_at),
        area=str(known.get("area")),
        given={},
    )


def _follow(
    workflow: Workflow,
    family: Family,
    entry: Entry,
    effect: Consequence,
    area: str,
    references: References,
) -> Key:
    key = (effect.step.subject, effect.subject_id)
    taken = Taken(
        entry_id=effect.entry_id,
        subject_id=effect.subject_id,
        root=entry.root,
        step=effect.step,
        values=effect.values,
        author=entry.author,
        at=seconds_of(entry.claimed_at),
        area=area,
        given={},
    )
    family[key] = folded(workflow, family.get(key), taken, references)
    return key
