"""A deadline, what was asked and what was granted, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from seatapp.domain.clock import WORK
from seatapp.domain.entries import Values
from seatapp.domain.explain import Explanation
from seatapp.domain.running_clock import lacks_year
from seatapp.domain.workflow import Workflow
from seatapp.domain.worktime import Segment
from seatapp.local.deadlines import RequestView, UnitRecord
from seatapp.local.views import OfferedStep
from seatapp.text import _, listed
from ui.durations import clock_time, hours, local, moment, span, time_left, weekday
from ui.wording import Names, choice_words, clock_words, now_seconds, post_words

MINUTE = 60
SHOWN_DAYS = 6
"""So many days of a long reckoning are told one by one; the others are summed up."""

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


def mended_words(before: Mapping[str, Any], after: Mapping[str, Any], now: int) -> str:
    """What a mended class does to limit and deadline."""
    return _("更正后：{after}（现在：{before}）").format(
        after=_link_words(after, now), before=_link_words(before, now)
    )


def _link_words(state: Mapping[str, Any], now: int) -> str:
    """The limit of the running link, and when it is due."""
    limit, due = state.get("clock_limit"), state.get("due_at")
    if lacks_year(state):
        return _("日历未加载到那一年，算不出时限")
    if not isinstance(limit, int):
        return _("无时限")
    work = state.get("clock_basis") == WORK
    words = _("{span}工作时间").format(span=hours(limit * MINUTE)) if work else span(limit * MINUTE)
    if not isinstance(due, int):
        return _("限 {span}").format(span=words)
    return _("限 {span}，{moment} 到期").format(span=words, moment=moment(due, now))


def left_words(due_at: int | None) -> str:
    """A deadline with what is left of it."""
    if due_at is None:
        return _("无时限")
    now = now_seconds()
    left = time_left(due_at, now).text
    return _("{left}，{moment} 到期").format(left=left, moment=moment(due_at, now))


def days_of(segments: Sequence[Segment]) -> list[tuple[str, str, int]]:
    """The spans that counted, a line a day: the day, its spans, and their minutes."""
    days: dict[str, list[Segment]] = {}
    for segment in segments:
        day = local(segment.since)
        days.setdefault(f"{day:%m-%d} {weekday(day)}", []).append(segment)
    return [
        (
            day,
            listed(f"{local(one.since):%H:%M}–{local(one.until):%H:%M}" for one in spans),
            sum(one.minutes for one in spans),
        )
        for day, spans in days.items()
    ]


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
        (_("处置单位"), person_or_unit(names, "unit", state.get("unit"))),
        (
            _("申请"),
            _("{name} 登记，{moment}").format(
                name=person_or_unit(names, "person", state.get("requested_by")), moment=asked_at
            ),
        ),
        (_("此刻"), left_words(request.due_now)),
    ]
    if outlook and request.due_after is not None:
        facts.append((_("照批之后"), left_words(request.due_after)))
    if state.get("endorsed_by") and not outcome:
        name = person_or_unit(names, "person", state["endorsed_by"])
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
        person_or_unit(names, "person", state.get("settled_by")),
        moment(settled, now_seconds()) if isinstance(settled, int) else "",
        _("意见：{words}").format(words=said) if said else "",
    )
    return "   ".join(part for part in parts if part)


def tier_words(
    workflow: Workflow, tier: str, substitutes: Sequence[tuple[str, int]], names: Names
) -> str:
    """Who may grant, and who is named to stand in for them."""
    post = post_words(workflow, tier)
    if tier == "shift_leader":
        return post
    words = _("值班长签意见，{post}批准").format(post=post)
    stand_ins = listed(
        _("{name}代（至 {moment}）").format(
            name=person_or_unit(names, "person", person), moment=moment(until, now_seconds())
        )
        for person, until in substitutes
    )
    return f"{words}；{stand_ins}" if stand_ins else words


def record_words(record: UnitRecord) -> str:
    """A unit's month in one line."""
    return _("申请 {asked} 次，批准 {granted}，未批 {refused}；超时 {late} 件（本机范围）").format(
        asked=record.asked, granted=record.granted, refused=record.refused, late=record.late
    )


def explained(workflow: Workflow, told: Explanation, names: Names) -> list[tuple[str, str]]:
    """The reckoning line by line: begin, limit, grants, pauses, what counted, calendar, result."""
    now = now_seconds()
    lines = [
        (
            _("起算"),
            _("{clock}时限自 {moment}:{seconds} 起").format(
                clock=clock_words(workflow, told.clock),
                moment=moment(told.started_at, now),
                seconds=clock_time(told.started_at)[-2:],
            ),
        ),
        (_("时限"), _limit_words(told)),
    ]
    for grant in told.grants:
        who = person_or_unit(names, "person", grant.author)
        words = _("{moment} {name} 批准延长 {span}").format(
            moment=moment(grant.at, now), name=who, span=hours(grant.minutes * MINUTE)
        )
        lines.append((_("批准"), words))
    for mended in told.mended:
        who = person_or_unit(names, "person", mended.author)
        words = _("{moment} {name} 更正：{reason}；时限按更正后的标准，已用时间和批准的延长照计")
        lines.append(
            (
                _("更正"),
                words.format(moment=moment(mended.at, now), name=who, reason=mended.reason),
            )
        )
    for pause in told.pauses:
        until = moment(pause.until, now) if pause.until is not None else _("现在")
        lines.append(
            (
                _("暂停"),
                _("{since} 至 {until}，不计时").format(since=moment(pause.since, now), until=until),
            )
        )
    for recount in told.recounts:
        words = _("{moment} 按日历 {version} 重算：{reason}")
        if recount.standard:
            words = _("{moment} 按标准 {standard}、日历 {version} 重算：{reason}")
        words = words.format(
            moment=moment(recount.at, now),
            standard=recount.standard,
            version=recount.calendar_version,
            reason=recount.reason,
        )
        lines.append((_("重算"), words))
    lines += _counted_lines(told)
    if told.calendar_version:
        lines.append((_("日历"), told.calendar_version))
    lines.append((_("结果"), _result_words(told, now)))
    if told.overdue:
        clocks = listed(clock_words(workflow, clock) for clock in told.overdue)
        lines.append((_("曾超时"), _("{clocks}；批准延期后，超时记录仍保留").format(clocks=clocks)))
    if not told.agrees:
        words = _("按流转记录重算与现有到期时间不一致，以现有时间为准，请报管理员。")
        lines.append((_("核对"), words))
    return lines


def _limit_words(told: Explanation) -> str:
    if told.limit_minutes is None:
        if told.basis == WORK:
            return _("日历没有加载到那一年，算不出时限。请管理员导入日历。")
        return _("没有设置时限")
    length = hours if told.basis == WORK else span
    words = length(told.limit_minutes * MINUTE)
    basis = _("按工作时间计") if told.basis == WORK else _("连续计时")
    original = told.original_minutes
    parts = [words, basis]
    if original is not None and original != told.limit_minutes and told.grants:
        parts.append(_("原时限 {span}").format(span=length(original * MINUTE)))
    if told.standard:
        parts.append(_("标准版本 {version}").format(version=told.standard))
    return _("，").join(parts)


def _counted_lines(told: Explanation) -> list[tuple[str, str]]:
    days = days_of(told.segments)
    shown = days if len(days) <= SHOWN_DAYS else days[: SHOWN_DAYS - 2]
    lines = [
        (day, _("{spans} 计 {span}").format(spans=spans, span=span(minutes * MINUTE)))
        for day, spans, minutes in shown
    ]
    rest = days[len(shown) :]
    if rest:
        minutes = sum(one[2] for one in rest)
        words = _("至 {last} 共 {n} 天，计 {span}").format(
            last=rest[-1][0], n=len(rest), span=hours(minutes * MINUTE)
        )
        lines.append((_("其后"), words))
    return lines


def _result_words(told: Explanation, now: int) -> str:
    if told.due_at is None:
        return _("暂停计时，没有到期时间")
    total = sum(one.minutes for one in told.segments)
    length = hours if told.basis == WORK else span
    return _("合计 {span}，{moment} 到期").format(
        span=length(total * MINUTE), moment=moment(told.due_at, now)
    )


def person_or_unit(names: Names, kind: str, code: object) -> str:
    """What a code of a list is called; nothing for none."""
    return names.get((kind, str(code)), str(code)) if code else ""
