"""A chart of a report, drawn with pyqtgraph: bars, stacked bars, lines or shares.

A click on what stands for a number asks for the list behind it; with the keyboard the arrows go
from number to number and Enter opens the list.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from seatapp.reports.figure_tables import Chart
from seatapp.text import _
from ui.recoloured import Recoloured
from ui.theme import current_tokens
from ui.widgets.chart_drawing import Drawn, draw, least_height
from ui.widgets.plot import Plot
from ui.wording import chart_words, figure_words

PICTURE_SCALE = 2
"""Pictures have twice the pixels of the screen, so that they print well."""


class ChartView(QWidget):
    """Draws one chart, which scrolls where there is less room than its names need.

    Signals:
        chosen(int, int): somebody wants what stands behind a number, by series and place.
        pointed(str): the words of the number under the pointer or the marked one; empty for none.
    """

    chosen = Signal(int, int)
    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self._drawn: Drawn | None = None
        self._marked = -1
        self.plot = Plot()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.plot)
        self.plot.resized.connect(self._draw_again)
        self.plot.scene().sigMouseClicked.connect(self._click)
        self.plot.scene().sigMouseMoved.connect(self._move)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("图表"))
        Recoloured(self, self._draw_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)

    def show_chart(self, chart: Chart) -> None:
        """Show this chart."""
        self.chart, self._marked = chart, -1
        self.plot.setMinimumHeight(least_height(chart))
        self.setAccessibleName(chart_words(chart))
        told = [self.words(series, place) for series, place in self._places()]
        self.setAccessibleDescription("，".join(told[:40]))
        self._draw()

    def words(self, series: int, place: int) -> str:
        """A number of the chart in words."""
        assert self.chart is not None
        shown = self.chart.series[series]
        names = (figure_words(self.chart.names[place]), figure_words(shown.name))
        name = " ".join(part for part in names if part)
        return f"{name} {shown.values[place]} {figure_words(self.chart.unit)}"

    def picture(self) -> QImage:
        """The chart as a picture, sharper than the screen."""
        size = self.plot.size()
        image = QImage(size * PICTURE_SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(PICTURE_SCALE)
        image.fill(current_tokens().head)
        painter = QPainter(image)
        self.plot.render(painter)
        painter.end()
        return image

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from number to number, and open the list behind the marked one."""
        places = self._places()
        steps = {
            **{Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1},
            **{Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1},
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None and places:
            start = -1 if step > 0 and self._marked < 0 else max(self._marked, 0)
            self._marked = (start + step) % len(places)
            self.pointed.emit(self.words(*places[self._marked]))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._marked >= 0:
            self.chosen.emit(*places[self._marked])
        else:
            super().keyPressEvent(event)

    def _places(self) -> list[tuple[int, int]]:
        if self.chart is None:
            return []
        return [(s, p) for p in range(len(self.chart.names)) for s in range(len(self.chart.series))]

    def _draw_again(self) -> None:
        if self.chart is not None:
            self._draw()

    def _draw(self) -> None:
        assert self.chart is not None
        self._drawn = draw(self.plot, self.chart, current_tokens())

    def _click(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            found = self._at(event.scenePos())
            if found is not None:
                self.chosen.emit(*found)

    def _move(self, at: Any) -> None:
        found = self._at(at)
        self.setCursor(
            Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor
        )
        self.pointed.emit("" if found is None else self.words(*found))

    def _at(self, scene_point: Any) -> tuple[int, int] | None:
        if self._drawn is None:
            return None
        point = self.plot.view.mapSceneToView(scene_point)
        return self._drawn.at(point.x(), point.y())
