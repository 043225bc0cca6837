"""The mark of a check: ✓ pass, ▲ look again, ✕ reject, ? unknown, drawn in one shape each."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.theme import SMALL_PX, Tokens, current_tokens, font

MARK_PX = 16


def result_colour(result: str, tokens: Tokens) -> str:
    """The colour in which an answer is written."""
    return {"pass": tokens.in_time, "warn": tokens.near, "reject": tokens.late}.get(
        result, tokens.secondary
    )


def draw_result(painter: QPainter, middle: QPointF, result: str, colour: str) -> None:
    """Draw the mark of an answer around `middle`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x, y = middle.x(), middle.y()
    if result == "warn":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawPolygon(
            QPolygonF([QPointF(x, y - 5.5), QPointF(x + 6, y + 4.5), QPointF(x - 6, y + 4.5)])
        )
    elif result == "unknown":
        painter.setFont(font(SMALL_PX, bold=True))
        painter.setPen(QColor(colour))
        painter.drawText(QRectF(x - 8, y - 8, 16, 16), Qt.AlignmentFlag.AlignCenter, "?")
    else:
        painter.setPen(QPen(QColor(colour), 1.8, c=Qt.PenCapStyle.RoundCap))
        for line in _STROKES.get(result, ()):
            painter.drawPolyline(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in line]))
    painter.restore()


_STROKES = {
    "pass": (((-5, 0.5), (-1.5, 4), (5, -4)),),
    "reject": (((-4, -4), (4, 4)), ((-4, 4), (4, -4))),
}


class ResultMark(QWidget):
    """The mark of one answer as a widget of its own."""

    def __init__(self, result: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result = result
        self.setFixedSize(QSize(MARK_PX, MARK_PX + 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark in the middle."""
        painter = QPainter(self)
        colour = result_colour(self._result, current_tokens())
        draw_result(
            painter, QPointF(self.rect().center()) + QPointF(0.5, 0.5), self._result, colour
        )
