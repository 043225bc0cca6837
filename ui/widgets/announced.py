"""What a screen reader says at once, since it appears where nobody is looking."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(shown_by: QWidget, words: str) -> None:
    """Have `words`, which `shown_by` has begun to show, read out where a screen reader runs."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(shown_by, words))
