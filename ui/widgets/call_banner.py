"""The banner of a call that rings: above the work, never in its way, gone when it is dealt with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from seatapp.text import _
from ui.widgets.section import labelled


class CallBanner(QFrame):
    """One number that rings; a newer one takes its place.

    Signals: `answered(str, str)` and `missed(str, str)`, each with the number and the call's
    identifier in the telephone system.
    """

    answered = Signal(str, str)
    missed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("box")
        self._number = self._call_id = ""
        self.words = labelled("", "strong")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.known = QLabel()
        self.known.setProperty("role", "secondary")
        self.answer = QPushButton(_("接听登记  F2"))
        self.answer.setProperty("tone", "primary")
        self.answer.clicked.connect(self.take)
        self.miss = QPushButton(_("记为未接"))
        self.miss.clicked.connect(self._miss)
        self.leave = QPushButton(_("关闭"))
        self.leave.setProperty("tone", "quiet")
        self.leave.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(10)
        row.addWidget(self.words)
        row.addWidget(self.known, 1)
        for button in (self.answer, self.miss, self.leave):
            row.addWidget(button)
        self.hide()

    @property
    def number(self) -> str:
        """The number that is shown."""
        return self._number

    def ring(self, number: str, call_id: str) -> None:
        """Show a number."""
        self._number, self._call_id = number, call_id
        self.words.setText(_("来电 {number}").format(number=number))
        self.known.setText("")
        self.setAccessibleName(self.words.text())
        self.show()

    def say(self, number: str, words: str) -> None:
        """Say what is known of the number, if it still is the one that rings."""
        if number == self._number:
            self.known.setText(words)

    def take(self) -> None:
        """The person answers."""
        if self.isVisible():
            self.answered.emit(self._number, self._call_id)

    def _miss(self) -> None:
        self.missed.emit(self._number, self._call_id)
