"""Suggestions above an input: each is one press away and says why; none is taken by itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from ui.fields.base import plain_button
from ui.layouts import empty
from ui.widgets.section import labelled

LONGEST = 22
Offer = tuple[str, str, str]
"""A code, its words, and why it is offered."""


class Offers(QWidget):
    """A few suggestions. Signals: `taken(str)` somebody took the one with this code."""

    taken = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.buttons: list[QPushButton] = []
        self.hide()

    def offer(self, offers: Sequence[Offer]) -> None:
        """Show these instead of the former ones; those without words are left out."""
        empty(self._grid)
        self.buttons = []
        for row, (code, words, why) in enumerate(one for one in offers if one[1]):
            button = plain_button(words if len(words) <= LONGEST else f"{words[:LONGEST]}…")
            button.setProperty("tone", "link")
            button.setAccessibleName(f"{self._title} {words}")
            button.setToolTip(words)
            button.clicked.connect(partial(self._take, code))
            self._grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(labelled(why, "secondary"), row, 1)
            self.buttons.append(button)
        self.setVisible(bool(self.buttons))

    def _take(self, code: str, _checked: bool = False) -> None:
        self.taken.emit(code)
