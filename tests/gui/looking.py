"""What can be told of a window without eyes: what is cut short, and what has no name."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QWidget,
)

from ui.widgets.elided import ElidedLabel

BESIDE_WORDS = 30
"""What the frame and the arrow of a box take."""


def seen(window: QWidget) -> Iterator[QWidget]:
    """What stands on the screen; what is scrolled away does not."""
    for part in window.findChildren(QWidget):
        if part.isVisible() and not part.visibleRegion().isEmpty():
            yield part


def cut_short(window: QWidget) -> list[str]:
    """The words that have less room than they need, with the room; a label may say `…` itself."""
    return [f"{words}: {need} > {room}" for words, need, room in _rooms(window) if need > room + 1]


def nameless(window: QWidget) -> list[str]:
    """What takes the keyboard and has nothing that a screen reader could say."""
    return [
        f"{type(part).__name__} in {type(part.parentWidget()).__name__}"
        for part in seen(window)
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus
        and part.focusProxy() is None
        and not (part.accessibleName() or _words(part)).strip()
    ]


def _words(part: QWidget) -> str:
    return part.text() if isinstance(part, QAbstractButton | QLabel) else ""


def _rooms(window: QWidget) -> Iterator[tuple[str, int, int]]:
    for part in seen(window):
        if isinstance(part, QPushButton | QCheckBox | QRadioButton) and part.text():
            yield part.text(), part.sizeHint().width(), part.width()
        elif isinstance(part, QComboBox):
            words = part.currentText() or part.placeholderText()
            need = part.fontMetrics().horizontalAdvance(words) + BESIDE_WORDS
            yield words, need, part.width()
        elif isinstance(part, QLabel) and part.text() and not isinstance(part, ElidedLabel):
            if part.wordWrap():
                yield part.text(), part.heightForWidth(part.width()), part.height() + 1
            else:
                yield part.text(), part.sizeHint().width(), part.width()
