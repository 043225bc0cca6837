"""Where a person is on a page that is drawn anew: how far scrolled, and what has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from ui.layouts import lay_out_now


class KeptPlace:
    """Remembers the place at its making; `restore` goes back there, or at least to the page.

    The part with the keyboard is found again by its kind, its words, and its turn among its like:
    when a line has been settled and left, its button's turn is that of the next line.
    """

    def __init__(self, page: QWidget, area: QScrollArea) -> None:
        self._page, self._area = page, area
        self._scrolled = area.verticalScrollBar().value()
        self._kind: type[QWidget] | None = None
        at = QApplication.focusWidget()
        if at is None or at is page or not page.isAncestorOf(at):
            return
        self._kind, self._words = type(at), _words(at)
        self._turn = self._alike().index(at)
        self._cursor = _cursor(at)

    def restore(self) -> None:
        """Scroll back, and give the keyboard to the part that stands where the former stood."""
        lay_out_now(self._page, self._area)
        self._area.verticalScrollBar().setValue(self._scrolled)
        alike = self._alike() if self._kind is not None else []
        if alike:
            part = alike[min(self._turn, len(alike) - 1)]
            part.setFocus(Qt.FocusReason.OtherFocusReason)
            _put_cursor(part, self._cursor)
        elif self._kind is not None:
            # Else the keyboard would jump to the first button of the window.
            self._page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _alike(self) -> list[QWidget]:
        assert self._kind is not None
        found = self._page.findChildren(self._kind)
        return [one for one in found if one.isVisible() and _words(one) == self._words]


def _words(part: QWidget) -> str:
    return part.text() if isinstance(part, QAbstractButton) else part.accessibleName()


def _cursor(part: QWidget) -> int:
    if isinstance(part, QPlainTextEdit):
        return part.textCursor().position()
    return part.cursorPosition() if isinstance(part, QLineEdit) else 0


def _put_cursor(part: QWidget, at: int) -> None:
    if isinstance(part, QPlainTextEdit):
        cursor = part.textCursor()
        cursor.setPosition(min(at, len(part.toPlainText())))
        part.setTextCursor(cursor)
    elif isinstance(part, QLineEdit):
        part.setCursorPosition(at)
