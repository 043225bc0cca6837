"""A button that does one thing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton


def pressed(words: str, tone: str, act: Callable[[], None], keys: str = "") -> QPushButton:
    """A button that does one thing, by a press or by its keys."""
    button = QPushButton(words)
    if tone:
        button.setProperty("tone", tone)
    if keys:
        button.setShortcut(QKeySequence(keys))
        button.setToolTip(keys)
    button.clicked.connect(lambda _checked=False: act())
    return button
