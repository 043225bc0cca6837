"""The toasts of a window: short news that is never in the way of a key or a button.

What went well takes a place in the line at the bottom and leaves by itself. What went wrong, and
what is too long for the line, floats at the lower left of the work, above everything that can be
pressed or typed into there; a failure stays until it is closed.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ui.status_line import StatusLine
from ui.widgets.announced import announce
from ui.widgets.toast import GOOD, Toast

MOST = 4
_BESIDE_WORDS_IN_LINE = 64
_PRESSED = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar)
"""What nothing may lie upon, not even for some seconds."""


class Toasts(QWidget):
    """The news of `window`: in its `line` at the bottom, or over `place`, where the work stands.

    It takes no keys, and a screen reader is told every sentence.
    """

    def __init__(self, window: QWidget, place: QWidget, line: StatusLine) -> None:
        super().__init__(window)
        self._window, self._place, self._line = window, place, line
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
        for older in [one for one in self._shown if one.parent() is self._line]:
            older.leave()
        low = tone == GOOD and self._fits_line(text)
        toast = Toast(text, tone, self._place.width() - 32, low, self._line if low else self)
        self._shown.append(toast)
        if low:
            self._line.show_news(toast)
        else:
            self._stack.addWidget(toast, 0, Qt.AlignmentFlag.AlignLeft)
        toast.closed.connect(self._forget_closed)
        toast.show()
        self.settle()
        announce(toast, text)

    @property
    def texts(self) -> list[str]:
        """What stands there now, oldest first."""
        return [toast.text for toast in self._shown]

    @property
    def shown(self) -> list[Toast]:
        """The toasts that stand there now, oldest first."""
        return list(self._shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the place changes its size."""
        if event.type() == QEvent.Type.Resize:
            self.settle()
        return False

    def settle(self) -> None:
        """Find the spot again: another page may stand there now."""
        floating = [toast for toast in self._shown if toast.parent() is self]
        self.setVisible(bool(floating))
        if not floating:
            return
        self._stack.activate()
        self.resize(self._stack.sizeHint())
        corner = self._place.mapTo(self._window, self._place.rect().bottomLeft())
        self.move(self._free_spot(corner).topLeft())
        self.raise_()

    def _fits_line(self, text: str) -> bool:
        wide = self.fontMetrics().horizontalAdvance(text) + _BESIDE_WORDS_IN_LINE
        return wide <= self._line.room()

    def _free_spot(self, corner: QPoint) -> QRect:
        """The lowest spot over `corner` with nothing to press beneath; the corner if none is."""
        lowest = QRect(QPoint(corner.x(), corner.y() - self.height()), self.size())
        top = self._place.mapTo(self._window, QPoint(0, 0)).y()
        pressed = self._pressed()
        spot = QRect(lowest)
        while beneath := [one.top() for one in pressed if one.intersects(self._inked(spot))]:
            spot.moveBottom(min(beneath) + self._stack.contentsMargins().bottom() - 8)
            if spot.top() < top:
                return lowest
        return spot

    def _inked(self, spot: QRect) -> QRect:
        return spot.marginsRemoved(self._stack.contentsMargins())

    def _pressed(self) -> list[QRect]:
        found: list[QWidget] = []
        for kind in _PRESSED:
            found.extend(self._place.findChildren(kind))
        seen = [(one, one.visibleRegion().boundingRect()) for one in found if one.isVisible()]
        return [
            QRect(one.mapTo(self._window, shown.topLeft()), shown.size())
            for one, shown in seen
            if not shown.isEmpty()
        ]

    def _forget_closed(self) -> None:
        toast = self.sender()
        assert isinstance(toast, Toast)
        if toast not in self._shown:
            # It left by itself while somebody closed it.
            return
        self._shown.remove(toast)
        toast.hide()
        self._stack.removeWidget(toast)
        self._line.forget_news(toast)
        self.settle()
