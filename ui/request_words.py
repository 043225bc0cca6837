"""A request in words: what was asked, what was granted, by whom, and who may decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from seatapp.domain.entries import Values
from seatapp.domain.requests import CHAIN
from seatapp.domain.workflow import Workflow
from seatapp.local.deadlines import RequestView, UnitRecord
from seatapp.local.views import OfferedStep
from seatapp.text import _, listed
from ui.deadline_words import left_words
from ui.durations import hours, moment
from ui.wording import Names, called, choice_words, now_seconds, post_words

MINUTE = 60

GRANTED: Mapping[str, tuple[str, str]] = {
    "grant_extension": ("granted_minutes", "asked_minutes"),
    "grant_deferral": ("granted_until", "asked_until"),
}
"""What a decision may grant, and where it stands what was asked."""


def suggested(step: OfferedStep, state: Mapping[str, Any]) -> Values | None:
    """What stands in the dialog of a decision at the start: what was asked for."""
    into, asked = GRANTED.get(step.step, ("", ""))
    found = state.get(asked)
    return {into: found} if isinstance(found, int) else None


def request_title(workflow: Workflow, state: Mapping[str, Any], names: Names) -> str:
    """What a request asks for, with its kind: 延期 8 小时."""
    kind = choice_words(workflow, "request_kind", str(state["request_kind"]))
    return _("{kind} {asked}").format(kind=kind, asked=asked_words(state, names)).strip()


def request_facts(
    workflow: Workflow, request: RequestView, names: Names, *, outlook: bool = True
) -> list[tuple[str, str]]:
    """What a decision needs to know of a request, line by line.

    `outlook` adds what granting all that was asked would come to, and who may do it.
    """
    state, now = request.state, now_seconds()
    asked_at = moment(int(state["requested_at"]), now)
    outcome = outcome_words(workflow, state, names)
    facts = [
        *([(_("结果"), outcome)] if outcome else []),
        (_("处置单位"), called(names, "unit", state.get("unit"))),
        (
            _("申请"),
            _("{name} 登记，{moment}").format(
                name=called(names, "person", state.get("requested_by")), moment=asked_at
            ),
        ),
        (_("此刻"), left_words(request.due_now)),
    ]
    if outlook and request.due_after is not None:
        facts.append((_("照批之后"), left_words(request.due_after)))
    if state.get("endorsed_by") and not outcome:
        name = called(names, "person", state["endorsed_by"])
        facts.append((_("值班长意见"), f"{state.get('opinion') or ''}（{name}）"))
    if outlook:
        who = tier_words(workflow, request.tier, request.substitutes, names)
        facts.append((_("由谁批准"), who))
    if isinstance(state.get("due_at"), int):
        words = _("{moment} 前不决定即失效").format(moment=moment(state["due_at"], now))
        facts.append((_("失效"), words))
    if request.record is not None:
        facts.append((_("该单位本月"), record_words(request.record)))
    return facts


def asked_words(state: Mapping[str, Any], names: Names) -> str:
    """What a request asks for."""
    minutes, until, unit = (state.get(f"asked_{what}") for what in ("minutes", "until", "unit"))
    if isinstance(minutes, int):
        return hours(minutes * MINUTE)
    if isinstance(until, int):
        return _("至 {day}").format(day=moment(until, now_seconds()))
    return _("改派 {unit}").format(unit=names.get(("unit", unit), unit)) if unit else ""


def granted_words(state: Mapping[str, Any]) -> str:
    """What was granted; nothing while nothing was."""
    minutes, until = state.get("granted_minutes"), state.get("granted_until")
    if isinstance(minutes, int):
        return hours(minutes * MINUTE)
    if isinstance(until, int):
        return _("至 {day}").format(day=moment(until, now_seconds()))
    return ""


def outcome_words(workflow: Workflow, state: Mapping[str, Any], names: Names) -> str:
    """What became of a request, by whom, when and in which words; nothing while it waits."""
    stage = workflow.stage("request", str(state["stage"]))
    if not stage.terminal:
        return ""
    settled, said = state.get("settled_at"), state.get("opinion") or state.get("note")
    granted = granted_words(state)
    parts = (
        _(stage.label),
        _("批给 {amount}").format(amount=granted) if granted else "",
        called(names, "person", state.get("settled_by")),
        moment(settled, now_seconds()) if isinstance(settled, int) else "",
        _("意见：{words}").format(words=said) if said else "",
    )
    return "   ".join(part for part in parts if part)


def tier_words(
    workflow: Workflow, tier: str, substitutes: Sequence[tuple[str, int]], names: Names
) -> str:
    """Who may grant, and who is named to stand in for them."""
    post = post_words(workflow, tier)
    if tier == CHAIN[0]:
        return post
    words = _("值班长签意见，{post}批准").format(post=post)
    stand_ins = listed(
        _("{name}代（至 {moment}）").format(
            name=called(names, "person", person), moment=moment(until, now_seconds())
        )
        for person, until in substitutes
    )
    return f"{words}；{stand_ins}" if stand_ins else words


def record_words(record: UnitRecord) -> str:
    """A unit's month in one line."""
    return _("申请 {asked} 次，批准 {granted}，未批 {refused}；超时 {late} 件（本机范围）").format(
        asked=record.asked, granted=record.granted, refused=record.refused, late=record.late
    )
