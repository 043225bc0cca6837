"""The roster of a month as a table: one row a person and post, one column a day."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from seatapp.domain.roster import Roster, Turn
from seatapp.text import _
from ui.theme import current_tokens

Index = QModelIndex | QPersistentModelIndex
NAMES = 2
"""Columns before the days: the person, and the post."""

SWAPPED = "*"
"""Behind a turn that somebody took over, since colour alone says nothing to some eyes."""


@dataclass(frozen=True)
class MonthSheet:
    """Who works in a month, with the words for people and posts."""

    month: date
    roster: Roster
    people: Mapping[str, str]
    posts: Mapping[str, str]
    today: date


class RosterModel(QAbstractTableModel):
    """Shows a month; cells hold the first character of the shift."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet: MonthSheet | None = None
        self._rows: list[tuple[str, str]] = []
        self._cells: dict[tuple[int, int], list[Turn]] = {}

    def show_month(self, sheet: MonthSheet) -> None:
        """Show another month."""
        self.beginResetModel()
        self._sheet = sheet
        month = (sheet.month.year, sheet.month.month)
        turns = [t for t in sheet.roster.turns if (t.day.year, t.day.month) == month]
        order = list(sheet.posts)
        rows = {(turn.person, turn.post): turn.team for turn in turns}
        self._rows = sorted(
            rows, key=lambda row: (order.index(row[1]) if row[1] in order else 99, rows[row], row)
        )
        place = {row: number for number, row in enumerate(self._rows)}
        self._cells = {}
        for turn in turns:
            cell = (place[turn.person, turn.post], turn.day.day)
            self._cells.setdefault(cell, []).append(turn)
        self.endResetModel()

    def turns_at(self, index: Index) -> list[Turn]:
        """The turns of one cell."""
        return self._cells.get((index.row(), index.column() - NAMES + 1), [])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the base's own default
        """One row a person and post."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The names, and the days of the month."""
        if parent.isValid() or self._sheet is None:
            return 0
        month = self._sheet.month
        return NAMES + calendar.monthrange(month.year, month.month)[1]

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The days, with the day of the week."""
        if orientation is not Qt.Orientation.Horizontal or self._sheet is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section < NAMES:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and self._is_today(section):
            return QColor(current_tokens().accent)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section < NAMES:
            return (_("人员"), _("岗位"))[section]
        day = self._sheet.month.replace(day=section - NAMES + 1)
        names = (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日"))
        word = _("今") if day == self._sheet.today else names[day.weekday()]
        return f"{day.day}\n{word}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What stands in a cell, how, and in which colours."""
        if self._sheet is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= NAMES:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._ground(index)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._told(index)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        person, post = self._rows[index.row()]
        if index.column() == 0:
            return self._sheet.people.get(person, person)
        if index.column() == 1:
            return self._sheet.posts.get(post, post)
        return "".join(
            turn.shift.name[:1] + (SWAPPED if turn.instead_of else "")
            for turn in self.turns_at(index)
        )

    def _ground(self, index: Index) -> QColor | None:
        tokens, sheet = current_tokens(), self._sheet
        assert sheet is not None
        turns = self.turns_at(index)
        if any(turn.instead_of for turn in turns):
            return QColor(tokens.near_ground)
        if turns:
            late = turns[0].shift.over_midnight
            return QColor(tokens.accent_ground if not late else tokens.in_time_ground)
        return QColor(tokens.head) if self._is_today(index.column()) else None

    def _is_today(self, column: int) -> bool:
        sheet = self._sheet
        if sheet is None or column < NAMES:
            return False
        return sheet.month.replace(day=column - NAMES + 1) == sheet.today

    def _told(self, index: Index) -> str | None:
        told = []
        for turn in self.turns_at(index):
            words = f"{turn.shift.name} {turn.team}".strip()
            if turn.instead_of and self._sheet:
                name = self._sheet.people.get(turn.instead_of, turn.instead_of)
                words += _("（替 {name}）").format(name=name)
            told.append(words)
        return "\n".join(told) or None
