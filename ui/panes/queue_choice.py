"""Which row of a queue is chosen, and which are marked beside it.

Rows come and go, so what is kept is identifiers: they are found again among newer rows.
"""

from __future__ import annotations

from array import array
from itertools import islice
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QObject,
    Signal,
)
from PySide6.QtWidgets import QTableView

from seatapp.local.views import QueueRow
from ui.models.queue_model import QueueModel

MANY_ROWS = 20_000
"""In a longer queue only one chosen row is found again after a refresh."""

_ROWS = QItemSelectionModel.SelectionFlag.Rows


class QueueChoice(QObject):
    """The choice in `table`, which shows `model` already.

    Signals:
        chosen(object): the row that is chosen now (`QueueRow`), as soon as it is read; or None.
        marked(int): so many rows are marked now, the chosen one among them.
    """

    chosen = Signal(object)
    marked = Signal(int)

    def __init__(self, table: QTableView, model: QueueModel) -> None:
        super().__init__(table)
        self._table, self._queue = table, model
        self._key: int | None = None
        self._told: int | None = None
        self._lost_row: int | None = None
        self._none_wanted = False
        self._silent = False
        table.selectionModel().selectionChanged.connect(self._follow)

    @property
    def key(self) -> int | None:
        """The identifier of the chosen row."""
        return self._key

    @property
    def lost_row(self) -> int | None:
        """Where the chosen row stood that has left, while none is chosen in its place."""
        return self._lost_row

    @property
    def none_wanted(self) -> bool:
        """Whether no row is to be chosen unless somebody asks for one."""
        return self._none_wanted

    @property
    def count(self) -> int:
        """How many rows are marked."""
        return sum(part.height() for part in self._parts())

    def keys(self, most: int) -> array[int]:
        """The identifiers of the marked rows from top to bottom, `most` of them at the most."""
        rows = (row for part in self._parts() for row in range(part.top(), part.bottom() + 1))
        keys = (self._queue.key_at(row) for row in islice(rows, most))
        return array("q", (key for key in keys if key is not None))

    # --- choosing ----------------------------------------------------------------------------

    def choose_row(self, row: int) -> None:
        """Choose that row alone, or the nearest there is, and bring it into sight."""
        count = self._queue.rowCount()
        if not count:
            self._key = None
            self._tell()
            return
        place = self._queue.index(max(0, min(row, count - 1)), 0)
        way = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._table.selectionModel().setCurrentIndex(place, way | _ROWS)
        self._table.scrollTo(place)

    def move(self, by: int) -> None:
        """Choose the row `by` further down."""
        none = -1 if by > 0 else 0
        current = none if self._key is None else self._table.currentIndex().row()
        self.choose_row(current + by)

    def choose_none(self) -> None:
        """Leave no row chosen, without telling."""
        self._key = self._told = self._lost_row = None
        self._none_wanted = True
        self._silent = True
        self._table.selectionModel().clear()
        self._silent = False

    def mark_all(self) -> None:
        """Mark every row."""
        self._table.selectAll()

    def drop_marks(self) -> None:
        """Keep the row where the keyboard stands, and no other."""
        self.choose_row(self._table.currentIndex().row())

    # --- newer rows --------------------------------------------------------------------------

    def begin(self, ids: array[int]) -> None:
        """Show the rows of another queue or filter; nothing is chosen among them yet."""
        self._queue.take(ids)
        self._key = self._told = self._lost_row = None
        self._none_wanted = False

    def keep_through(self, ids: array[int], *, follow: bool) -> int | None:
        """Show newer identifiers with the same rows chosen and marked, if they are to `follow`.

        Of several that were marked those that stay are still meant: one of them is chosen where
        the chosen one has left. Returns where the chosen row stands now; None when it has left.
        """
        beside = self.keys(MANY_ROWS) if self.count > 1 else array("q")
        self._silent = True
        self._queue.take(ids)
        row = self._queue.row_of(self._key) if self._key is not None else None
        heir = _first_left(beside, ids) if row is None else None
        if heir is not None:
            self._key, row = heir, self._queue.row_of(heir)
        if row is not None and follow:
            self._table.selectRow(row)
            self._mark_again(beside, ids)
        self._silent = False
        if heir is not None:
            self._tell()
        if beside:
            self.marked.emit(self.count)
        return row

    def lose(self, row: int) -> None:
        """The chosen row has left; it stood in that one."""
        self._key = self._told = None
        self._lost_row = row

    def tell_what_came(self) -> None:
        """Tell of the chosen row if it could not be read until now."""
        if self._key is not None and self._told != self._key:
            self._tell()

    # --- parts -------------------------------------------------------------------------------

    def _follow(self, selected: QItemSelection) -> None:
        """Other rows are marked: tell which one is chosen now."""
        if self._silent:
            return
        count = self.count
        if count == 1:
            self._key = self._queue.key_at(self._parts()[0].top())
        elif not count:
            self._key = None
        elif sum(part.height() for part in _ranges(selected)) == 1:
            self._key = self._queue.key_at(_ranges(selected)[0].top())
        self._lost_row = None
        self._tell()
        self.marked.emit(count)

    def _tell(self) -> None:
        place = self._queue.row_of(self._key) if self._key is not None else None
        row: QueueRow | None = None if place is None else self._queue.row_at(place)
        if self._key is None or row is not None:
            self._told = self._key
            self.chosen.emit(row)

    def _parts(self) -> list[QItemSelectionRange]:
        """The marked rows from top to bottom."""
        found = _ranges(self._table.selectionModel().selection())
        return sorted(found, key=lambda part: part.top())

    def _mark_again(self, keys: array[int], ids: array[int]) -> None:
        """Mark the rows beside the chosen one, as far as they are still there."""
        if len(ids) > MANY_ROWS or not keys:
            return
        rows = {key: row for row, key in enumerate(ids)}
        marks = QItemSelection()
        for row in sorted(rows[key] for key in keys if key in rows):
            place = self._queue.index(row, 0)
            marks.select(place, place)
        way = QItemSelectionModel.SelectionFlag.Select
        self._table.selectionModel().select(marks, way | _ROWS)


def _first_left(keys: array[int], ids: array[int]) -> int | None:
    """The first of these that is still among the identifiers."""
    still = set(ids) if keys else set()
    return next((key for key in keys if key in still), None)


def _ranges(selection: QItemSelection) -> list[QItemSelectionRange]:
    """The parts of a selection; the binding makes it a list, which its stubs do not know."""
    parts: Any = selection
    return list(parts)
