"""A few ways to fill one form, side by side in its head, each with the key that chooses it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from ui.theme import TEXT_PX, font

SEGMENT_ROOM = 28
"""Pixels beside the words of a segment."""


class Segments(QWidget):
    """Buttons of which one is down; Alt+1, Alt+2 … press them.

    Signal: `chosen(str)` the code that a person pressed; `choose` tells nobody.
    """

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes = [code for code, _words in options]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        bold = QFontMetrics(font(TEXT_PX, bold=True))  # how the chosen one is written
        for place, (_code, words) in enumerate(options):
            key = f"Alt+{place + 1}"
            button = QPushButton(f"{words}  {key}")
            button.setAccessibleName(words)
            button.setCheckable(True)
            button.setProperty("tone", "segment")
            button.setMinimumWidth(bold.horizontalAdvance(button.text()) + SEGMENT_ROOM)
            button.setShortcut(QKeySequence(key))
            self._group.addButton(button, place)
            row.addWidget(button)
        self._group.idClicked.connect(self._tell)

    @property
    def code(self) -> str:
        """The one that is down; empty before the first choice."""
        place = self._group.checkedId()
        return self._codes[place] if place >= 0 else ""

    def choose(self, code: str) -> None:
        """Press this one down."""
        self._group.button(self._codes.index(code)).setChecked(True)

    def _tell(self, place: int) -> None:
        self.chosen.emit(self._codes[place])
