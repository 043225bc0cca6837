"""A root that is no case as its panel shows it: what one look at the replica gives, in words.

It is made from the tables alone, so every kind of subject that stands by itself shows here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seatapp.domain.workflow import Workflow
from seatapp.local.naming import number_of
from seatapp.local.views import CaseDetail, OfferedStep, StoryItem
from seatapp.text import _
from ui.duty import Duty, names_in
from ui.panes.case_place import coordinate_words
from ui.widgets.fact_grid import Fact
from ui.wording import Names, value_words

TITLES = (
    *("title", "component_name", "description", "note", "site"),
    "caller_phone_masked",
)
"""Fields that say what a root is about, the most telling first."""

HIDDEN = frozenset({"number", "caller_key", "known_as", "case_ref", "call_ref"})
POSITION = frozenset({"lat_e7", "lon_e7", "datum"})


@dataclass(frozen=True)
class ShownRoot:
    """All that one look at the replica gave for the panel."""

    subject: str
    subject_id: str
    detail: CaseDetail
    story: Sequence[StoryItem]
    offered: Sequence[OfferedStep]
    names: Names
    case_number: str = ""


def read_root(duty: Duty, subject: str, subject_id: str, root: str) -> ShownRoot | None:
    """Read everything that the panel shows; the steps of the chosen child come first."""
    detail = duty.reader.root(subject, root, duty.person.id)
    if detail is None:
        return None
    offered: list[OfferedStep] = []
    for child in detail.children:
        if child["id"] == subject_id:
            offered += duty.desk.offered(str(child["subject"]), child, ())
    offered += duty.desk.offered(subject, detail.state, detail.children)
    story = duty.reader.story(root)
    names = dict(detail.names)
    for item in story:
        names |= names_in(duty, item.subject, item.values)
    case = duty.reader.case(str(detail.state.get("case_ref") or ""), duty.person.id)
    number = number_of(case.state) if case is not None else ""
    return ShownRoot(subject, subject_id, detail, story, offered, names, number)


def title_of_root(workflow: Workflow, state: Mapping[str, Any], names: Names) -> str:
    """What the root is about in a few words, else what kind of thing it is."""
    for name in TITLES:
        field = workflow.fields.get((str(state["subject"]), name))
        words = value_words(workflow, field, state.get(name), names) if field else ""
        if words:
            return words.splitlines()[0]
    return _(workflow.subjects[str(state["subject"])].label)


def facts_of_root(workflow: Workflow, detail: CaseDetail, names: Names) -> list[Fact]:
    """Every field that says something, in the order of the table; full values where they may."""
    full = detail.contact or {}
    found = []
    for field in workflow.fields_of(str(detail.state["subject"])):
        if field.name in HIDDEN | POSITION or field.personal or field.type == "photos":
            continue
        plain = field.name.removesuffix("_masked")
        value = full.get(plain) if field.origin == "mask" else None
        words = value or value_words(workflow, field, detail.state.get(field.name), names)
        if words:
            found.append(Fact(_(field.label), words))
    if coordinates := coordinate_words(detail.state):
        found.append(Fact(_("位置"), coordinates))
    return found


def photos_of_root(workflow: Workflow, detail: CaseDetail) -> list[str]:
    """The photos of all its fields, each once, in the order of the table."""
    fields = workflow.fields_of(str(detail.state["subject"]))
    lists = (detail.state.get(field.name) or () for field in fields if field.type == "photos")
    return list(dict.fromkeys(str(one) for photos in lists for one in photos))


def next_due(shown: ShownRoot) -> int | None:
    """What is due next: on what was chosen in the list, else the soonest of all."""
    states = [shown.detail.state, *shown.detail.children]
    own = [state for state in states if state["id"] == shown.subject_id]
    for asked in (own, states):
        moments = [due for state in asked if isinstance(due := state.get("due_at"), int)]
        if moments:
            return min(moments)
    return None


def state_of(detail: CaseDetail, step: OfferedStep) -> Mapping[str, Any]:
    """The state that a step is taken on: that of a child, else that of the root."""
    for child in detail.children:
        if child["id"] == step.subject_id:
            return child
    return detail.state
