"""The banner of deadlines that ring: above the work, never in its way, put off by one press."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from seatapp.domain.alarms import Ringing
from seatapp.text import _
from ui.durations import Level, time_left
from ui.widgets.announced import announce
from ui.widgets.elided import ElidedLabel
from ui.widgets.marks import Mark
from ui.widgets.section import labelled


class AlarmBanner(QFrame):
    """What rings, the most urgent first.

    Signals: `opened(object)` see the first one, a `Ringing`; `snoozed(object)` let all of them,
    a list, ring again later.
    """

    opened = Signal(object)
    snoozed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("box")
        self.rung: list[Ringing] = []
        self._now = 0
        self.words = labelled("", "strong")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.first = ElidedLabel()
        self.mark = Mark(Level.NEAR)
        self.see = QPushButton(_("去办"))
        self.later = QPushButton(_("10 分钟后再提醒"))
        self.leave = QPushButton(_("知道了"))
        self.leave.setProperty("tone", "quiet")
        self.see.clicked.connect(self._open)
        self.later.clicked.connect(self._snooze)
        self.leave.clicked.connect(self._forget)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 3, 10, 3)
        row.setSpacing(10)
        row.addWidget(self.mark)
        row.addWidget(self.words)
        row.addWidget(self.first, 1)
        for button in (self.see, self.later, self.leave):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self.hide()

    def ring(self, rung: Sequence[Ringing], now: int) -> None:
        """Say that these ring, with those that nobody has answered yet."""
        known = {one.subject_id for one in rung}
        waiting = [one for one in self.rung if one.subject_id not in known]
        self.rung = sorted([*rung, *waiting], key=lambda one: one.due_at or 0)
        self._now = now
        self._show_first()
        announce(self, self.accessibleName())

    def _show_first(self) -> None:
        self.setVisible(bool(self.rung))
        if not self.rung:
            return
        first = self.rung[0]
        left = time_left(first.due_at, self._now)
        self.mark.show_level(left.level)
        self.words.setText(_("{n} 件时限将到或已超").format(n=len(self.rung)))
        self.first.setText(f"{first.name}   {left.text}")
        self.setAccessibleName(f"{self.words.text()} {self.first.text()}")

    def _open(self) -> None:
        """See the first; the others stay, since nobody has seen them."""
        first = self.rung.pop(0)
        self.opened.emit(first)
        self._show_first()

    def _snooze(self) -> None:
        self.snoozed.emit(list(self.rung))
        self._forget()

    def _forget(self) -> None:
        self.rung = []
        self.hide()
