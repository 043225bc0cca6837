"""How the cells of a queue are drawn: mark, time left in its colour, small tags, quiet lines."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from seatapp.local.views import QueueRow
from ui.durations import Level
from ui.models.queue_model import WAITING, Column, QueueModel
from ui.theme import TEXT_PX, Tokens, current_tokens, font, row_px
from ui.widgets.icons import pixmap
from ui.widgets.marks import draw_mark, level_colour

SIDE_PX = 6
TAG_FONT_PX = 11
UNSENT_PX = 14
TAG_GAP_PX = 5

_BROADEST = re.compile(r"^[^0-9]{1,8}?(省|市|区|县|街道|镇|乡|社区|村)(?=.{2})")

_QUIET = frozenset(Column) - {Column.MARK, Column.TIME, Column.TITLE, Column.ADDRESS}


class QueueCells(QStyledItemDelegate):
    """Draws one cell. The row under the pointer is told by the table (`hover_row`)."""

    def __init__(self, model: QueueModel) -> None:
        super().__init__()
        self._model = model
        self._plain = font(TEXT_PX)
        self._bold = font(TEXT_PX, bold=True)
        self._small = font(TAG_FONT_PX)
        self.hover_row = -1
        self.focused = False

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Every row has the same height."""
        return QSize(0, row_px())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw ground, line and contents of a cell."""
        tokens = current_tokens()
        area = _rect(option)
        chosen = bool(_state(option) & QStyle.StateFlag.State_Selected)
        self._ground(painter, area, index, chosen, tokens)
        row = self._model.row_at(index.row())
        column = Column(index.column())
        if row is None:
            if column is not Column.MARK:
                self._words(painter, area, WAITING, tokens.faint, self._plain)
            return
        if column is Column.MARK:
            level = self._model.left_at(row).level
            middle = QPointF(area.center()) + QPointF(2, 0.5)
            draw_mark(painter, middle, level, level_colour(level, tokens))
        elif column is Column.TIME:
            left = self._model.left_at(row)
            loud = left.level in (Level.LATE, Level.NEAR)
            colour = level_colour(left.level, tokens) if loud else tokens.secondary
            self._words(painter, area, left.text, colour, self._bold if loud else self._plain)
        elif column is Column.NUMBER:
            self._number(painter, area, row, tokens)
        elif column is Column.TITLE:
            self._title(painter, area, row, tokens)
        elif column is Column.ADDRESS:
            room = area.width() - SIDE_PX - SIDE_PX // 2 - 1
            shown = fitting_address(row.address, QFontMetrics(self._plain), room)
            self._words(painter, area, shown, tokens.text, self._plain)
        else:
            colour = tokens.secondary if column in _QUIET else tokens.text
            self._words(painter, area, self._model.words(row, column), colour, self._plain)

    def title_width(self, row: QueueRow) -> int:
        """The room that the title of a row takes, with its tags."""
        tags, small = self._tags(row, current_tokens()), QFontMetrics(self._small)
        width = sum(small.horizontalAdvance(words) + 8 + TAG_GAP_PX for words, _c, _g in tags)
        return width + QFontMetrics(self._plain).horizontalAdvance(row.title)

    def _ground(
        self,
        painter: QPainter,
        area: QRect,
        index: QModelIndex | QPersistentModelIndex,
        chosen: bool,
        tokens: Tokens,
    ) -> None:
        if chosen:
            painter.fillRect(area, QColor(tokens.accent_ground))
            if index.column() == Column.MARK and self.focused:
                painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), tokens.accent)
        elif index.row() == self.hover_row:
            painter.fillRect(area, QColor(tokens.hover))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _number(self, painter: QPainter, area: QRect, row: QueueRow, tokens: Tokens) -> None:
        room = area
        if row.pending:
            room = area.adjusted(0, 0, -UNSENT_PX - 2, 0)
            place = QPointF(room.right() - SIDE_PX + 4, area.center().y() - UNSENT_PX / 2 + 1)
            painter.drawPixmap(place, pixmap("unsent", tokens.near, UNSENT_PX))
        self._words(painter, room, row.number, tokens.secondary, self._plain)

    def _title(self, painter: QPainter, area: QRect, row: QueueRow, tokens: Tokens) -> None:
        room = QRect(area)
        for words, colour, ground in self._tags(row, tokens):
            room.setLeft(self._tag(painter, room, words, colour, ground))
        self._words(painter, room, row.title, tokens.text, self._plain)

    def _tags(self, row: QueueRow, tokens: Tokens) -> list[tuple[str, str, str]]:
        inks = {
            "urgent": (tokens.near, tokens.near_ground),
            "critical": (tokens.late, tokens.late_ground),
            "doubtful": (tokens.secondary, tokens.ground),
        }
        return [(words, *inks[about]) for about, words in self._model.tags(row)]

    def _tag(self, painter: QPainter, room: QRect, words: str, colour: str, ground: str) -> int:
        """Draw a tag at the left of `room`; returns where the next thing may begin."""
        metrics = QFontMetrics(self._small)
        width = metrics.horizontalAdvance(words) + 8
        box = QRectF(room.left() + SIDE_PX, room.center().y() - 8, width, 17)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(self._small)
        painter.setPen(QColor(colour))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()
        return int(box.right()) - SIDE_PX + TAG_GAP_PX

    def _words(self, painter: QPainter, area: QRect, words: str, colour: str, face: QFont) -> None:
        room = area.adjusted(SIDE_PX, 0, -SIDE_PX // 2, -1)
        shown = QFontMetrics(face).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(face)
        painter.setPen(QColor(colour))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def fitting_address(address: str, metrics: QFontMetrics, room: int) -> str:
    """`address` without its broadest parts, as many as must go: people look for the street.

    东湖区文昌街道学府社区文汇大街76号 becomes 文汇大街76号 in a narrow column.
    """
    shown = address
    while metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room) != shown:
        part = _BROADEST.match(shown)
        if part is None:
            break
        shown = shown[part.end() :]
    return shown


def _rect(option: QStyleOptionViewItem) -> QRect:
    rect = option.rect  # type: ignore[attr-defined]
    assert isinstance(rect, QRect)
    return rect


def _state(option: QStyleOptionViewItem) -> QStyle.StateFlag:
    state = option.state  # type: ignore[attr-defined]
    assert isinstance(state, QStyle.StateFlag)
    return state
