"""舆情巡查: the sites of the rounds, what is due to be looked at, and what was found.

A look at a site is one press; what is found is registered in the intake form, which names the
site, and both stand on the disk together.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from seatapp.domain.entries import Value
from seatapp.local.watch_rounds import Check, Rounds, Site
from seatapp.text import _
from ui.durations import Level, moment, span, time_left
from ui.frame_duty import FrameDuty
from ui.layouts import empty, in_column
from ui.panes.shift_page import ShiftPage
from ui.widgets.elided import ElidedLabel
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled, plain
from ui.wording import now_seconds
from ui.worker import Background

NAME_PX, LINK_PX, DUE_PX = 210, 90, 150
HOUR = 3600
LOOKS = {"clear": Level.DONE, "found": Level.NEAR}


class SiteCard(QFrame):
    """One site. Signals: `checked(str, str)` a step and what was noted; `register()` a case."""

    checked = Signal(str, str)
    register = Signal()

    def __init__(self, site: Site, now: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.site = site
        self.setObjectName("box")
        self.setAccessibleName(site.name)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 10, 8)
        whole.setSpacing(6)
        whole.addLayout(self._about(now))
        whole.addLayout(self._answer())

    def _about(self, now: int) -> QHBoxLayout:
        site, about = self.site, QHBoxLayout()
        about.setSpacing(12)
        about.addWidget(_site_name(site.name, "strong"))
        link = QWidget()
        if site.url:
            link = pressed(_("打开网页"), "link", self._open)
            link.setToolTip(site.url)
            link.setAccessibleName(_("打开网页 {site}").format(site=site.name))
        about.addWidget(in_column(link, LINK_PX))
        about.addWidget(in_column(_due(site, now), DUE_PX))
        about.addWidget(plain(_last_words(site.last, now), "secondary"), 1)
        return about

    def _answer(self) -> QHBoxLayout:
        """What was seen, and the ways on from there: a line of its own, as words take room."""
        name, answer = self.site.name, QHBoxLayout()
        answer.setSpacing(12)
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("看到了什么（有发现时填）"))
        self.note.setAccessibleName(_("{site}：看到了什么").format(site=name))
        answer.addWidget(self.note, 1)
        for words, act in (
            (_("未发现"), partial(self._tell, "check_clear")),
            (_("有发现"), partial(self._tell, "check_found")),
            (_("登记案件"), self.register.emit),
        ):
            button = pressed(words, "", act)
            button.setAccessibleName(f"{words} {name}")
            answer.addWidget(button)
        return answer

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl(self.site.url))

    def _tell(self, step: str) -> None:
        self.checked.emit(step, self.note.text().strip())


class WatchPane(ShiftPage):
    """The rounds of the monitor.

    Signals: `intake_wanted(object)` what is known of a case to be registered.
    """

    intake_wanted = Signal(object)

    def __init__(self, duty: FrameDuty, background: Background) -> None:
        super().__init__(duty, background, _("舆情巡查"))
        self._frame = duty
        self._rounds: Rounds | None = None
        self._shown_at = 0
        self._handed: dict[str, Check | None] = {}
        self.cards: dict[str, SiteCard] = {}

    def refresh(self) -> None:
        """Look at the replica again."""
        self.background.look(partial(self.duty.reader.watch_rounds, now_seconds()), self._take)

    def _take(self, rounds: Rounds) -> None:
        stale = now_seconds() - self._shown_at >= 60
        self._let_go_of_registered(rounds)
        if rounds != self._rounds or (stale and not self._typed()):
            self._rounds = rounds
            self.redraw()

    def _let_go_of_registered(self, rounds: Rounds) -> None:
        """What was noted for a case goes when the case stands with its look, and not before."""
        for site in rounds.sites:
            if site.code in self._handed and site.last != self._handed[site.code]:
                del self._handed[site.code]
                self.cards[site.code].note.clear()

    def _typed(self) -> dict[str, str]:
        """What was typed and not taken, by site."""
        notes = {code: card.note.text() for code, card in self.cards.items()}
        return {code: words for code, words in notes.items() if words}

    def redraw(self) -> None:
        """Draw what was read last; what is being typed stays."""
        rounds, now, typed = self._rounds, now_seconds(), self._typed()
        if rounds is None:
            return
        self._shown_at = now
        empty(self.column)
        self.cards = {}
        late = rounds.late(now)
        words = _("共 {total} 个站点，{late} 个该看了").format(total=len(rounds.sites), late=late)
        self.under.setText(words)
        for site in rounds.sites:
            self.column.addWidget(self._card(site, now, typed.get(site.code, "")))
        if not rounds.sites:
            told = _("还没有巡查站点。请管理员用“导入巡查站点”登记网址和巡查间隔。")
            self.column.addWidget(plain(told, "secondary"))
        self.column.addSpacing(8)
        self.column.addWidget(labelled(_("最近一天的巡查"), "heading"))
        names = {site.code: site.name for site in rounds.sites}
        for check in rounds.checks:
            self.column.addWidget(self._line(check, names, now))
        if not rounds.checks:
            self.column.addWidget(plain(_("最近一天没有巡查记录。"), "secondary"))
        self.column.addStretch(1)

    def _card(self, site: Site, now: int, typed: str) -> SiteCard:
        card = SiteCard(site, now)
        card.note.setText(typed)
        card.checked.connect(partial(self._check, card))
        card.register.connect(partial(self._register, card))
        self.cards[site.code] = card
        return card

    def _line(self, check: Check, names: Mapping[str, str], now: int) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(12, 0, 10, 0)
        row.setSpacing(12)
        when = labelled(moment(check.at, now), "plain")
        when.setFixedWidth(110)
        row.addWidget(when)
        stage = self.duty.workflow.stage("watch", check.stage)
        row.addWidget(Pill(_(stage.label), LOOKS.get(check.stage, Level.UNSET)))
        row.addWidget(_site_name(names.get(check.site, check.site), "plain"))
        row.addWidget(plain(check.note), 1)
        if check.case_id:
            see = pressed(check.number or _("查看"), "link", partial(self._see, check.case_id))
            row.addWidget(see)
        row.addWidget(labelled(check.person, "secondary"))
        return line

    def _see(self, case_id: str) -> None:
        self.case_wanted.emit(case_id)

    def _check(self, card: SiteCard, step: str, note: str) -> None:
        if step == "check_found" and not note:
            self.failed.emit(_("请先写看到了什么；要处理的，按“登记案件”。"))
            card.note.setFocus()
            return
        values: dict[str, Value] = {"area": self._frame.hotline.area, "site": card.site.code}
        if note:
            values["note"] = note
        card.note.clear()
        self.do(step, "watch", None, values)

    def _register(self, card: SiteCard) -> None:
        """Go to the intake with what is known; it notes the look together with the case."""
        site = card.site
        values: dict[str, Value] = {
            "case_kind": "hotline",
            "watch_site": site.code,
            **({"source": site.source} if site.source else {}),
            **({"description": card.note.text().strip()} if card.note.text().strip() else {}),
        }
        self._handed[site.code] = site.last
        self.intake_wanted.emit(values)


def _site_name(name: str, role: str) -> ElidedLabel:
    """The name of a site in its column; a long one is shortened."""
    label = ElidedLabel(name)
    label.setProperty("role", role)
    label.setFixedWidth(NAME_PX)
    return label


def _due(site: Site, now: int) -> Pill:
    every = _("每 {span} 一次").format(span=span(site.hours * HOUR))
    if site.due_at is None:
        pill = Pill(_("还没看过"), Level.LATE)
    else:
        left = time_left(site.due_at, now)
        pill = Pill(left.text, left.level)
    pill.setToolTip(every)
    return pill


def _last_words(last: Check | None, now: int) -> str:
    if last is None:
        return _("没有巡查记录")
    return _("上次 {when} {person}").format(when=moment(last.at, now), person=last.person)
