"""The mark of a deadline: one shape and one colour a level, drawn with a painter."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.durations import Level
from ui.theme import Tokens, current_tokens

MARK_PX = 11


def level_colour(level: Level, tokens: Tokens) -> str:
    """The colour in which words of that level are written."""
    return {
        Level.LATE: tokens.late,
        Level.NEAR: tokens.near,
        Level.IN_TIME: tokens.in_time,
    }.get(level, tokens.secondary)


def level_ground(level: Level, tokens: Tokens) -> str:
    """The ground of a pill of that level."""
    return {
        Level.LATE: tokens.late_ground,
        Level.NEAR: tokens.near_ground,
        Level.IN_TIME: tokens.in_time_ground,
    }.get(level, tokens.ground)


def draw_mark(
    painter: QPainter, middle: QPointF, level: Level, colour: str, size: float = MARK_PX
) -> None:
    """Draw ■ late, ▲ near, ● in time, two bars paused, ○ unset or ✓ done around `middle`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    half = size / 2
    x, y = middle.x(), middle.y()
    if level is Level.LATE:
        square = QRectF(x - half + 0.5, y - half + 0.5, size - 1, size - 1)
        painter.drawRoundedRect(square, 1.5, 1.5)
    elif level is Level.NEAR:
        painter.setPen(_line(colour, 1.0))
        peak, foot = y - half + 0.5, y + half - 1.5
        painter.drawPolygon(
            QPolygonF([QPointF(x, peak), QPointF(x + half, foot), QPointF(x - half, foot)])
        )
    elif level is Level.IN_TIME:
        painter.drawEllipse(middle, half - 0.5, half - 0.5)
    elif level is Level.PAUSED:
        bar = size * 0.24
        for left in (x - bar * 1.5, x + bar * 0.5):
            painter.drawRoundedRect(QRectF(left, y - half + 1, bar, size - 2), 0.8, 0.8)
    elif level is Level.DONE:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_line(colour, 1.7))
        painter.drawPolyline(
            QPolygonF(
                [
                    QPointF(x - half + 0.5, y + 0.5),
                    QPointF(x - 1, y + half - 1.5),
                    QPointF(x + half, y - half + 2),
                ]
            )
        )
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_line(colour, 1.3))
        painter.drawEllipse(middle, half - 1.5, half - 1.5)
    painter.restore()


def _line(colour: str, width: float) -> QPen:
    return QPen(
        QColor(colour),
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


class Mark(QWidget):
    """The mark of a level as a widget of its own."""

    def __init__(self, level: Level, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = level
        self.setFixedSize(QSize(MARK_PX + 3, MARK_PX + 3))

    def show_level(self, level: Level) -> None:
        """Show another level."""
        self._level = level
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark in the middle."""
        painter = QPainter(self)
        colour = level_colour(self._level, current_tokens())
        draw_mark(painter, QPointF(self.rect().center()) + QPointF(0.5, 0.5), self._level, colour)
