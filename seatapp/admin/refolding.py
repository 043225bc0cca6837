"""What the entries of a family add up to by Python's rules: states, contact row, and case fact.

The centre folds in SQL; this is the other implementation, so that each is a check on the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from seatapp.admin.past_references import PastReferences
from seatapp.admin.refollowing import Following
from seatapp.domain.entries import Value, Values
from seatapp.domain.fold import Taken, folded
from seatapp.domain.references import State
from seatapp.domain.workflow import SCHEMA, Step, Workflow

HANDLED = frozenset(
    {"responded", "to_inspect", "inspecting", "inspected_pass", "inspected_fail", "closing",
     "closed"}
)  # fmt: skip
"""Stages of a case in which its last response stands."""

UNDISPATCHED = frozenset({"reported", "returned", "verifying", "prefiled", "filed"})
"""Stages of a case in which no handling is due."""

CURRENT = ("area", "stage", "case_kind", "source", "nature", "class_code", "matter_code",
           "grid_code", "closed_by")  # fmt: skip
FIRST = ("collector", "filed_at", "filed_by", "dispatched_at", "dispatched_by")
REPORT = ("reported_at", "reported_by")
"""What a case fact takes from the state as it is, what it keeps from the first time, and what its
first entry says once."""

WRITTEN = ("subject", "subject_id", "root", "step", "author", "post", "parent", "claimed_at",
           "schema")  # fmt: skip
"""Columns of an entry that its signed text says too."""


@dataclass(frozen=True)
class LedgerEntry:
    """One applied entry as the centre keeps it.

    One that followed by itself has a `cause` instead of a `body`. `refused` is the text of the
    entry that was not accepted, where this one makes that stand before people.
    """

    id: str
    n: int
    subject: str
    subject_id: str
    root: str
    step: str
    author: str
    post: str
    parent: str | None
    claimed_at: str
    received_at: int
    counts_at: int
    schema: int
    cause: str | None
    body: str | None
    public: Mapping[str, Any]
    refused: str | None


@dataclass
class Family:
    """A root with its children, refolded.

    `last` is the number of the last entry of each subject. `doubtful` are the subjects whose clocks
    hang on lists that changed afterwards, `misread` the entries whose columns say something else
    than the signed text, `following` what follows from entries by itself. `fact` is the case fact.
    """

    states: dict[str, State] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    contact: dict[str, Value] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    misread: list[str] = field(default_factory=list)
    following: Following = field(default_factory=Following)
    fact: dict[str, Value] = field(default_factory=dict)


def refolded(
    workflow: Workflow,
    references: PastReferences,
    entries: Iterable[LedgerEntry],
    given: Mapping[str, State],
) -> Family:
    """Fold the entries of one root, in the order of their numbers.

    `given` are the stored states, for what only the centre gives out (the number of a case). Raises
    `LookupError`, `TypeError`, `ValueError` or `AssertionError` on an entry that no centre wrote.
    """
    family = Family()
    for entry in entries:
        if entry.schema != SCHEMA:
            raise LookupError(entry.schema)
        _fold(workflow, references, family, entry, given)
        if entry.subject == "case":
            case = family.states[entry.subject_id]
            family.fact = fact_after(family.fact or _fact_begun(case), case)
    family.following.end()
    return family


def fact_after(fact: Mapping[str, Value], case: State) -> dict[str, Value]:
    """The case fact after a step on its case: `core.keep_facts`, `core.keep_passed_facts`."""
    due = case.get("due_at") if case.get("clock") == "handle" else None
    found: dict[str, Value] = {
        "id": case["id"],
        **{name: fact.get(name) for name in REPORT},
        **{name: case.get(name) for name in CURRENT},
        **{name: fact.get(name) or case.get(name) for name in FIRST},
        "unit": case.get("unit") or fact.get("unit"),
        "handle_due_at": None if _without_due(case) else due or fact.get("handle_due_at"),
        "handled_at": case.get("responded_at") if case["stage"] in HANDLED else None,
        "closed_at": case.get("closed_at") if case["stage"] == "closed" else None,
        "late": case.get("late") or [],
        "excused": case.get("excused") is not None,
        "reworks": case.get("reworks") or 0,
        "extensions": case.get("extensions") or 0,
    }
    return found


def _without_due(case: State) -> bool:
    """Whether no handling is due, or nobody can say when: `core.without_due`."""
    known = (case.get("due_at"), case.get("clock_since"), case.get("clock_limit"))
    stands = known[1] is None and known[2] is not None
    unknown = case.get("clock") == "handle" and known[0] is None and not stands
    return case["stage"] in UNDISPATCHED or unknown


def _fact_begun(case: State) -> dict[str, Value]:
    """What a case says once; history that was adopted as closed was not reported here."""
    adopted = case["stage"] == "closed" and case.get("closed_at") is None
    return {
        "reported_at": None if adopted else case.get("reported_at"),
        "reported_by": case.get("reported_by"),
    }


def _fold(
    workflow: Workflow,
    references: PastReferences,
    family: Family,
    entry: LedgerEntry,
    given: Mapping[str, State],
) -> None:
    step = workflow.steps[entry.subject, entry.step]
    values = _values(workflow, family, entry)
    before = family.states.get(entry.subject_id)
    root = family.states.get(entry.root)
    number = given.get(entry.subject_id, {}).get(step.gives, "?") if step.gives else None
    references.look_back(entry.n)
    taken = Taken(
        entry_id=entry.id,
        subject_id=entry.subject_id,
        root=entry.root,
        step=step,
        values=values,
        author=entry.author,
        at=entry.counts_at,
        area=str(values["area"] if root is None else root["area"]),
        given={step.gives: number} if step.gives else {},
    )
    family.states[entry.subject_id] = folded(workflow, before, taken, references)
    family.last[entry.subject_id] = entry.n
    if references.doubtful:
        family.doubtful.add(entry.subject_id)
    _follow(workflow, references, family, entry, step)
    if entry.subject_id == entry.root:
        family.contact |= _personal(workflow, entry.subject, values)
    if entry.refused is not None:
        said = json.loads(entry.refused)
        tried = workflow.step(said["subject"], said["step"])
        typed = {name: said["values"].get(name) for name in tried.fields} if tried else {}
        family.contact |= _personal(workflow, said["subject"], typed)


def _follow(
    workflow: Workflow,
    references: PastReferences,
    family: Family,
    entry: LedgerEntry,
    step: Step,
) -> None:
    if entry.cause is not None:
        family.following.system(workflow, entry.id, entry.cause, step, entry.public)
        return
    references.look_back(entry.n)
    family.following.person(
        workflow,
        references,
        entry.id,
        step,
        entry.public,
        entry.author,
        family.states[entry.subject_id],
        family.states.values(),
    )


def _values(workflow: Workflow, family: Family, entry: LedgerEntry) -> Values:
    """The values as they were signed; those of an entry without text as they are kept."""
    if entry.body is None:
        return entry.public
    said = json.loads(entry.body)
    values: dict[str, Value] = said["values"]
    public = {n: v for n, v in values.items() if not workflow.field(entry.subject, n).personal}
    if public != entry.public or any(said[name] != getattr(entry, name) for name in WRITTEN):
        family.misread.append(entry.id)
    return values


def _personal(workflow: Workflow, subject: str, values: Values) -> dict[str, Value]:
    return {
        name: value
        for name, value in values.items()
        if value is not None and workflow.field(subject, name).personal
    }
