"""The white card that every large part of the window stands on, and small headings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget


class Panel(QFrame):
    """A card with a thin line around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")


def labelled(text: str, role: str, parent: QWidget | None = None) -> QLabel:
    """A label of plain text in a role of the style sheet: `title`, `secondary`, `strong`."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


def plain(words: str, role: str = "") -> QLabel:
    """A label that shows a text as it is, over several lines if need be."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label
