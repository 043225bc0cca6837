"""Beside the call form: who rings, what they said before, and what is owed to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.local.views import CallerHistory, CallerLine
from seatapp.phones import Phone
from seatapp.text import _, listed
from ui.durations import moment, time_left
from ui.layouts import empty
from ui.panes.caller_check import CallerCheck
from ui.panes.known_caller import KnownCaller, Person
from ui.widgets.dressed import dress
from ui.widgets.elided import ElidedLabel
from ui.widgets.section import labelled
from ui.wording import now_seconds

SHOWN_LINES = 6
"""How many lines of each kind are shown; the newest say most."""

Shown = tuple[Phone, CallerHistory, Person | None]
"""A number, what is known of it, and to whom it was attached."""

NOTHING_KNOWN = CallerHistory(key="", names=(), cases=(), calls=(), owed=())


def kind_words(phone: Phone) -> str:
    """What sort of number it is, and whether it is doubtful."""
    kinds = {
        "mobile": _("手机"),
        "fixed": _("固定电话"),
        "short": _("短号码"),
        "other": _("其他号码"),
        "unknown": _("没有号码"),
    }
    words = kinds[phone.kind]
    return (
        _("▲ {kind} · 存疑，请核对；照样可以登记").format(kind=words) if phone.doubtful else words
    )


def known_words(history: CallerHistory | None) -> str:
    """What is known of a number in one line."""
    if history is None or not (history.cases or history.calls or history.owed):
        return _("没有来电记录")
    running = sum(line.open for line in history.cases)
    words = _("可能是 {names} · 在办 {running} 件 · 欠回访 {owed} 个")
    if history.sure:
        words = _("{names} · 在办 {running} 件 · 欠回访 {owed} 个")
    called = listed(history.names[:2]) or _("没有留下姓名")
    return words.format(names=called, running=running, owed=len(history.owed))


class CallerSide(QWidget):
    """The history of one number, and cases that may be what the caller rings about.

    Signals: `settle_wanted(object)` the call in progress settles an owed callback, a
    `CallerLine`; `demand_wanted(object)` the caller rings about an open case;
    `reopen_wanted(object)` about a closed one that is not solved; `show_wanted(object)` somebody
    wants to see a case.
    """

    settle_wanted = Signal(object)
    demand_wanted = Signal(object)
    reopen_wanted = Signal(object)
    show_wanted = Signal(object)

    def __init__(
        self, known: KnownCaller, called: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        """`called` is the name typed for the caller."""
        super().__init__(parent)
        self.known = known
        self.check = CallerCheck(called)
        self.check.denied.connect(self._show_again)
        self._shown: Shown | None = None
        self._running: Sequence[CallerLine] = ()
        self._alike: Sequence[CallerLine] = ()
        self.setAccessibleName(_("来电人"))
        self.head = labelled("", "strong")
        self.names = labelled("", "secondary")
        self.names.setWordWrap(True)
        self._owed, self._open, self._similar, self._past = (_lines() for _part in range(4))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.head)
        layout.addWidget(self.names)
        layout.addWidget(self.check)
        layout.addWidget(known)
        for lines in (self._owed, self._similar, self._open, self._past):
            layout.addLayout(lines)
        layout.addStretch(1)
        self.show_nobody()

    def want_demand(self) -> bool:
        """By the key: a demand for what the words fit, else for the caller's own open case.

        False when there is no such case.
        """
        line = next(iter((*self._alike, *self._running)), None)
        if line is None:
            return False
        self._tell(self.demand_wanted, line)
        return True

    def show_nobody(self) -> None:
        """No number has been typed yet."""
        self.head.setText(_("来电人"))
        dress(self.head, role="strong")
        self.names.setText(_("填了号码，这里显示此号码以前的来电、在办案件和欠着的回访。"))
        self.known.start_over()
        self.known.hide()
        self.check.start_over()
        self._shown = None
        self._running = ()
        for lines in (self._owed, self._past):
            empty(lines)
        self._show_open()

    def show_history(
        self, phone: Phone, history: CallerHistory | None, attached: Person | None = None
    ) -> None:
        """Show what is known of a number; one that nobody knows can be attached to somebody."""
        if self._shown is None or self._shown[0].digits != phone.digits:
            self.check.start_over()
        if attached is not None:
            _key, _number, name = attached
            self.check.start_over({name})
        self._shown = (phone, history or NOTHING_KNOWN, attached)
        self._show_again()

    def _show_again(self) -> None:
        """The history without what the caller is said not to be."""
        if self._shown is None:
            return
        phone, history, attached = self._shown
        self.head.setText(kind_words(phone))
        dress(self.head, role="doubt" if phone.doubtful else "strong")
        for lines in (self._owed, self._past):
            empty(lines)
        cases, calls, owed = map(self.check.left, (history.cases, history.calls, history.owed))
        self._running = [line for line in cases if line.open]
        callers = list(dict.fromkeys(line.caller for line in (*calls, *cases) if line.caller))
        self.known.setVisible(bool(phone.digits) and (not callers or attached is not None))
        if attached is not None:
            self.known.show_attached(attached)
        self.names.setText(_history_words(cases, calls, owed, callers))
        past = [line for line in cases if not line.open]
        self._add(self._owed, _("欠着的回访"), owed, _("本次已联系上"), self.settle_wanted)
        self._add(self._past, _("以前的案件"), past, _("申请重办"), self.reopen_wanted)
        self._add(self._past, _("以前的来电"), calls)
        self._show_open()

    def show_similar(self, found: Sequence[tuple[CallerLine, str]]) -> None:
        """Show open cases that may be what the caller tells of, each with why."""
        self._alike = [replace(line, person=why) for line, why in found]
        self._show_open()

    def _show_open(self) -> None:
        """What the words fit first, then the caller's other cases; each case stands once."""
        alike = {line.root for line in self._alike}
        others = [line for line in self._running if line.root not in alike]
        for lines in (self._similar, self._open):
            empty(lines)
        wanted = (_("追加诉求"), self.demand_wanted)
        self._add(self._similar, _("可能说的是这件"), self._alike, *wanted)
        self._add(self._open, _("在办案件"), others, *wanted)

    def _add(
        self,
        lines: QVBoxLayout,
        title: str,
        shown: Sequence[CallerLine],
        words: str = "",
        wanted: SignalInstance | None = None,
    ) -> None:
        if not shown:
            return
        lines.addWidget(labelled(title, "heading"))
        for line in shown[:SHOWN_LINES]:
            lines.addWidget(self._card(line, words, wanted))

    def _card(self, line: CallerLine, words: str, wanted: SignalInstance | None) -> QWidget:
        card = QFrame()
        card.setObjectName("box")
        row = QHBoxLayout(card)
        row.setContentsMargins(10, 6, 8, 6)
        row.setSpacing(6)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(ElidedLabel(f"{line.title or line.number} · {line.stage}"))
        for told in (standing_words(line, now_seconds()), came_words(line, now_seconds())):
            if told:
                below = ElidedLabel(told)
                below.setProperty("role", "secondary")
                texts.addWidget(below)
        row.addLayout(texts, 1)
        if line.subject == "case":
            row.addWidget(self._button(_("查看"), self.show_wanted, line))
        if words and wanted is not None and (line.open or line.reopens):
            row.addWidget(self._button(words, wanted, line))
        return card

    def _button(self, words: str, wanted: SignalInstance, line: CallerLine) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.setProperty("tone", "link")
        button.setAccessibleName(f"{words} {line.number}")
        button.clicked.connect(partial(self._tell, wanted, line))
        return button

    def _tell(self, wanted: SignalInstance, line: CallerLine) -> None:
        """Looking costs nobody anything, and what the words fit is anybody's."""
        tell = partial(wanted.emit, line)
        if wanted is self.show_wanted or line in self._alike:
            tell()
        else:
            self.check.then(line, tell)


def standing_words(line: CallerLine, now: int) -> str:
    """Who has an open case and how much time is left: what a caller asks first."""
    if line.subject != "case" or not line.open:
        return ""
    left = time_left(line.due_at, now).text if line.due_at else ""
    return " · ".join(part for part in (line.unit, left) if part)


def came_words(line: CallerLine, now: int) -> str:
    """When it came or is due, who rang, who took or owes it, and its number."""
    who = listed([part for part in (line.caller, line.person, line.number) if part])
    return f"{moment(line.at, now)}  {who}"


def _history_words(
    cases: Sequence[CallerLine],
    calls: Sequence[CallerLine],
    owed: Sequence[CallerLine],
    callers: Sequence[str],
) -> str:
    """Who the caller may be, and how much there is of them."""
    shown = (*cases, *calls, *owed)
    if not shown:
        return _("此号码没有来电记录。")
    words = _("可能是同一来电人，请核对姓名：{names} · 案件 {cases} · 来电 {calls}")
    if all(line.sure for line in shown):
        words = _("曾用称呼 {names} · 案件 {cases} · 来电 {calls}")
    called = listed(callers) or _("没有留下姓名")
    return words.format(names=called, cases=len(cases), calls=len(calls))


def _lines() -> QVBoxLayout:
    lines = QVBoxLayout()
    lines.setSpacing(6)
    return lines
