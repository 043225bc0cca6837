"""Which fields a step asks a person for, what they start with, and which office phrases fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seatapp.domain.callback_guards import caller_waits, taken_by_oneself
from seatapp.domain.entries import Value, Values
from seatapp.domain.workflow import Field, Step, Workflow

NOT_ASKED = frozenset(
    {
        "acceptance_number", "area", "lat_e7", "lon_e7", "datum", "doubts",
        "source_system", "external_id", "checks", "checks_version", "also", "number",
        "acting_for", "caller_key", "known_as", "call_id",
    }
)  # fmt: skip
"""Given by the seat, derived from another field, or written by an import."""

AREA, PHOTOS = "area", "photos"
IDENTIFIER = "id"
"""The type of a field that names another subject; nobody types one."""

PHRASES: Mapping[tuple[str, str], str] = {
    ("decline", "reason"): "decline",
    ("refuse_filing", "reason"): "decline",
    ("ask_supplement", "missing"): "return",
    ("return_prefiled", "reason"): "return",
    ("return_to_leader", "reason"): "return",
    ("return_to_acceptor", "reason"): "return",
    ("return_response", "reason"): "return",
    ("close", "opinion"): "close",
    ("reinspect_closing", "reason"): "return_closing",
    ("recheck_closing", "reason"): "return_closing",
    ("recall", "reason"): "recall",
    ("prefile", "override_reason"): "override",
    ("reveal", "reason"): "reveal",
    ("request_extension", "reason"): "late",
    ("request_deferral", "reason"): "late",
    ("endorse", "opinion"): "grant",
    ("grant_extension", "opinion"): "grant",
    ("grant_send_back", "opinion"): "grant",
    ("grant_deferral", "opinion"): "grant",
    ("grant_appeal", "opinion"): "grant",
    ("grant_void", "opinion"): "grant",
    ("grant_reopen", "opinion"): "grant",
    ("refuse", "opinion"): "refuse",
}
"""The kind of reason whose phrases fit a field of a step."""

REASONS = frozenset({"reason", "opinion", "missing", "ruling", "override_reason"})
"""Texts that give a reason: what somebody keeps for themselves fits them at any step."""

TOLD_BEFORE: Mapping[str, tuple[str, str]] = {
    "case": ("case", "report"),
    "emergency": ("emergency", "begin_emergency"),
}
"""The step whose fields are facts of a subject: what stands there is not typed once more."""

OF_CALLERS = frozenset({"caller_told", "reply_wanted"})
"""What is asked only where a caller waits."""

OF_PROOF = frozenset({"photos", "proof"})
"""What is asked of an owed call only where its kind wants a proof."""


def asked_fields(
    workflow: Workflow,
    step: Step,
    state: Mapping[str, Any],
    root: Mapping[str, Any],
    again: bool = False,
) -> list[tuple[Field, bool]]:
    """The fields to ask for, required ones first, each with whether it is required.

    `state` is the subject of the step, `root` what it belongs to. When something is begun `again`
    that the centre did not accept, its area is asked for too: it may be what has to be mended.
    """
    hidden = set(NOT_ASKED)
    if again and step.creates:
        hidden.discard(AREA)
    if not caller_waits(workflow, root):
        hidden |= OF_CALLERS - set(step.required)
    if taken_by_oneself(step):
        hidden.add("owner")
    kind = state.get("callback_kind")
    if kind is not None and kind not in workflow.marked("callback_kind", "proof"):
        hidden |= OF_PROOF
    return [
        (workflow.field(step.subject, name), name in step.required)
        for name in step.fields
        if name not in hidden and workflow.field(step.subject, name).type != IDENTIFIER
    ]


def start_values(workflow: Workflow, step: Step, state: Mapping[str, Any]) -> dict[str, Value]:
    """What the fields start with: facts of the case as they stand, never words of other steps.

    A fact is what a report can tell, and the photos, which a step adds to.
    """
    told = TOLD_BEFORE.get(step.subject)
    report = workflow.steps[told].fields if told else ()
    facts = {
        name
        for name in step.fields
        if name in report or workflow.field(step.subject, name).type == PHOTOS
    }
    return {name: state[name] for name in step.fields if name in facts and state.get(name)}


def with_photos_of_now(
    workflow: Workflow, step: Step, typed: Values, state: Mapping[str, Any]
) -> Values:
    """What was typed for a step that is taken again, with the photos that have come meanwhile."""
    joined: dict[str, Value] = {}
    for name in step.fields:
        brought = typed.get(name)
        if workflow.field(step.subject, name).type == PHOTOS and isinstance(brought, list):
            joined[name] = list(dict.fromkeys([*(state.get(name) or ()), *brought]))
    return {**typed, **joined}


def only_added_to(step: Step) -> frozenset[str]:
    """The fields of a step whose photos stay: new ones come beside them."""
    return frozenset(guard.argument for guard in step.guards if guard.name == "photos_kept")


def to_send(
    step: Step, values: Mapping[str, Value], started: Mapping[str, Value]
) -> dict[str, Value]:
    """The values of the step: required ones always, others when changed, None when cleared."""
    changed = {
        name: value
        for name, value in values.items()
        if name in step.required or value != started.get(name)
    }
    return changed | dict.fromkeys(started.keys() - values.keys())


def suggested_unit(state: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The unit that the source, the standard or the matter names, in this order.

    `rows` holds the rows of the case's class and matter, where it has them.
    """
    named = [state.get("suggested_unit"), *(row.get("unit") for row in rows.values())]
    return next((str(unit) for unit in named if unit), None)


def wants_reason(step: str, field: str) -> bool:
    """Whether a field gives a reason, so that one's own phrases are offered at it."""
    return field in REASONS or (step, field) in PHRASES


def phrase_kind(step: str, field: str) -> str | None:
    """The kind of reason whose phrases fit the field, if any does."""
    return PHRASES.get((step, field))
