"""A table of a report for a view: texts as they stand, numbers to the right, links underlined."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from seatapp.reports.figure_tables import Link, Table
from ui.theme import TEXT_PX, current_tokens, font
from ui.widgets.plain_tip import plain_tip
from ui.wording import figure_words

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_NUMERIC = frozenset("0123456789.+-—%/ ")
NOTHING = Table("", "", (), (), "", "")
"""What stands there before anything was read."""


class FiguresModel(QAbstractTableModel):
    """Shows one `Table` at a time; `link` tells what stands behind a cell."""

    def __init__(self, table: Table = NOTHING, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = table

    def show_table(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """The rows of the table."""
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Its columns."""
        return 0 if parent.isValid() else len(self.table.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return figure_words(self.table.columns[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            numbers = section and all(_numeric(row[section]) for row in self.table.rows)
            return _aligned(bool(numbers and self.table.rows))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, and how they look."""
        text = self.table.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return figure_words(text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(figure_words(text))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(bool(index.column()) and _numeric(text))
        if self.link(index) is None:
            return None
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(current_tokens().accent)
        if role == Qt.ItemDataRole.FontRole:
            shown = QFont(font(TEXT_PX))
            shown.setUnderline(True)
            return shown
        return None

    def link(self, index: Index) -> Link | None:
        """The group and the count behind a number; None where there is no list, or nothing."""
        if self.table.rows[index.row()][index.column()] == "0":
            return None
        return self.table.behind(index.row(), index.column())


def _numeric(text: str) -> bool:
    return set(text) <= _NUMERIC


def _aligned(right: bool) -> int:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
