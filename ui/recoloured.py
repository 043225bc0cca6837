"""Making anew what was made of colours, such as icons and charts, when another set is in use."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from ui.theme import colours


class Recoloured(QObject):
    """Calls `draw` when the colours have changed: at once, or when `widget` is shown again."""

    def __init__(self, widget: QWidget, draw: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget, self._draw = widget, draw
        colours().changed.connect(self._look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The widget is shown: it waits no longer."""
        if event.type() == QEvent.Type.Show:
            self._widget.removeEventFilter(self)
            self._draw()
        return False

    def _look(self) -> None:
        if self._widget.isVisible():
            self._draw()
        else:
            self._widget.installEventFilter(self)
