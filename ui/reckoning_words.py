"""How a deadline was reckoned, in words, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from seatapp.domain.clock import WORK
from seatapp.domain.explain import Explanation
from seatapp.domain.workflow import Workflow
from seatapp.domain.worktime import Segment
from seatapp.text import _, listed
from ui.durations import clock_time, hours, local, moment, span, weekday
from ui.wording import Names, called, clock_words, now_seconds

MINUTE = 60
SHOWN_DAYS = 6
"""So many days of a long reckoning are told one by one; the others are summed up."""

Line = tuple[str, str]
"""What a line is about, and its words."""


def explained(workflow: Workflow, told: Explanation, names: Names) -> list[Line]:
    """The reckoning line by line: begin, limit, grants, pauses, what counted, calendar, result."""
    now = now_seconds()
    return [
        (_("起算"), _begin_words(workflow, told, now)),
        (_("时限"), _limit_words(told)),
        *_grant_lines(told, names, now),
        *_mended_lines(told, names, now),
        *_pause_lines(told, now),
        *_recount_lines(told, now),
        *_counted_lines(told),
        *([(_("日历"), told.calendar_version)] if told.calendar_version else []),
        (_("结果"), _result_words(told, now)),
        *_doubt_lines(workflow, told),
    ]


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


def _begin_words(workflow: Workflow, told: Explanation, now: int) -> str:
    return _("{clock}时限自 {moment}:{seconds} 起").format(
        clock=clock_words(workflow, told.clock),
        moment=moment(told.started_at, now),
        seconds=clock_time(told.started_at)[-2:],
    )


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


def _grant_lines(told: Explanation, names: Names, now: int) -> list[Line]:
    words = _("{moment} {name} 批准延长 {span}")
    return [
        (
            _("批准"),
            words.format(
                moment=moment(grant.at, now),
                name=called(names, "person", grant.author),
                span=hours(grant.minutes * MINUTE),
            ),
        )
        for grant in told.grants
    ]


def _mended_lines(told: Explanation, names: Names, now: int) -> list[Line]:
    words = _("{moment} {name} 更正：{reason}；时限按更正后的标准，已用时间和批准的延长照计")
    return [
        (
            _("更正"),
            words.format(
                moment=moment(mended.at, now),
                name=called(names, "person", mended.author),
                reason=mended.reason,
            ),
        )
        for mended in told.mended
    ]


def _pause_lines(told: Explanation, now: int) -> list[Line]:
    words = _("{since} 至 {until}，不计时")
    return [
        (
            _("暂停"),
            words.format(
                since=moment(pause.since, now),
                until=moment(pause.until, now) if pause.until is not None else _("现在"),
            ),
        )
        for pause in told.pauses
    ]


def _recount_lines(told: Explanation, now: int) -> list[Line]:
    by_calendar = _("{moment} 按日历 {version} 重算：{reason}")
    by_standard = _("{moment} 按标准 {standard}、日历 {version} 重算：{reason}")
    return [
        (
            _("重算"),
            (by_standard if recount.standard else by_calendar).format(
                moment=moment(recount.at, now),
                standard=recount.standard,
                version=recount.calendar_version,
                reason=recount.reason,
            ),
        )
        for recount in told.recounts
    ]


def _counted_lines(told: Explanation) -> list[Line]:
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


def _doubt_lines(workflow: Workflow, told: Explanation) -> list[Line]:
    """What stays true beside the result: it was late once, or the record says otherwise."""
    lines = []
    if told.overdue:
        clocks = listed(clock_words(workflow, clock) for clock in told.overdue)
        lines.append((_("曾超时"), _("{clocks}；批准延期后，超时记录仍保留").format(clocks=clocks)))
    if not told.agrees:
        words = _("按流转记录重算与现有到期时间不一致，以现有时间为准，请报管理员。")
        lines.append((_("核对"), words))
    return lines
