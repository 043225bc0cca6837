"""A toast: one piece of short news, which leaves by itself unless it tells of a failure."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from seatapp.text import _
from ui.theme import current_tokens
from ui.widgets.icons import icon, pixmap

GOOD, WARNING, FAILURE = "good", "warning", "failure"
SHOWN_MS = 4000
_WIDEST = 560
_BESIDE_WORDS = 90
_LONG = re.compile("[0-9A-Za-z_.~]{40}")
"""So much of the name of a folder a line may end behind."""


class Toast(QFrame):
    """One piece of news; `low` makes it no higher than the line at the bottom.

    Signals:
        closed(): it leaves, by itself or because it was told to.
    """

    closed = Signal()

    def __init__(self, text: str, tone: str, room: int, low: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = text
        self.tone = tone
        self.setObjectName("said" if low else "popup")
        self.setAccessibleName(text)
        tokens = current_tokens()
        colour = {GOOD: tokens.in_time, WARNING: tokens.near, FAILURE: tokens.late}[tone]
        size = 14 if low else 18
        row = QHBoxLayout(self)
        row.setContentsMargins(*((8, 0, 2, 0) if low else (14, 10, 10, 10)))
        row.setSpacing(6 if low else 10)
        mark = QLabel()
        mark.setPixmap(pixmap("done" if tone == GOOD else "warning", colour, size))
        words = QLabel(_LONG.sub("\\g<0>\u200b", text))
        words.setTextFormat(Qt.TextFormat.PlainText)
        wide = min(_WIDEST, room) - _BESIDE_WORDS
        if not low and words.fontMetrics().horizontalAdvance(text) > wide:
            words.setWordWrap(True)
            words.setFixedWidth(wide)
            words.setMinimumHeight(words.heightForWidth(wide))
        side = Qt.AlignmentFlag.AlignVCenter if low else Qt.AlignmentFlag.AlignTop
        row.addWidget(mark, 0, side)
        row.addWidget(words, 1)
        close = QPushButton(icon("close", tokens.secondary, 12), "")
        close.setProperty("tone", "link")
        close.setAccessibleName(_("关闭提示"))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.leave)
        row.addWidget(close, 0, side)
        if tone != FAILURE:
            QTimer.singleShot(SHOWN_MS, self, self.leave)

    def leave(self) -> None:
        """Go away."""
        self.closed.emit()
        self.deleteLater()
