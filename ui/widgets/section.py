"""The white card that every large part of the window stands on, and small headings."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QWidget


class Panel(QFrame):
    """A card with a thin line around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")


def labelled(text: str, role: str, parent: QWidget | None = None) -> QLabel:
    """A label in one of the roles of the style sheet: `title`, `secondary`, `strong`, `heading`."""
    label = QLabel(text, parent)
    label.setProperty("role", role)
    return label
