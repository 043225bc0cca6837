"""A map without tiles: grid cells, the case, photos, cases and components nearby, a scale.

It draws metres around its middle (the earth is flat enough for a city); the wheel zooms, a drag
moves, a click tells where.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QGraphicsView, QWidget

from seatapp.text import _
from ui.recoloured import Recoloured
from ui.theme import SMALL_PX, Tokens, current_tokens, font
from ui.widgets.plain_tip import plain_tip

if TYPE_CHECKING:
    from seatapp.intake.map_data import MapData, Pin

METRES_A_DEGREE = 111_195.0
E7 = 10_000_000
STEP = 1.3
LEAST, MOST = 0.02, 12.0
"""Pixels a metre: a whole city, and a manhole cover."""

FIRST_METRES = 420.0
CODES_FROM = 0.9
"""From so many pixels a metre on the cells bear the last digits of their code."""

DRAG_PX = 4
SCALE_LEAST_PX = 70


@dataclass(frozen=True)
class Flat:
    """Metres to the east and south of a middle, and back."""

    lat_e7: int
    lon_e7: int

    @property
    def _east(self) -> float:
        return METRES_A_DEGREE / E7 * math.cos(math.radians(self.lat_e7 / E7))

    def spot(self, lat_e7: float, lon_e7: float) -> QPointF:
        """Where a position lies in the scene."""
        south = (self.lat_e7 - lat_e7) * METRES_A_DEGREE / E7
        return QPointF((lon_e7 - self.lon_e7) * self._east, south)

    def position(self, spot: QPointF) -> tuple[int, int]:
        """The latitude and longitude of a point of the scene."""
        lat = self.lat_e7 - spot.y() * E7 / METRES_A_DEGREE
        return round(lat), round(self.lon_e7 + spot.x() / self._east)


class PinItem(QGraphicsItem):
    """A pin that keeps its size on the screen; its words stand in the tip."""

    def __init__(self, pin: Pin) -> None:
        super().__init__()
        self.pin = pin
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setToolTip(plain_tip(pin.words))
        self.setZValue({"case": 5, "photo": 4}.get(pin.kind, 3))

    def boundingRect(self) -> QRectF:
        """Mark and words."""
        width = QFontMetricsF(font(SMALL_PX)).horizontalAdvance(self._label())
        return QRectF(-12, -26, 28 + width, 40)

    def paint(self, painter: QPainter, option: object, widget: QWidget | None = None) -> None:
        """Draw the mark of the kind, and for the case and its photos the words."""
        tokens = current_tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(_colour(self.pin.kind, tokens))
        painter.setPen(QPen(QColor(tokens.panel), 1.5))
        painter.setBrush(colour)
        if self.pin.kind == "case":
            drop = QPainterPath()
            drop.moveTo(0, 0)
            drop.cubicTo(-3, -7, -9, -9, -9, -15)
            drop.arcTo(QRectF(-9, -24, 18, 18), 180, -180)
            drop.cubicTo(9, -9, 3, -7, 0, 0)
            painter.drawPath(drop)
            painter.setBrush(QColor(tokens.panel))
            painter.drawEllipse(QPointF(0, -15), 3, 3)
        elif self.pin.kind == "photo":
            painter.drawRect(QRectF(-6, -5, 12, 10))
        elif self.pin.kind == "component":
            painter.drawPolygon(
                QPolygonF([QPointF(0, -6), QPointF(6, 0), QPointF(0, 6), QPointF(-6, 0)])
            )
        else:
            painter.drawEllipse(QPointF(0, 0), 5.5, 5.5)
        if self._label():
            painter.setFont(font(SMALL_PX))
            painter.setPen(colour)
            painter.drawText(QPointF(12, 4), self._label())

    def _label(self) -> str:
        return self.pin.words if self.pin.kind == "photo" else ""


class MapView(QGraphicsView):
    """Shows map data.

    Signals: `picked(int, int)` a click at this latitude and longitude (whole 1e-7 degrees);
    `pin_chosen(str, str)` a click on a pin, by its kind and code.
    """

    picked = Signal(int, int)
    pin_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flat = Flat(0, 0)
        self._data: MapData | None = None
        self._pressed: QPointF | None = None
        self._fitted = False
        self.setScene(QGraphicsScene(self))
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setAccessibleName(_("地图"))
        self.setMinimumHeight(220)
        Recoloured(self, self._recolour)

    @property
    def pixels_a_metre(self) -> float:
        """How near the map is."""
        return self.transform().m11()

    def show_map(self, data: MapData) -> None:
        """Show this; a new middle is gone to, else the view stays where it is."""
        if data == self._data:
            return
        moved = self._data is None or self._data.centre != data.centre
        self._data = data
        self._draw()
        if moved:
            self._go_to_middle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The first time the size is known, show the neighbourhood."""
        super().resizeEvent(event)
        if not self._fitted:
            self._go_to_middle()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        self._zoom(STEP if event.angleDelta().y() > 0 else 1 / STEP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom; the arrows move."""
        factor = {Qt.Key.Key_Plus: STEP, Qt.Key.Key_Equal: STEP, Qt.Key.Key_Minus: 1 / STEP}.get(
            Qt.Key(event.key())
        )
        if factor is None:
            super().keyPressEvent(event)
        else:
            self._zoom(factor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where, to tell a click from a drag."""
        self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses a pin, or tells the position."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None or (event.position() - pressed).manhattanLength() > DRAG_PX:
            return
        at = event.position().toPoint()
        named = (one.pin for one in self.items(at) if isinstance(one, PinItem) and one.pin.code)
        pin = next(named, None)  # the mark of the case itself hides nothing that can be chosen
        if pin is not None:
            self.pin_chosen.emit(pin.kind, pin.code)
        elif self._data is not None and self._data.centre is not None:
            self.picked.emit(*self._flat.position(self.mapToScene(at)))

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        """The codes of cells when they are near, and the scale."""
        painter.resetTransform()
        if self._data is not None and self.pixels_a_metre >= CODES_FROM:
            self._draw_codes(painter, self._data)
        self._draw_scale(painter)

    def _recolour(self) -> None:
        if self._data is not None:
            self._draw()

    def _draw(self) -> None:
        data, tokens = self._data, current_tokens()
        scene = self.scene()
        scene.clear()
        scene.setBackgroundBrush(QColor(tokens.head))
        if data is None or data.centre is None:
            scene.addSimpleText(_("没有位置，也没有网格图。"), font())
            return
        self._flat = Flat(*data.centre)
        path = QPainterPath()
        for ring in data.cells.values():
            path.addPolygon(self._outline(ring))
            path.closeSubpath()
        pen = QPen(QColor(tokens.strong_line), 0)
        scene.addPath(path, pen, QBrush(QColor(tokens.panel)))
        case = next((pin for pin in data.pins if pin.kind == "case"), None)
        for pin in data.pins:
            spot = self._flat.spot(pin.lat_e7, pin.lon_e7)
            if case is not None and pin.kind == "photo":
                line = QPen(QColor(_colour("photo", tokens)), 0, Qt.PenStyle.DashLine)
                start = self._flat.spot(case.lat_e7, case.lon_e7)
                scene.addLine(start.x(), start.y(), spot.x(), spot.y(), line)
            item = PinItem(pin)
            item.setPos(spot)
            scene.addItem(item)
        bounds = scene.itemsBoundingRect()
        scene.setSceneRect(bounds.adjusted(-2000, -2000, 2000, 2000))

    def _outline(self, ring: object) -> QPolygonF:
        assert isinstance(ring, list | tuple)
        corners = zip(ring[::2], ring[1::2], strict=True)
        return QPolygonF([self._flat.spot(lat, lon) for lon, lat in corners])

    def _go_to_middle(self) -> None:
        if self.viewport().width() < 50:
            return
        self._fitted = True
        self.resetTransform()
        scale = self.viewport().width() / FIRST_METRES
        self.scale(scale, scale)
        self.centerOn(0, 0)

    def _zoom(self, factor: float) -> None:
        if LEAST <= self.pixels_a_metre * factor <= MOST:
            self.scale(factor, factor)
            self.viewport().update()

    def _draw_codes(self, painter: QPainter, data: MapData) -> None:
        painter.setFont(font(SMALL_PX))
        painter.setPen(QColor(current_tokens().secondary))
        shown = self.viewport().rect()
        for code, ring in data.cells.items():
            middle = self.mapFromScene(self._outline(ring).boundingRect().center())
            if shown.contains(middle):
                painter.drawText(middle, code[-3:])

    def _draw_scale(self, painter: QPainter) -> None:
        """A bar of a round number of metres."""
        if self._data is None or self._data.centre is None:
            return
        metres = next(
            size
            for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
            if size * self.pixels_a_metre >= SCALE_LEAST_PX or size == 10_000
        )
        length = metres * self.pixels_a_metre
        left, low = 14.0, self.viewport().height() - 14.0
        painter.setPen(QPen(QColor(current_tokens().text), 1.5))
        for start, end in (
            (QPointF(left, low), QPointF(left + length, low)),
            (QPointF(left, low - 4), QPointF(left, low)),
            (QPointF(left + length, low - 4), QPointF(left + length, low)),
        ):
            painter.drawLine(start, end)
        near, far = _("{n} 米").format(n=metres), _("{n} 公里").format(n=metres // 1000)
        words = near if metres < 1000 else far
        painter.setFont(font(SMALL_PX))
        painter.drawText(QPointF(left + 4, low - 7), words)


def _colour(kind: str, tokens: Tokens) -> str:
    return {
        "case": tokens.late,
        "photo": tokens.accent,
        "nearby": tokens.near,
    }.get(kind, tokens.in_time)
