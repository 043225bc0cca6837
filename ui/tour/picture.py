"""Pictures of a window as it stands on the screen, with what stands over it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import current_tokens

SHADE = QColor(15, 23, 38, 70)
SHADOW_PX = 12


def picture_of(window: QWidget, over: QWidget | None) -> QPixmap:
    """The window, with a dialog (`over`) in its middle and an open list where it stands."""
    whole = window.grab()
    popup = QApplication.activePopupWidget()
    if over is None and popup is None:
        return whole
    painter = QPainter(whole)
    corner = QPoint(0, 0)
    if over is not None:
        painter.fillRect(whole.rect(), SHADE)
        corner = _in_the_middle(window.size(), over)
        _lay_on(painter, over, corner)
    if popup is not None:
        _lay_on(painter, popup, corner + _below_its_field(popup, over or window))
    painter.end()
    return whole


def picture_alone(dialog: QWidget, screen: QSize) -> QPixmap:
    """A dialog in the middle of an empty screen."""
    whole = QPixmap(screen)
    whole.fill(QColor(current_tokens().rail))
    painter = QPainter(whole)
    _lay_on(painter, dialog, _in_the_middle(screen, dialog))
    painter.end()
    return whole


def save_picture(picture: QPixmap, path: Path) -> None:
    """Write a picture as PNG. Raises `OSError` when it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not picture.save(str(path), "PNG"):
        raise OSError(f"the picture {path} was not written")


def _in_the_middle(room: QSize, over: QWidget) -> QPoint:
    return QPoint((room.width() - over.width()) // 2, (room.height() - over.height()) // 2)


def _below_its_field(popup: QWidget, base: QWidget) -> QPoint:
    """Where an open list belongs; a screen smaller than the window would have moved it."""
    field = popup.focusProxy()
    if field is None or not base.isAncestorOf(field):
        return popup.pos() - base.mapToGlobal(QPoint(0, 0))
    return field.mapTo(base, QPoint(0, field.height() + 1))


def _lay_on(painter: QPainter, widget: QWidget, corner: QPoint) -> None:
    """Draw `widget` with a soft shadow and a thin edge, as a desktop frames it."""
    shown = widget.grab()
    area = QRect(corner, widget.size())
    for ring in range(SHADOW_PX, 0, -2):
        painter.fillRect(area.adjusted(-ring, -ring + 4, ring, ring + 4), QColor(0, 0, 0, 5))
    painter.drawPixmap(corner, shown)
    painter.setPen(QPen(QColor(current_tokens().strong_line)))
    painter.drawRect(area.adjusted(-1, -1, 0, 0))
