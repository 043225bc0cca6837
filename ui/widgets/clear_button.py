"""The button that empties a form, and right after it brings back what was thrown away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from seatapp.text import _


class ClearButton(QPushButton):
    """One slip of the hand costs nothing: until something else is typed it can be taken back.

    Signals: `wanted()` the form shall be emptied.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("清空"), parent)
        self.setProperty("tone", "quiet")
        self._bring_back: Callable[[], None] | None = None
        self.clicked.connect(self._press)

    def offer_back(self, bring_back: Callable[[], None]) -> None:
        """The form is empty now; `bring_back` puts into it what stood there."""
        self._bring_back = bring_back
        self.setText(_("撤销清空"))

    def settle(self) -> None:
        """The form is used for something else: what was thrown away is gone."""
        self._bring_back = None
        self.setText(_("清空"))

    def _press(self) -> None:
        bring_back = self._bring_back
        if bring_back is None:
            self.wanted.emit()
            return
        self.settle()
        bring_back()
