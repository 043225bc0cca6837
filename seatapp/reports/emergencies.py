"""The written reports on an emergency: 初报, 续报, 终报, with the elements that the rules ask for.

A report is a view of the step that gave it, so it can be made again at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from seatapp.domain.workflow import Workflow
from seatapp.errors import InputFileError
from seatapp.local.views import CaseDetail, StoryItem
from seatapp.reports.case_words import choice_label
from seatapp.reports.chinese_time import long_day, long_moment
from seatapp.reports.office import Office
from seatapp.reports.paper import Paper
from seatapp.text import _

TEMPLATE = "emergency_report"
REPORTS = {"first_report": "初报", "follow_up": "续报", "final_report": "终报"}
OPEN_ENDED = (
    *("cause", "course", "losses", "scope", "trend"),
    *("measures", "next_steps", "note"),
)
AT_THE_END = tuple(name for name in OPEN_ENDED if name not in ("trend", "next_steps"))
ELEMENTS = {"first_report": OPEN_ENDED, "follow_up": OPEN_ENDED, "final_report": AT_THE_END}
"""What a written report tells, in the order of the office: what is over has no trend any more."""


class RootReader(Protocol):
    """What these reports read of the replica."""

    def root(self, subject: str, root: str, person: str) -> CaseDetail | None:
        """A root with its children."""

    def story(self, case_id: str) -> Sequence[StoryItem]:
        """The history of a root."""


def emergency_report(
    workflow: Workflow, reader: RootReader, person: str, office: Office, emergency: str
) -> Paper:
    """The last written report on an emergency.

    Raises `InputFileError` when it is not here, or nothing was reported in writing yet.
    """
    detail = reader.root("emergency", emergency, person)
    given = [item for item in reader.story(emergency) if item.step in REPORTS]
    if detail is None or not given:
        raise InputFileError(_("这一件还没有书面报告。请先办理“报送初报”。"), "no_report")
    follow_ups = [item for item in given if item.step == "follow_up"]
    return _paper(workflow, office, detail.state, given[-1], len(follow_ups))


def _paper(
    workflow: Workflow,
    office: Office,
    state: Mapping[str, Any],
    item: StoryItem,
    follow_ups: int,
) -> Paper:
    kind = REPORTS[item.step]
    label = f"{kind}（第{follow_ups}期）" if item.step == "follow_up" else kind
    title = f"关于{state['title']}的{kind}"
    facts = {
        "centre": office.centre,
        "phone": office.phone,
        "addressee": office.report_to,
        "number": state.get("number", ""),
        "kind": label,
        "title": title,
        "level": choice_label(workflow, "emergency_level", str(state["level"])),
        "occurred_at": long_moment(state.get("occurred_at")),
        "address": state.get("address", ""),
        "source": state.get("source", ""),
        "commander": state.get("commander", ""),
        "contact": state.get("contact", ""),
        "told": state.get("told") or "—",
        "parts": _parts(workflow, item.step, {**state, **_own_words(item)}),
        "author": item.author_name,
        "at": long_moment(item.claimed_at),
        "date": long_day(item.claimed_at),
    }
    return Paper("emergency", f"{label} {title}", TEMPLATE, facts)


def _own_words(item: StoryItem) -> dict[str, Any]:
    """What this report said; a note of another step is none of it."""
    return {"note": None, **item.values}


def _parts(workflow: Workflow, step: str, told: Mapping[str, Any]) -> list[dict[str, str]]:
    """Every element that says something, with the words of its field."""
    return [
        {"name": workflow.field("emergency", name).label, "words": str(told[name])}
        for name in ELEMENTS[step]
        if told.get(name)
    ]
