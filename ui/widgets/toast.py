"""Toasts: short news at the lower left of the work, never in the way of a key or a button.

What went well leaves by itself; what went wrong stays until it is closed.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.text import _
from ui.theme import current_tokens
from ui.widgets.icons import icon, pixmap

GOOD, WARNING, FAILURE = "good", "warning", "failure"
SHOWN_MS = 4000
MOST = 4
_WIDEST = 560
_BESIDE_WORDS = 90


class Toast(QFrame):
    """One piece of news.

    Signals:
        closed(): it leaves, by itself or because it was told to.
    """

    closed = Signal()

    def __init__(self, text: str, tone: str, room: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = text
        self.tone = tone
        self.setObjectName("popup")
        self.setAccessibleName(text)
        tokens = current_tokens()
        colour = {GOOD: tokens.in_time, WARNING: tokens.near, FAILURE: tokens.late}[tone]
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(10)
        mark = QLabel()
        mark.setPixmap(pixmap("done" if tone == GOOD else "warning", colour, 18))
        words = QLabel(text)
        words.setTextFormat(Qt.TextFormat.PlainText)
        wide = min(_WIDEST, room) - _BESIDE_WORDS
        if words.fontMetrics().horizontalAdvance(text) > wide:
            words.setWordWrap(True)
            words.setFixedWidth(wide)
            words.setMinimumHeight(words.heightForWidth(wide))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        close = QPushButton(icon("close", tokens.secondary, 12), "")
        close.setProperty("tone", "link")
        close.setAccessibleName(_("关闭提示"))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.leave)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        if tone != FAILURE:
            QTimer.singleShot(SHOWN_MS, self, self.leave)

    def leave(self) -> None:
        """Go away."""
        self.closed.emit()
        self.deleteLater()


class Toasts(QWidget):
    """The stack of toasts over `place`, a part of `window`; it takes no room and no keys."""

    def __init__(self, window: QWidget, place: QWidget) -> None:
        super().__init__(window)
        self._window, self._place = window, place
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(16, 8, 12, 16)
        self._stack.setSpacing(8)
        self._shown: list[Toast] = []
        place.installEventFilter(self)
        self.hide()

    def say(self, text: str, tone: str = GOOD) -> None:
        """Show news; the same sentence is never shown twice at a time."""
        if any(toast.text == text for toast in self._shown):
            return
        if len(self._shown) == MOST:
            self._shown[0].leave()
        toast = Toast(text, tone, self._place.width() - 32, self)
        self._shown.append(toast)
        self._stack.addWidget(toast, 0, Qt.AlignmentFlag.AlignLeft)
        toast.closed.connect(self._forget_closed)
        toast.show()
        self._settle()

    @property
    def texts(self) -> list[str]:
        """What stands there now, oldest first."""
        return [toast.text for toast in self._shown]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the place changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return False

    def _forget_closed(self) -> None:
        toast = self.sender()
        assert isinstance(toast, Toast)
        if toast not in self._shown:
            # It left by itself while somebody closed it.
            return
        self._shown.remove(toast)
        self._stack.removeWidget(toast)
        toast.hide()
        self._settle()

    def _settle(self) -> None:
        self.setVisible(bool(self._shown))
        self._stack.activate()
        self.resize(self._stack.sizeHint())
        corner = self._place.mapTo(self._window, self._place.rect().bottomLeft())
        self.move(corner.x(), corner.y() - self.height())
        self.raise_()
