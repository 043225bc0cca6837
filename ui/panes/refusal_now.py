"""How things stand now for a step that the centre did not accept: what changed, who changed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seatapp.local.views import CaseDetail, OfferedStep, RefusalItem, StoryItem
from seatapp.text import _
from ui.durations import moment
from ui.duty import Duty
from ui.wording import now_seconds

OVERTAKEN = ("stale", "wrong_stage")
"""The codes of what came after another step; their advice is to look, and perhaps take it again."""


@dataclass(frozen=True)
class Today:
    """The root as it stands now, a case mostly, and the refused step if it can still be taken."""

    item: RefusalItem
    detail: CaseDetail | None
    state: Mapping[str, Any] | None
    offered: OfferedStep | None


@dataclass(frozen=True)
class Now:
    """The kind of the root (nothing: it is not here), how it stands, and whether the step is open.

    `words` say stage and last step; there are none for what the refused step was to begin.
    `advice` takes the place of that of the refusal, where it would lead nowhere.
    """

    root: str
    words: str
    again: bool
    advice: str = ""


def read_today(duty: Duty, item: RefusalItem) -> Today:
    """How things stand now for a refused step. Waits for a disk."""
    kinds = duty.workflow.roots_of(item.subject)
    roots = (duty.reader.root(kind, item.case_id, duty.person.id) for kind in kinds)
    detail = next(filter(None, roots), None)
    if detail is None:
        return Today(item, None, None, None)
    subjects = [detail.state, *detail.children]
    state = next((one for one in subjects if one["id"] == item.subject_id), None)
    if state is None:
        return Today(item, detail, None, None)
    children = detail.children if state is detail.state else ()
    offered = duty.desk.offered(item.subject, state, children)
    again = next((step for step in offered if step.step == item.step), None)
    return Today(item, detail, state, again)


def read_now(duty: Duty, item: RefusalItem) -> Now:
    """The same in words. Waits for a disk."""
    step = duty.workflow.step(item.subject, item.step)
    today = read_today(duty, item)
    root = "" if today.detail is None else str(today.detail.state["subject"])
    if step is not None and step.creates:
        return Now(root, "", not step.posts.isdisjoint(duty.posts))
    if today.state is None:
        return Now(root, _("本机现在看不到它：可能已转到别的区域。"), again=False)
    stage = _(duty.workflow.stage(item.subject, str(today.state["stage"])).label)
    words = _("现在是“{stage}”。").format(stage=stage)
    last = _last(duty, item, today.state.get("fresh"))
    if last is not None:
        words = _("现在是“{stage}”：{name} {at} 办了“{label}”。").format(
            stage=stage,
            name=last.author_name,
            at=moment(last.claimed_at, now_seconds()),
            label=last.label,
        )
    if today.offered is not None:
        return Now(root, words, again=True)
    words += _("这一步现在您不能再办。")
    return Now(root, words, again=False, advice=_overtaken(item))


def _overtaken(item: RefusalItem) -> str:
    """What to do instead of taking again what others have overtaken."""
    if item.code not in OVERTAKEN:
        return ""
    return _("要办的已经由别人办好的，查看后放弃本条；还没有办好的，交值班长处理。")


def _last(duty: Duty, item: RefusalItem, entry_id: object) -> StoryItem | None:
    """The step that left it as it stands, where the history of it is here already."""
    return next((one for one in duty.reader.story(item.case_id) if one.entry_id == entry_id), None)
