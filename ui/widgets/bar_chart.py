"""Bars with names, drawn with pyqtgraph; a click on a bar asks for what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyqtgraph
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seatapp.text import _
from ui.theme import SMALL_PX, current_tokens, font

MOST = 12
FEWEST = 10
"""Room is kept for so many bars, so that a few do not become thick."""

LONGEST_NAME = 9
ROOM_FOR_NAMES = 132


class BarChart(QWidget):
    """Shares in percent as lying bars, the best on top.

    Signals:
        chosen(int): a bar was clicked, by its place from the top.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: Sequence[str] = ()
        self._values: Sequence[float] = ()
        self.plot = pyqtgraph.PlotWidget()
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(False, False)
        self.plot.hideButtons()
        self.plot.scene().sigMouseClicked.connect(self._click)
        self.setAccessibleName(_("图表"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)

    def show_bars(self, names: Sequence[str], values: Sequence[float]) -> None:
        """Show these bars, from the top down; more than `MOST` are left out."""
        self._names, self._values = names[:MOST], values[:MOST]
        told = "，".join(f"{n} {v:g}%" for n, v in zip(self._names, self._values, strict=True))
        self.setAccessibleDescription(told)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        tokens = current_tokens()
        self.plot.clear()
        self.plot.setBackground(tokens.panel)
        places = [-place for place in range(len(self._values))]
        bars = pyqtgraph.BarGraphItem(
            x0=0,
            y=places,
            height=0.62,
            width=list(self._values),
            brush=QColor(tokens.accent),
            pen=QColor(tokens.accent),
        )
        self.plot.addItem(bars)
        for place, value in zip(places, self._values, strict=True):
            words = pyqtgraph.TextItem(f"{value:.2f}", color=tokens.text, anchor=(0, 0.5))
            words.setFont(font(SMALL_PX))
            words.setPos(value, place)
            self.plot.addItem(words)
        names = [(place, _short(name)) for place, name in zip(places, self._names, strict=True)]
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(tokens.line)
            axis.setTextPen(tokens.secondary)
            axis.setStyle(tickFont=font(SMALL_PX), tickLength=0)
        self.plot.getAxis("left").setTicks([names])
        self.plot.getAxis("left").setWidth(ROOM_FOR_NAMES)
        self.plot.setXRange(0, 112, padding=0)
        self.plot.setYRange(-max(len(self._values), FEWEST) + 0.4, 0.6, padding=0)

    def _click(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self.plot.getPlotItem().vb.mapSceneToView(event.scenePos())
        place = round(-at.y())
        if 0 <= place < len(self._values):
            self.chosen.emit(place)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
