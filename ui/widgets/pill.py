"""A pill: a mark and a few words on a coloured ground, which may be pressed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.durations import Level
from ui.theme import SMALL_PX, current_tokens, font
from ui.widgets.marks import MARK_PX, draw_mark, level_colour, level_ground

_SIDE, _GAP, _HEIGHT = 10, 6, 24


class Pill(QAbstractButton):
    """Shows a level in shape, colour and words; `clicked` when it is pressed.

    A pill that does nothing when pressed takes no focus (`pressable=False`).
    """

    def __init__(
        self,
        text: str = "",
        level: Level = Level.UNSET,
        parent: QWidget | None = None,
        pressable: bool = False,
    ) -> None:
        super().__init__(parent)
        self._level = level
        self._pressable = pressable
        self.setFont(font(SMALL_PX))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        policy = Qt.FocusPolicy.TabFocus if pressable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        if pressable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.say(text, level)

    def say(self, text: str, level: Level) -> None:
        """Show other words at another level."""
        if (text, level) == (self.text(), self._level) and self.accessibleName():
            return
        self._level = level
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def level(self) -> Level:
        """The level shown."""
        return self._level

    def sizeHint(self) -> QSize:
        """Mark, gap and words between the sides."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(2 * _SIDE + MARK_PX + _GAP + words, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, mark and words; a ring while it has the focus."""
        tokens = current_tokens()
        colour = level_colour(self._level, tokens)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = self.hasFocus() or (self._pressable and self.underMouse())
        painter.setPen(QPen(QColor(colour)) if ring else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(level_ground(self._level, tokens)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        middle = QPointF(_SIDE + MARK_PX / 2, self.height() / 2)
        draw_mark(painter, middle, self._level, colour, MARK_PX - 1)
        painter.setPen(QColor(colour))
        words = self.rect().adjusted(_SIDE + MARK_PX + _GAP, 0, -_SIDE, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
