"""A place on the rail: its name, how much waits there, and what of it is late."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from seatapp.local.views import QueueCount
from seatapp.text import _
from ui.durations import Level
from ui.theme import TEXT_PX, current_tokens, font
from ui.widgets.marks import draw_mark

WIDE_PX, NARROW_PX = 180, 76
ITEM_PX, _NARROW_ITEM_PX = 32, 48
SMALLEST_PX = 11
NAME_PX = 22
"""Where a name begins."""

NOTHING = QueueCount(0, 0)
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class RailItem(QAbstractButton):
    """One place to go, with its count; what is late stands in a red badge with a square."""

    def __init__(self, name: str, label: str, alarming: bool = False) -> None:
        super().__init__()
        self.name = name
        self.count = NOTHING
        self._alarming = alarming
        self._narrow = False
        self.setText(label)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(NOTHING)

    def show_count(self, count: QueueCount) -> None:
        """Show how much waits here; an alarming place counts everything as late."""
        self.count = QueueCount(count.total, count.total) if self._alarming else count
        self.setAccessibleName(self._spoken())
        self.update()

    def _spoken(self) -> str:
        """What a screen reader says; most places have nothing to count."""
        label, total, late = self.text(), self.count.total, self.count.late
        if late:
            words = _("{label}，{total} 件，超时 {late} 件")
            return words.format(label=label, total=total, late=late)
        return _("{label}，{total} 件").format(label=label, total=total) if total else label

    def fold(self, narrow: bool) -> None:
        """Show the short or the long form."""
        self._narrow = narrow
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as the rail."""
        return QSize(NARROW_PX, _NARROW_ITEM_PX) if self._narrow else QSize(WIDE_PX, ITEM_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, name and badges."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        if self._narrow:
            self._draw_narrow(painter)
        else:
            self._draw_wide(painter)

    def _draw_ground(self, painter: QPainter) -> None:
        tokens = current_tokens()
        side = 4 if self._narrow else 8
        area = QRectF(self.rect()).adjusted(side, 1, -side, -1)
        ground = None
        if self.isChecked():
            ground = tokens.rail_selected
        elif self.underMouse():
            ground = tokens.rail_hover
        painter.setPen(QPen(QColor(tokens.rail_faint)) if self.hasFocus() else Qt.PenStyle.NoPen)
        if ground or self.hasFocus():
            painter.setBrush(QColor(ground or tokens.rail))
            painter.drawRoundedRect(area, 6, 6)
        if self.isChecked() and not self._narrow:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.rail_mark))
            painter.drawRoundedRect(QRectF(8, area.center().y() - 9, 3, 18), 1.5, 1.5)

    def _name_colour(self) -> QColor:
        tokens = current_tokens()
        strong = self.isChecked() or self.count.total > 0
        if self.isChecked():
            return QColor(tokens.rail_strong)
        return QColor(tokens.rail_text if strong else tokens.rail_faint)

    def _draw_wide(self, painter: QPainter) -> None:
        right = self.width() - 20
        if self.count.total and not self._alarming:
            right = self._draw_number(painter, right)
        if self.count.late:
            self._draw_late(painter, right, self.height() / 2)
            right -= _late_width(self.count.late)
        self._draw_name(painter, QRect(NAME_PX, 0, right - NAME_PX - 2, self.height()), TEXT_PX)

    def _draw_name(self, painter: QPainter, room: QRect, size: int, middle: bool = False) -> None:
        face = font(size, bold=self.isChecked())
        painter.setFont(face)
        painter.setPen(self._name_colour())
        words = QFontMetrics(face).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter if middle else _MIDDLE, words)

    def _draw_narrow(self, painter: QPainter) -> None:
        top = 5 if self.count.total else (self.height() - 16) // 2
        self._draw_name(painter, QRect(4, top, self.width() - 8, 16), SMALLEST_PX, middle=True)
        low = self.height() - 15.0
        if self.count.late:
            width = _late_width(self.count.late)
            total = "" if self._alarming else str(self.count.total)
            metrics = QFontMetrics(font(SMALLEST_PX))
            both = width + (metrics.horizontalAdvance(total) + 5 if total else 0)
            left = (self.width() - both) / 2
            self._draw_late(painter, int(left + width), low)
            painter.setPen(self._name_colour())
            painter.setFont(font(SMALLEST_PX))
            words = QRect(int(left + width + 5), int(low - 8), 40, 16)
            painter.drawText(words, _MIDDLE, total)
        elif self.count.total:
            painter.setFont(font(SMALLEST_PX))
            line = QRect(0, int(low - 8), self.width(), 16)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, str(self.count.total))

    def _draw_number(self, painter: QPainter, right: int) -> int:
        """Draw the count up to `right`; returns where it begins."""
        face = font(12)
        words = str(self.count.total)
        width = QFontMetrics(face).horizontalAdvance(words)
        painter.setFont(face)
        painter.setPen(self._name_colour())
        painter.drawText(QRect(right - width, 0, width, self.height()), _MIDDLE, words)
        return right - max(width, 16) - 7

    def _draw_late(self, painter: QPainter, right: float, middle: float) -> None:
        tokens = current_tokens()
        width = _late_width(self.count.late)
        box = QRectF(right - width, middle - 8.5, width, 17)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.rail_late))
        painter.drawRoundedRect(box, 8.5, 8.5)
        draw_mark(painter, QPointF(box.left() + 10, middle), Level.LATE, tokens.rail_strong, 8)
        painter.setFont(font(SMALLEST_PX, bold=True))
        painter.setPen(QColor(tokens.rail_strong))
        painter.drawText(box.adjusted(17, 0, 0, 0), _MIDDLE, str(self.count.late))


def _late_width(late: int) -> int:
    return 24 + QFontMetrics(font(SMALLEST_PX, bold=True)).horizontalAdvance(str(late))
