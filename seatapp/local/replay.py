"""What the seat expects: entries of its own folded onto states, effects included.

This is a prediction for the view. An entry that no longer fits what stands there (a newer state
came, or the one before it was refused) is left out; the centre says what becomes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from seatapp.domain.clock import seconds_of
from seatapp.domain.effects import Consequence, consequences
from seatapp.domain.entries import Entry
from seatapp.domain.fold import Taken, folded
from seatapp.domain.lapse import all_matured
from seatapp.domain.references import References, State
from seatapp.domain.workflow import Step, Workflow

Key = tuple[str, str]
"""Subject and identifier."""

Family = dict[Key, State]
"""A case and its children, by subject and identifier."""


def replayed(
    workflow: Workflow,
    root: str,
    bases: Mapping[Key, State],
    entries: Iterable[Entry],
    standing: Callable[[str, str], State | None],
    references: References,
) -> Family:
    """The family of one root after `entries`, taken in their order.

    An entry of another root is one that reaches into this family; `standing` tells how its own
    subject stands.
    """
    family = dict(bases)
    for entry in entries:
        if entry.root == root:
            take(workflow, family, entry, references)
        else:
            reach(workflow, family, entry, standing(entry.subject, entry.subject_id), references)
    return family


def take(
    workflow: Workflow, family: Family, entry: Entry, references: References
) -> frozenset[Key]:
    """Fold one entry and its effects into `family`; returns what changed, nothing if unfit.

    What has ended by itself before the entry was made has ended for it too.
    """
    at = seconds_of(entry.claimed_at)
    found = all_matured(workflow, family.values(), at, references)
    ended = {(str(state["subject"]), subject_id): state for subject_id, state in found.items()}
    family |= ended
    step = workflow.step(entry.subject, entry.step)
    key = (entry.subject, entry.subject_id)
    before = family.get(key)
    if step is None or not _fits(step, entry, before):
        return frozenset()
    earlier = list(family.values())
    after = folded(workflow, before, _taken(entry, step, before), references)
    family[key] = after
    changed = {key, *ended}
    for effect in consequences(
        workflow, entry.id, step, entry.values, entry.author, after, earlier, references
    ):
        changed.add(_follow(workflow, family, entry, effect, str(after["area"]), references))
    return frozenset(changed)


def reach(
    workflow: Workflow, family: Family, entry: Entry, source: State | None, references: References
) -> None:
    """Fold into `family` what an entry of another root, now `source`, does to it."""
    step = workflow.step(entry.subject, entry.step)
    if step is None or source is None:
        return
    for effect in consequences(
        workflow,
        entry.id,
        step,
        entry.values,
        entry.author,
        source,
        list(family.values()),
        references,
    ):
        key = (effect.step.subject, effect.subject_id)
        if key in family:
            _follow(workflow, family, entry, effect, str(family[key]["area"]), references)


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
