"""A case as its panel shows it: what one look at the replica gives, and its head in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seatapp.domain.clock import WORK
from seatapp.domain.running_clock import lacks_year
from seatapp.domain.workflow import Workflow
from seatapp.local.deadlines import DeadlineView
from seatapp.local.views import CaseDetail, OfferedStep, StoryItem
from seatapp.text import _
from ui.durations import NEAR_SECONDS, Level, hours, moment, span, time_left
from ui.duty import Duty, names_in
from ui.panes.matter_strip import Matter, Matters
from ui.wording import Names, choice_words, clock_words

CLOSE, CALLBACK = "close", "callback"


@dataclass(frozen=True)
class Shown:
    """All that one look at the replica gave for the panel."""

    subject_id: str
    detail: CaseDetail
    story: Sequence[StoryItem]
    offered: Sequence[OfferedStep]
    names: Names
    deadline: DeadlineView | None
    bars: Sequence[str]
    """Why it cannot be closed now, for whoever would close it."""
    near: int
    """So many seconds before its end the running link counts as soon due."""
    changes: Sequence[Mapping[str, Any]]
    """Changes of components that belong to it."""
    owed: Mapping[str, Any] | None = None
    """The call to its caller that was chosen in the list."""
    owed_near: int = NEAR_SECONDS
    """So many seconds before its end that call counts as soon due."""
    matter: Matter | None = None
    """What the work is about now, when that is not the case itself."""


def read_case(duty: Duty, subject_id: str, case_id: str) -> Shown | None:
    """Read everything that the panel shows; for a child of the case its own steps come first."""
    detail = duty.reader.case(case_id, duty.person.id)
    if detail is None:
        return None
    story = duty.reader.story(case_id)
    deadline = duty.reader.deadline(case_id, duty.person.id)
    changes = duty.reader.component_changes(detail.state, duty.person.id)
    names = _names(duty, detail, story, deadline, changes)
    thresholds = duty.reader.thresholds()
    owed = owed_call(detail.children, subject_id)
    matters = Matters(duty.workflow, detail.state, detail.children, story, names, thresholds)
    return Shown(
        subject_id=subject_id,
        detail=detail,
        story=story,
        offered=_offered(duty, detail, subject_id),
        names=names,
        deadline=deadline,
        bars=duty.desk.bars(CLOSE, detail.state, detail.children),
        near=thresholds.of(str(detail.state.get("clock") or "")),
        changes=changes,
        owed=owed,
        owed_near=thresholds.of(str((owed or {}).get("clock") or "")),
        matter=matters.matter(subject_id),
    )


def _offered(duty: Duty, detail: CaseDetail, subject_id: str) -> list[OfferedStep]:
    """The steps on the child that was chosen, then those on the case."""
    found: list[OfferedStep] = []
    for child in detail.children:
        if child["id"] == subject_id:
            found += duty.desk.offered(str(child["subject"]), child, ())
    return found + list(duty.desk.offered("case", detail.state, detail.children))


def _names(
    duty: Duty,
    detail: CaseDetail,
    story: Sequence[StoryItem],
    deadline: DeadlineView | None,
    changes: Sequence[Mapping[str, Any]],
) -> dict[tuple[str, str], str]:
    """The words for every code that anything on the panel names."""
    names = dict(detail.names)
    for item in story:
        names |= names_in(duty, item.subject, item.values)
        names["person", item.author] = item.author_name
    for request in deadline.requests if deadline is not None else ():
        for person, _until in request.substitutes:
            names["person", person] = duty.reader.words("person", person)
    for change in changes:
        names |= names_in(duty, str(change["subject"]), change)
    return names


def owed_call(children: Sequence[Mapping[str, Any]], subject_id: str) -> Mapping[str, Any] | None:
    """The callback among the children of a case that was chosen in the list."""
    chosen = (one for one in children if one["id"] == subject_id)
    return next((one for one in chosen if one["subject"] == CALLBACK), None)


def title_of(workflow: Workflow, detail: CaseDetail) -> str:
    """What the case is about in a few words: class, matter, foreign category, or its kind."""
    state = detail.state
    named = str((detail.classed or {}).get("minor_name") or "")
    matter = detail.names.get(("matter", str(state.get("matter_code") or "")), "")
    kind = choice_words(workflow, "case_kind", str(state.get("case_kind") or ""))
    return named or matter or str(state.get("category_text") or "") or kind


def numbers_of(state: Mapping[str, Any]) -> str:
    """The case number, the number the caller heard, and a case number that people had been told."""
    names = ("case_number", "acceptance_number")
    numbers = [str(state[name]) for name in names if state.get(name)]
    if state.get("told_number"):
        numbers.append(_("曾告知 {number}").format(number=state["told_number"]))
    return "   ".join(numbers)


def deadline_of(
    workflow: Workflow, state: Mapping[str, Any], now: int, near: int = NEAR_SECONDS
) -> tuple[str, Level]:
    """Words and level of the deadline pill; an ended case tells its stage."""
    stage = workflow.stage("case", str(state["stage"]))
    if stage.terminal:
        return _(stage.label), Level.DONE if stage.tone == "done" else Level.UNSET
    if lacks_year(state):
        return _("算不出时限：日历未加载"), Level.LATE
    due = state.get("due_at")
    paused = due is None and state.get("clock_limit") is not None
    left = time_left(due if isinstance(due, int) else None, now, paused, near)
    clock = clock_words(workflow, str(state.get("clock") or ""))
    words = _("{clock}时限 {left}").format(clock=clock, left=left.text) if clock else left.text
    return (left.text if left.level is Level.UNSET else words), left.level


def due_words(state: Mapping[str, Any], now: int) -> str:
    """How long the running link may take, and when that is over."""
    limit, due = state.get("clock_limit"), state.get("due_at")
    parts = []
    if isinstance(limit, int):
        work = state.get("clock_basis") == WORK
        length = hours(limit * 60) if work else span(limit * 60)
        parts.append(_("限 {span}").format(span=length))
        if work:
            parts.append(_("按工作时间计"))
    if isinstance(due, int):
        parts.append(_("{moment} 到期").format(moment=moment(due, now)))
    return _("，").join(parts)
