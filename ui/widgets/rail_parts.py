"""What stands on the rail beside the places: its head, the names of groups, and its buttons."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from seatapp.text import _
from ui.theme import TEXT_PX, current_tokens, font
from ui.widgets.icons import pixmap
from ui.widgets.rail_item import NARROW_PX, SMALLEST_PX, WIDE_PX

_GROUP_PX, _HEAD_PX = 28, 60
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class RailHeading(QWidget):
    """The name of a group of queues."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._narrow = False
        self.setFixedHeight(_GROUP_PX)

    def fold(self, narrow: bool) -> None:
        """Become a thin line in the narrow form."""
        self._narrow = narrow
        self.setFixedHeight(13 if narrow else _GROUP_PX)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the name, or the line."""
        tokens = current_tokens()
        painter = QPainter(self)
        if self._narrow:
            painter.setPen(QColor(tokens.rail_selected))
            painter.drawLine(18, 6, self.width() - 18, 6)
            return
        painter.setFont(font(SMALLEST_PX))
        painter.setPen(QColor(tokens.rail_faint))
        low = Qt.AlignmentFlag.AlignBottom
        painter.drawText(self.rect().adjusted(18, 0, 0, -5), low, self._text)


class RailHead(QWidget):
    """The name of the program and of the city."""

    def __init__(self, city: str) -> None:
        super().__init__()
        self._city = city
        self._narrow = False
        self.setFixedHeight(_HEAD_PX)

    def fold(self, narrow: bool) -> None:
        """Keep two characters in the narrow form."""
        self._narrow = narrow
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both lines."""
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setPen(QColor(tokens.rail_strong))
        painter.setFont(font(16 if not self._narrow else 13, bold=True))
        if self._narrow:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("席位"))
            return
        painter.drawText(QRect(18, 10, self.width(), 24), _MIDDLE, _("城管席位工作站"))
        painter.setPen(QColor(tokens.rail_faint))
        painter.setFont(font(SMALLEST_PX))
        painter.drawText(QRect(18, 33, self.width(), 18), _MIDDLE, self._city)


class RailButton(QAbstractButton):
    """A button in the colours of the rail: an icon and a word, with its key at the right."""

    def __init__(self, label: str, drawing: str, key: str, primary: bool) -> None:
        super().__init__()
        self.setText(label)
        self.setAccessibleName(label)
        self._drawing, self._key, self._primary = drawing, key, primary
        self._narrow = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(f"{label}  {key}")

    def fold(self, narrow: bool) -> None:
        """Leave out the key, and the word where there is a drawing that says enough."""
        self._narrow = narrow
        self._drawing = {"fold_rail": "unfold_rail", "unfold_rail": "fold_rail"}.get(
            self._drawing, self._drawing
        )
        self.update()

    def sizeHint(self) -> QSize:
        """One row of the rail."""
        return QSize(NARROW_PX if self._narrow else WIDE_PX, 44 if self._primary else 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, word and key."""
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(12, 4, -12, -6) if self._primary else self.rect()
        colour = tokens.rail_strong if self._primary else tokens.rail_faint
        if self._primary:
            ground = tokens.rail_button
            painter.setPen(
                QPen(QColor(tokens.rail_strong)) if self.hasFocus() else Qt.PenStyle.NoPen
            )
            painter.setBrush(QColor(ground).lighter(115 if self.underMouse() else 100))
            painter.drawRoundedRect(area, 6, 6)
        elif self.underMouse() or self.hasFocus():
            painter.fillRect(area, QColor(tokens.rail_hover))
        if self._narrow:
            self._draw_narrow(painter, area, colour)
        else:
            self._draw_wide(painter, area, colour)

    def _draw_narrow(self, painter: QPainter, area: QRect, colour: str) -> None:
        if self._primary:
            painter.setPen(QColor(colour))
            painter.setFont(font(TEXT_PX, bold=True))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())
        else:
            middle = area.center()
            painter.drawPixmap(middle.x() - 7, middle.y() - 7, pixmap(self._drawing, colour, 16))

    def _draw_wide(self, painter: QPainter, area: QRect, colour: str) -> None:
        tokens = current_tokens()
        left = 10 if self._primary else 18
        drawn = pixmap(self._drawing, colour, 16)
        painter.drawPixmap(area.left() + left, area.center().y() - 7, drawn)
        painter.setPen(QColor(colour))
        painter.setFont(font(TEXT_PX if self._primary else 12, bold=self._primary))
        painter.drawText(area.adjusted(left + 23, 0, 0, 0), _MIDDLE, self.text())
        painter.setFont(font(SMALLEST_PX))
        painter.setPen(QColor(tokens.rail_text if self._primary else tokens.rail_faint))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area.adjusted(0, 0, -10, 0), right, self._key)
