"""The banner of calls that ring: above the work, never in its way, gone when dealt with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from seatapp.text import _
from ui.widgets.announced import announce
from ui.widgets.elided import ElidedLabel
from ui.widgets.section import labelled


@dataclass(frozen=True)
class Rung:
    """A number that rang, the call's identifier in the telephone system, and what is known.

    The number is empty when it is withheld.
    """

    number: str
    call_id: str
    known: str = ""


class CallBanner(QFrame):
    """Numbers that rang and were not dealt with, the newest in front.

    A newer one never pushes an older one out: it comes back when the newer is dealt with.

    Signals: `answered(str, str)` and `missed(str, str)`, each with the number and the call's
    identifier in the telephone system.
    """

    answered = Signal(str, str)
    missed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("box")
        self._rung: list[Rung] = []
        self.words = labelled("", "strong")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.known = ElidedLabel()
        self.known.setProperty("role", "secondary")
        self.others = labelled("", "secondary")
        self.answer = QPushButton(_("接听登记  F2"))
        self.answer.setProperty("tone", "primary")
        self.answer.clicked.connect(self.take)
        self.miss = QPushButton(_("记为未接"))
        self.miss.clicked.connect(self._miss)
        self.leave = QPushButton(_("关闭"))
        self.leave.setProperty("tone", "quiet")
        self.leave.clicked.connect(self._leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(10)
        row.addWidget(self.words)
        row.addWidget(self.known, 1)
        row.addWidget(self.others)
        for button in (self.answer, self.miss, self.leave):
            row.addWidget(button)
        self.hide()

    @property
    def number(self) -> str:
        """The number in front; nothing when none waits."""
        return self._rung[0].number if self._rung else ""

    @property
    def waiting(self) -> list[str]:
        """The numbers that are not dealt with, the newest first."""
        return [one.number for one in self._rung]

    def ring(self, number: str, call_id: str) -> None:
        """Put a number in front; who rings again stands once, with the newer call."""
        self._rung = [Rung(number, call_id), *self._without(number)]
        self._show_first()
        announce(self, self.words.text())

    def say(self, number: str, words: str) -> None:
        """Say what is known of a number, if it still waits."""
        self._rung = [
            replace(one, known=words) if one.number == number else one for one in self._rung
        ]
        self._show_first()

    def settle(self, number: str) -> None:
        """A number is dealt with: show the one behind it, if any."""
        self._rung = self._without(number)
        self._show_first()

    def take(self) -> None:
        """The person answers."""
        if self._rung:
            self.answered.emit(self._rung[0].number, self._rung[0].call_id)

    def _miss(self) -> None:
        self.missed.emit(self._rung[0].number, self._rung[0].call_id)

    def _leave(self) -> None:
        self.settle(self.number)

    def _without(self, number: str) -> list[Rung]:
        return [one for one in self._rung if one.number != number]

    def _show_first(self) -> None:
        self.setVisible(bool(self._rung))
        if not self._rung:
            return
        first, more = self._rung[0], len(self._rung) - 1
        words = _("来电 {number}") if first.number else _("来电，没有显示号码")
        self.words.setText(words.format(number=first.number))
        # Whom nobody can ring back is not owed a call.
        self.miss.setVisible(bool(first.number))
        self.known.setText(first.known)
        self.others.setText(_("还有 {n} 个号码没处理").format(n=more) if more else "")
        self.setAccessibleName(self.words.text())
