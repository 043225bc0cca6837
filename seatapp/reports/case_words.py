"""What documents say of a case: plain words, nothing personal but under its mask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from seatapp.domain.workflow import Workflow
from seatapp.local.views import CaseDetail, StoryItem
from seatapp.reports.chinese_time import line_moment, long_moment, long_span, short_moment

LONGEST_WORDS = 120
"""Of what was written in a step, in the history of a special report."""

CITED = "rule_cited"


def case_words(workflow: Workflow, detail: CaseDetail, at: int) -> dict[str, Any]:
    """The fields of a case in a template, as it stands at the moment `at`."""
    state, names = detail.state, detail.names

    def called(kind: str, field: str) -> str:
        return names.get((kind, str(state.get(field) or "")), "")

    due_at = _handling_due(state)
    address = one_line(state.get("address"))
    return {
        "number": str(state.get("case_number") or state.get("acceptance_number") or ""),
        "title": title_words(workflow, detail),
        "place": address or called("area", "area"),
        "area": called("area", "area"),
        "address": address or called("area", "area") or "未填",
        "description": one_line(state.get("description")),
        "source": choice_label(workflow, "source", state.get("source")),
        "urgency": choice_label(workflow, "urgency", state.get("urgency")),
        "unit": called("unit", "unit"),
        "rule": one_line(state.get("rule_cited")),
        "reported_at": long_moment(state.get("reported_at")),
        "dispatched_at": long_moment(state.get("dispatched_at")),
        "due_at": long_moment(due_at) or "见派遣通知",
        "dispatched": short_moment(state.get("dispatched_at")),
        "due": short_moment(due_at),
        "standing": standing_words(workflow, state, at),
        "left": left_words(due_at, at),
        "urges": state.get("urges") or 0,
        "reworks": state.get("reworks") or 0,
    }


def title_words(workflow: Workflow, detail: CaseDetail) -> str:
    """What the case is about: its class, its matter, the category of its source, or its kind."""
    state = detail.state
    matter = detail.names.get(("matter", str(state.get("matter_code") or "")), "")
    kind = choice_label(workflow, "case_kind", state.get("case_kind"))
    named = str((detail.classed or {}).get("minor_name") or "") or matter
    return named or one_line(state.get("category_text")) or kind


def standing_words(workflow: Workflow, state: Mapping[str, Any], at: int) -> str:
    """Where the case stands at the moment `at`, as a clause of a letter."""
    due_at = _handling_due(state)
    if due_at is not None and due_at < at:
        return f"尚未处置完毕，已超过处置时限{long_span(at - due_at)}"
    if due_at is not None:
        return f"尚未处置完毕，距处置时限还有{long_span(due_at - at)}"
    stage = workflow.stage("case", str(state["stage"])).label
    return f"案件处于“{stage}”环节"


def left_words(due_at: int | None, at: int) -> str:
    """The same for a narrow column."""
    if due_at is None:
        return "—"
    return f"已超{long_span(at - due_at)}" if due_at < at else f"余{long_span(due_at - at)}"


def story_words(workflow: Workflow, story: Sequence[StoryItem]) -> list[dict[str, str]]:
    """What people did with the case, the oldest first; what was refused is left out."""
    return [
        {
            "at": line_moment(item.claimed_at),
            "step": workflow.steps[item.subject, item.step].label,
            "who": _who(workflow, item),
            "words": _written(workflow, item),
        }
        for item in story
        if item.standing in ("accepted", "pending")
        and not item.by_system
        and (item.subject, item.step) in workflow.steps
        and item.step != "reveal"
    ]


def choice_label(workflow: Workflow, name: str, code: Any) -> str:
    """The label of a choice; a code that this program does not know stands as it is."""
    choice = workflow.choices.get((name, str(code or "")))
    return choice.label if choice else str(code or "")


def one_line(words: Any) -> str:
    """Words for the middle of a sentence: what was typed on several lines, on one."""
    parts = [part.strip() for part in str(words or "").splitlines() if part.strip()]
    ends = [part if part[-1] in "。；！？" else f"{part}；" for part in parts[:-1]]
    return "".join([*ends, *parts[-1:]])


def _handling_due(state: Mapping[str, Any]) -> int | None:
    """When the unit has to be done, while it is at work."""
    due_at = state.get("due_at")
    return due_at if state.get("clock") == "handle" and isinstance(due_at, int) else None


def _who(workflow: Workflow, item: StoryItem) -> str:
    post = workflow.posts.get(item.post)
    return f"{post.label if post else ''} {item.author_name}".strip()


def _written(workflow: Workflow, item: StoryItem) -> str:
    """The sentences typed in a step and the rule it cites, shortened with a sign."""
    texts = [
        one_line(value)
        for name, value in item.values.items()
        if (field := workflow.fields.get((item.subject, name))) is not None
        and (field.type == "text" or name == CITED)
        and not field.personal
        and isinstance(value, str)
    ]
    whole = "；".join(text for text in texts if text)
    return whole if len(whole) <= LONGEST_WORDS else whole[: LONGEST_WORDS - 1] + "…"
