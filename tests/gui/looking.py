"""What can be told of a window without eyes: what is cut short, nameless, or out of order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from ui.widgets.elided import ElidedLabel

A_LINE = 24
"""Pixels: what stands in one line need not be as high."""

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


def pushed_out(window: QWidget) -> list[str]:
    """The pages that are wider than what shows them: their right edge cannot be reached."""
    return [
        f"{_named(page)} in {type(area.parentWidget()).__name__}: {page.width()} > {room}"
        for area in window.findChildren(QScrollArea)
        if area.isVisible()
        and area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        and (page := area.widget()).width() > (room := area.viewport().width())
    ]


def nameless(window: QWidget) -> list[str]:
    """What takes the keyboard and has nothing that a screen reader could say."""
    return [
        f"{type(part).__name__} in {type(part.parentWidget()).__name__}"
        for part in seen(window)
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus
        and part.focusProxy() is None
        and not (part.accessibleName() or _words(part)).strip()
    ]


def jumping(form: QWidget) -> list[str]:
    """Where Tab goes up again within a column, or back in a row, instead of on as one reads."""
    chain = [part for part in _chain(form) if form.isAncestorOf(part)]
    return [
        f"{_named(one)} before {_named(after)}"
        for one, after in pairwise(chain)
        if _goes_back(_place(one, form), _place(after, form))
    ]


def _place(part: QWidget, form: QWidget) -> QRect:
    return QRect(part.mapTo(form, QPoint(0, 0)), part.size())


def _goes_back(one: QRect, after: QRect) -> bool:
    up = after.center().y() < one.center().y() - A_LINE
    beside = abs(after.center().y() - one.center().y()) < 2
    return after.left() < one.right() if up else beside and after.left() < one.left()


def _chain(form: QWidget) -> Iterator[QWidget]:
    """What Tab goes to, in its order, as far as it can be seen."""
    part = form.nextInFocusChain()
    while part is not None and part is not form:
        inside = isinstance(part.parentWidget(), QAbstractSpinBox)
        seen_now = part.isVisible() and not part.visibleRegion().isEmpty()
        if seen_now and part.focusPolicy() & Qt.FocusPolicy.TabFocus and not inside:
            yield part
        part = part.nextInFocusChain()


def _named(part: QWidget) -> str:
    return part.accessibleName() or _words(part) or type(part).__name__


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
