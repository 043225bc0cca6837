"""One matter on a line of its own: mark, number and title, a note, time left, and what stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from seatapp.domain.handover import Item
from ui.durations import Level, time_left
from ui.widgets.elided import ElidedLabel
from ui.widgets.marks import Mark

NAME_PX, LEFT_PX = 110, 112
NAME_SHARE, NOTE_SHARE = 3, 2
"""How title and note part the room; a title that nothing is said to has all of it."""


class ItemCard(QFrame):
    """A matter that is handed over, or waits for somebody.

    Signals: `opened(object)` what is behind it is wanted, with the `Item`.
    """

    opened = Signal(object)

    def __init__(
        self, item: Item, now: int, note: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.item = item
        self.setObjectName("box")
        timed = item.due_at is not None
        left = time_left(item.due_at, now)
        level = left.level if timed else Level.UNSET
        words = left.text if timed else ""
        name = " ".join(part for part in (item.number, item.title) if part)
        self.setAccessibleName(f"{name} {words}".strip())
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 5, 8, 5)
        self._row.setSpacing(10)
        self._row.addWidget(Mark(level))
        title = ElidedLabel(name)
        title.setMinimumWidth(NAME_PX)
        self._row.addWidget(title, NAME_SHARE)
        if note is not None:
            self._row.addWidget(note, NOTE_SHARE)
        if timed:
            time = QLabel(words)
            time.setFixedWidth(LEFT_PX)
            time.setProperty("level", level.value)
            self._row.addWidget(time)
        if self._opens:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def add(self, widget: QWidget) -> None:
        """Put something at the end of the line."""
        self._row.addWidget(widget)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show what is behind it."""
        if self._opens:
            self.opened.emit(self.item)

    @property
    def _opens(self) -> bool:
        """Whether something is behind it: a refused step, say, has only its words."""
        return bool(self.item.subject and self.item.root)
