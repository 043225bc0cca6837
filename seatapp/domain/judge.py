"""Whether a step may be taken: the one judgement, made at the seat and again at the centre.

The order of the questions is part of the rule, since the first that fails names the refusal;
`core.judge` in PostgreSQL asks the same in the same order.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from seatapp.domain.entries import Entry
from seatapp.domain.guards import GUARDS
from seatapp.domain.references import References, State
from seatapp.domain.situation import Situation
from seatapp.domain.values import value_fault
from seatapp.domain.workflow import Step, Workflow


@dataclass(frozen=True)
class Member:
    """A person as the rules see one: posts with the prefix of the area they hold for."""

    id: str
    active: bool
    posts: Collection[tuple[str, str]]

    def holds(self, post: str) -> bool:
        """Whether the person holds the post anywhere."""
        return any(held == post for held, _ in self.posts)

    def sees(self, area: str) -> bool:
        """Whether the area lies under any post of the person."""
        return any(area.startswith(prefix) for _, prefix in self.posts)

    def holds_in(self, post: str, area: str) -> bool:
        """Whether the person holds the post for that area."""
        return any(held == post and area.startswith(prefix) for held, prefix in self.posts)


@dataclass(frozen=True)
class Refusal:
    """Why a step may not be taken: a code of `refusals.csv`, and the field at fault if one is."""

    code: str
    field: str | None = None


def judged(
    workflow: Workflow,
    entry: Entry,
    member: Member,
    state: State | None,
    family: Collection[State],
    references: References,
    at: int,
) -> Refusal | None:
    """None when the step may be taken, else the first reason why not.

    `family` is the root with its children, and what the step names elsewhere and the member may
    see, as they stand at `at`, the moment that counts.
    """
    step = workflow.step(entry.subject, entry.step)
    if step is None:
        return Refusal("unknown_step")
    return (
        _person_refusal(step, entry, member)
        or _subject_refusal(step, entry, member, state)
        or _stage_refusal(step, entry, member, state)
        or _values_refusal(workflow, step, entry, references)
        or _guard_refusal(workflow, step, entry, state, family, references, at)
    )


def _person_refusal(step: Step, entry: Entry, member: Member) -> Refusal | None:
    if not member.active:
        return Refusal("not_active")
    if step.by_system:
        return Refusal("wrong_post_kind")
    if entry.post not in step.posts or not member.holds(entry.post):
        return Refusal("not_your_post")
    return None


def _subject_refusal(
    step: Step, entry: Entry, member: Member, state: State | None
) -> Refusal | None:
    if step.creates:
        if state is not None:
            return Refusal("exists")
        return None if entry.root == entry.subject_id else Refusal("wrong_root")
    if state is None or _is_hidden(state, member):
        return Refusal("unknown_subject")
    if entry.root != state["root"]:
        return Refusal("wrong_root")
    if step.fresh and entry.parent != state["fresh"]:
        return Refusal("stale")
    return None


def _is_hidden(state: State, member: Member) -> bool:
    """What a person may not see is answered like what is not there."""
    area = state.get("area")
    return isinstance(area, str) and not member.sees(area)


def _stage_refusal(step: Step, entry: Entry, member: Member, state: State | None) -> Refusal | None:
    facts = entry.values if state is None else state
    if step.kinds and facts.get("case_kind") not in step.kinds:
        return Refusal("wrong_kind")
    if state is not None and state["stage"] not in step.sources:
        return Refusal("wrong_stage")
    area = facts.get("area")
    if isinstance(area, str) and not member.holds_in(entry.post, area):
        return Refusal("outside_area")
    return None


def _values_refusal(
    workflow: Workflow, step: Step, entry: Entry, references: References
) -> Refusal | None:
    for name in sorted(entry.values):
        if name not in step.fields:
            return Refusal("unknown_field", name)
    for name in step.required:
        if entry.values.get(name) is None:
            return Refusal("missing_field", name)
    for name in step.fields:
        value = entry.values.get(name)
        if value is None:
            continue
        fault = value_fault(workflow, workflow.field(step.subject, name), value, references)
        if fault:
            return Refusal(fault, name)
    return None


def _guard_refusal(
    workflow: Workflow,
    step: Step,
    entry: Entry,
    state: State | None,
    family: Collection[State],
    references: References,
    at: int,
) -> Refusal | None:
    now = Situation(
        workflow=workflow,
        subject_id=entry.subject_id,
        before=state or {},
        author=entry.author,
        post=entry.post,
        at=at,
        values=entry.values,
        family=family,
        references=references,
    )
    for guard in step.guards:
        code = GUARDS[guard.name](now, guard.argument)
        if code:
            return Refusal(code)
    return None
