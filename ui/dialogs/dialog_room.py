"""How much room the dialog of a form takes, and where it stands."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QWidget

WIDTH = 640
LEAST_HEIGHT = 220
TALLEST = 0.86
"""Of the window it stands over."""

TALLEST_ALONE = 760
GAP = 12
CHROME = 172
"""Height of everything but the form, in pixels."""


class DialogRoom:
    """The room of `dialog`, which holds `form` and little else."""

    def __init__(self, dialog: QDialog, form: QWidget) -> None:
        self._dialog, self._form = dialog, form

    def fit(self) -> None:
        """Be as high as the form wants, as far as the window under it goes."""
        parent = self._dialog.parentWidget()
        most = int(parent.window().height() * TALLEST) if parent else TALLEST_ALONE
        self._dialog.resize(WIDTH, min(max(self._wanted(), LEAST_HEIGHT), most))

    def grow(self) -> None:
        """Make room for what was added to the form, such as a photo; never shrink by itself."""
        if self._wanted() > self._dialog.height():
            self.fit()

    def move_beside(self, panel: QWidget) -> None:
        """Stand over what is left of `panel`, so that what is decided about stays in sight.

        Where next to nothing is left of it, the dialog stays in the middle as others do.
        """
        window = panel.window()
        beside = panel.mapTo(window, QPoint(0, 0)).x()
        if beside > self._dialog.width() // 2:
            left = max(GAP, beside - GAP - self._dialog.width())
            self._dialog.move(window.mapToGlobal(QPoint(left, 0)).x(), self._dialog.y())

    def _wanted(self) -> int:
        return self._form.sizeHint().height() + CHROME
