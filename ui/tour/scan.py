"""A made application with a stamp, as a unit would scan it, for the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPen

from ui.theme import font

WIDTH, HEIGHT = 1240, 1754
EDGE = 120
STAMP = QColor(196, 38, 30, 190)


def draw_application(path: Path, lines: Sequence[tuple[str, str]]) -> Path:
    """Write the picture of an application form to `path`: labels and what stands beside them."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("#FBFAF6"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = QColor("#2A2A2E")
    painter.setPen(ink)
    painter.setFont(font(64, bold=True))
    title = QRectF(0, 150, WIDTH, 100)
    painter.drawText(title, Qt.AlignmentFlag.AlignCenter, "案件延期办理申请表")
    painter.setFont(font(36))
    painter.setPen(QPen(ink, 3))
    top, row = 320.0, 120.0
    for place, (label, words) in enumerate(lines):
        area = QRectF(EDGE, top + place * row, WIDTH - 2 * EDGE, row)
        painter.drawRect(area)
        painter.drawLine(QPointF(area.left() + 240, area.top()), QPointF(360, area.bottom()))
        painter.drawText(
            QRectF(area.left(), area.top(), 240, row), Qt.AlignmentFlag.AlignCenter, label
        )
        where = QRectF(area.left() + 264, area.top(), area.width() - 280, row)
        wrapped = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWrapAnywhere
        painter.drawText(where, wrapped, words)
    painter.drawText(QPointF(EDGE, 1280), "单位负责人（签字）：　示例")
    painter.drawText(QPointF(EDGE, 1360), "二〇二六年十一月二十二日")
    _draw_stamp(painter, QPointF(860, 1300))
    painter.end()
    QImageWriter(str(path), QByteArray(b"jpg")).write(image)
    return path


def _draw_stamp(painter: QPainter, middle: QPointF) -> None:
    painter.setPen(QPen(STAMP, 9))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(middle, 165, 165)
    painter.setFont(font(38, bold=True))
    box = QRectF(middle.x() - 150, middle.y() - 110, 300, 90)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "示例专用章")
    painter.setFont(font(72, bold=True))
    painter.drawText(box.translated(0, 90), Qt.AlignmentFlag.AlignCenter, "★")
