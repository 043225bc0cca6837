"""The deadline of a case: what was asked and who decides it, and why it is due when it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from seatapp.domain.clock import WORK
from seatapp.domain.entries import Values
from seatapp.domain.explain import Explanation
from seatapp.domain.workflow import Workflow
from seatapp.domain.worktime import Segment
from seatapp.local.deadlines import DeadlineView, RequestView, UnitRecord
from seatapp.local.views import OfferedStep
from seatapp.text import _, listed
from ui.durations import clock_time, local, moment, span, time_left, weekday
from ui.layouts import empty
from ui.panes.case_overview import value_label
from ui.pictures import Pictures, PictureTile
from ui.widgets.section import Panel, labelled
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
        return span(minutes * MINUTE)
    if isinstance(until, int):
        return _("至 {day}").format(day=moment(until, now_seconds()))
    return _("改派 {unit}").format(unit=names.get(("unit", unit), unit)) if unit else ""


def granted_words(state: Mapping[str, Any]) -> str:
    """What was granted; nothing while nothing was."""
    minutes, until = state.get("granted_minutes"), state.get("granted_until")
    if isinstance(minutes, int):
        return span(minutes * MINUTE)
    if isinstance(until, int):
        return _("至 {day}").format(day=moment(until, now_seconds()))
    return ""


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


class CaseDeadline(QWidget):
    """The page of the panel that leaders decide on and units are answered from.

    Signals: `photo_opened(list, int)` a scan is wanted large, from that place on.
    """

    photo_opened = Signal(list, int)

    def __init__(
        self, workflow: Workflow, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workflow = workflow
        self._pictures = pictures
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)

    def show_deadline(self, view: DeadlineView | None, names: Names) -> None:
        """Show this instead of the former case."""
        empty(self._layout)
        if view is not None:
            waiting = view.waiting
            for request in waiting:
                self._layout.addWidget(self._card(request, names))
            settled = [one for one in view.requests if one not in waiting]
            if settled:
                self._layout.addWidget(labelled(_("以前的申请"), "heading"))
                self._layout.addWidget(self._earlier(settled, names))
            for request in waiting:
                self._add_scans(list(request.state.get("scans") or ()))
            self._add_explanation(view.explanation, names)
        self._layout.addStretch(1)

    def _card(self, request: RequestView, names: Names) -> Panel:
        state = request.state
        card = Panel()
        layout = QVBoxLayout(card)
        layout.setContentsMargins(14, 12, 14, 14)
        layout.setSpacing(10)
        kind = choice_words(self._workflow, "request_kind", str(state["request_kind"]))
        head = QHBoxLayout()
        title = _("{kind} {asked}").format(kind=kind, asked=asked_words(state, names)).strip()
        head.addWidget(labelled(title, "title"))
        head.addWidget(labelled(_("第 {n} 次").format(n=request.number), "strong"))
        head.addStretch(1)
        stage = self._workflow.stage("request", str(state["stage"]))
        head.addWidget(labelled(_(stage.label), "secondary"))
        layout.addLayout(head)
        reason = value_label(str(state.get("reason") or ""), _("理由"))
        reason.setWordWrap(True)
        layout.addWidget(reason)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for row, (label, words) in enumerate(self._facts(request, names)):
            grid.addWidget(labelled(label, "secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
            value = value_label(words, label)
            value.setWordWrap(True)
            grid.addWidget(value, row, 1)
        grid.setColumnStretch(1, 1)
        layout.addLayout(grid)
        return card

    def _facts(self, request: RequestView, names: Names) -> list[tuple[str, str]]:
        state, now = request.state, now_seconds()
        asked_at = moment(int(state["requested_at"]), now)
        facts = [
            (_("处置单位"), _named(names, "unit", state.get("unit"))),
            (
                _("申请"),
                _("{name} 登记，{moment}").format(
                    name=_named(names, "person", state.get("requested_by")), moment=asked_at
                ),
            ),
            (_("此刻"), left_words(request.due_now)),
        ]
        if request.due_after is not None:
            facts.append((_("照批之后"), left_words(request.due_after)))
        if state.get("endorsed_by"):
            name = _named(names, "person", state["endorsed_by"])
            facts.append((_("值班长意见"), f"{state.get('opinion') or ''}（{name}）"))
        facts.append((_("由谁批准"), self._tier_words(request, names)))
        if isinstance(state.get("due_at"), int):
            words = _("{moment} 前不决定即失效").format(moment=moment(state["due_at"], now))
            facts.append((_("失效"), words))
        if request.record is not None:
            facts.append((_("该单位本月"), record_words(request.record)))
        return facts

    def _tier_words(self, request: RequestView, names: Names) -> str:
        post = post_words(self._workflow, request.tier)
        if request.tier == "shift_leader":
            return post
        words = _("值班长签意见，{post}批准").format(post=post)
        stand_ins = listed(
            _("{name}代（至 {moment}）").format(
                name=_named(names, "person", person), moment=moment(until, now_seconds())
            )
            for person, until in request.substitutes
        )
        return f"{words}；{stand_ins}" if stand_ins else words

    def _add_scans(self, hashes: list[str]) -> None:
        self._layout.addWidget(labelled(_("盖章申请扫描件"), "heading"))
        if not hashes:
            self._layout.addWidget(labelled(_("没有附盖章的书面申请。"), "secondary"))
        for place, sha256 in enumerate(hashes, 1):
            tile = PictureTile(self._pictures, sha256, _("扫描件 {n}").format(n=place))
            tile.opened.connect(
                lambda one, all_=hashes: self.photo_opened.emit(all_, all_.index(one))
            )
            self._layout.addWidget(tile)

    def _open_scan(self, hashes: list[str], sha256: str) -> None:
        self.photo_opened.emit(hashes, hashes.index(sha256))

    def _earlier(self, requests: Sequence[RequestView], names: Names) -> Panel:
        card = Panel()
        grid = QGridLayout(card)
        grid.setContentsMargins(14, 10, 14, 10)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        heads = (_("类型"), _("申请"), _("批准"), _("结果"), _("谁、何时"), _("意见"))
        for column, words in enumerate(heads):
            grid.addWidget(labelled(words, "secondary"), 0, column)
        for row, request in enumerate(requests, 1):
            for column, words in enumerate(self._line(request, names)):
                label = value_label(words, heads[column])
                label.setWordWrap(column == len(heads) - 1)
                grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(len(heads) - 1, 1)
        return card

    def _line(self, request: RequestView, names: Names) -> tuple[str, ...]:
        state, now = request.state, now_seconds()
        stage = self._workflow.stage("request", str(state["stage"]))
        who = _named(names, "person", state.get("settled_by"))
        settled = state.get("settled_at")
        when = moment(settled, now) if isinstance(settled, int) else ""
        return (
            choice_words(self._workflow, "request_kind", str(state["request_kind"])),
            asked_words(state, names) or "—",
            granted_words(state) or "—",
            _(stage.label),
            f"{who} {when}".strip(),
            str(state.get("opinion") or state.get("note") or ""),
        )

    def _add_explanation(self, told: Explanation | None, names: Names) -> None:
        self._layout.addWidget(labelled(_("时限说明"), "heading"))
        if told is None:
            self._layout.addWidget(labelled(_("现在没有在走的时限。"), "secondary"))
            return
        card = Panel()
        layout = QGridLayout(card)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setHorizontalSpacing(16)
        layout.setVerticalSpacing(6)
        for row, (label, words) in enumerate(explained(told, names)):
            layout.addWidget(labelled(label, "secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
            value = QLabel(words)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setAccessibleName(label)
            layout.addWidget(value, row, 1)
        layout.setColumnStretch(1, 1)
        self._layout.addWidget(card)


def record_words(record: UnitRecord) -> str:
    """A unit's month in one line."""
    return _("申请 {asked} 次，批准 {granted}，未批 {refused}；超时 {late} 件（本机范围）").format(
        asked=record.asked, granted=record.granted, refused=record.refused, late=record.late
    )


def explained(told: Explanation, names: Names) -> list[tuple[str, str]]:
    """The reckoning line by line: begin, limit, grants, pauses, what counted, calendar, result."""
    now = now_seconds()
    lines = [
        (
            _("起算"),
            _("{clock}时限自 {moment}:{seconds} 起").format(
                clock=clock_words(told.clock),
                moment=moment(told.started_at, now),
                seconds=clock_time(told.started_at)[-2:],
            ),
        ),
        (_("时限"), _limit_words(told)),
    ]
    for grant in told.grants:
        who = _named(names, "person", grant.author)
        words = _("{moment} {name} 批准延长 {span}").format(
            moment=moment(grant.at, now), name=who, span=span(grant.minutes * MINUTE)
        )
        lines.append((_("批准"), words))
    for pause in told.pauses:
        until = moment(pause.until, now) if pause.until is not None else _("现在")
        lines.append(
            (
                _("暂停"),
                _("{since} 至 {until}，不计时").format(since=moment(pause.since, now), until=until),
            )
        )
    for recount in told.recounts:
        words = _("{moment} 按日历 {version} 重算：{reason}").format(
            moment=moment(recount.at, now), version=recount.calendar_version, reason=recount.reason
        )
        lines.append((_("重算"), words))
    lines += _counted_lines(told)
    if told.calendar_version:
        lines.append((_("日历"), told.calendar_version))
    lines.append((_("结果"), _result_words(told, now)))
    if told.overdue:
        clocks = listed(clock_words(clock) for clock in told.overdue)
        lines.append((_("曾超时"), _("{clocks}；批准延期后事实仍保留").format(clocks=clocks)))
    if not told.agrees:
        words = _("按流转记录重算与现有到期时间不一致，以现有时间为准，请报管理员。")
        lines.append((_("核对"), words))
    return lines


def _limit_words(told: Explanation) -> str:
    if told.limit_minutes is None:
        if told.basis == WORK:
            return _("日历没有加载到那一年，算不出时限，没有猜测。请管理员导入日历。")
        return _("没有设置时限")
    words = span(told.limit_minutes * MINUTE)
    basis = _("按工作时间计") if told.basis == WORK else _("连续计时")
    original = told.original_minutes
    parts = [words, basis]
    if original is not None and original != told.limit_minutes and told.grants:
        parts.append(_("原时限 {span}").format(span=span(original * MINUTE)))
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
            last=rest[-1][0], n=len(rest), span=span(minutes * MINUTE)
        )
        lines.append((_("其后"), words))
    return lines


def _result_words(told: Explanation, now: int) -> str:
    if told.due_at is None:
        return _("停表，没有到期时间")
    total = sum(one.minutes for one in told.segments)
    return _("合计 {span}，{moment} 到期").format(
        span=span(total * MINUTE), moment=moment(told.due_at, now)
    )


def _named(names: Names, kind: str, code: object) -> str:
    return names.get((kind, str(code)), str(code)) if code else ""
