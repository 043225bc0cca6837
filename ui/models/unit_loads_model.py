"""Units with what each has of a queue, as a table: a row for all of them, then one a unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from seatapp.local.unit_loads import UnitLoad
from seatapp.text import _
from ui.theme import current_tokens

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NAME, TOTAL, SOON, LATE, SILENT = range(5)


class UnitLoadsModel(QAbstractTableModel):
    """Units with their counts; the first row is all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: Sequence[UnitLoad] = ()

    def show_loads(self, loads: Sequence[UnitLoad]) -> None:
        """Show these, under a row for all of them."""
        totals = [sum(numbers) for numbers in zip(*map(_numbers, loads), strict=True)]
        whole = [UnitLoad("", _("全部单位"), *totals)] if totals else []
        self.beginResetModel()
        self.loads = [*whole, *loads]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """All units, then each."""
        return 0 if parent.isValid() else len(self.loads)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """The name and four counts."""
        return 0 if parent.isValid() else SILENT + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(section)
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("单位"), _("在手"), _("将超时"), _("超时"), _("未催"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names and counts; what is late in its colour."""
        load, column = self.loads[index.row()], index.column()
        number = 0 if column == NAME else _numbers(load)[column - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return load.name if column == NAME else str(number) if number else "—"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(column)
        if role == Qt.ItemDataRole.ForegroundRole and number and column in (SOON, LATE):
            tokens = current_tokens()
            return QColor(tokens.late if column == LATE else tokens.near)
        return None


def _aligned(column: int) -> int:
    side = Qt.AlignmentFlag.AlignLeft if column == NAME else Qt.AlignmentFlag.AlignRight
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _numbers(load: UnitLoad) -> tuple[int, int, int, int]:
    return load.total, load.soon, load.late, load.silent
