"""The bare area of a chart: a view with an axis at the left and one below it.

It goes without the hidden menus and forms of pyqtgraph's own plot, a hundred widgets a chart, which
would have to be made with each page and dressed with each set of colours.
"""

from __future__ import annotations

from typing import Any

import pyqtgraph
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent

from ui.theme import SMALL_PX, Tokens, font

GRID = 64
"""How dense the lines of the grid are, of 255."""


class Plot(pyqtgraph.GraphicsLayoutWidget):  # type: ignore[misc]
    """Holds the `view` in which a chart is drawn, and its axes `left` and `bottom`.

    Signals: `resized()` there is another room now.
    """

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.ci.setContentsMargins(1, 1, 1, 1)
        self.ci.setSpacing(0)
        self.view = self.addViewBox(0, 1, enableMenu=False, enableMouse=False)
        self.left, self.bottom = self._axis("left", 0, 0), self._axis("bottom", 1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell it: how far an axis goes hangs on the room for names and numbers."""
        super().resizeEvent(event)
        self.resized.emit()

    def begin(self, tokens: Tokens, *, axes: bool, grid: bool, round_shapes: bool) -> None:
        """Take away what was drawn; the next chart has axes, a grid across, or equal scales."""
        self.view.clear()
        self.view.setAspectLocked(round_shapes)
        self.setBackground(tokens.head)
        for axis in (self.left, self.bottom):
            axis.setVisible(axes)
            axis.setPen(tokens.line)
            axis.setTextPen(tokens.secondary)
            axis.setStyle(tickFont=font(SMALL_PX), tickLength=0)
            axis.setTicks(None)
        self.left.setGrid(GRID if grid else False)

    def add(self, item: Any) -> None:
        """Draw something, in the coordinates of the view."""
        self.view.addItem(item)

    def show_range(self, across: tuple[float, float], up: tuple[float, float]) -> None:
        """Show so much of the coordinates, from edge to edge."""
        self.view.setRange(xRange=across, yRange=up, padding=0)

    def _axis(self, side: str, row: int, column: int) -> pyqtgraph.AxisItem:
        axis = pyqtgraph.AxisItem(side)
        axis.linkToView(self.view)
        axis.setZValue(0.5)
        self.addItem(axis, row, column)
        return axis
