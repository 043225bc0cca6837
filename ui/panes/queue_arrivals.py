"""How newer rows come into a queue that somebody works in.

The row under a moving pointer, else the topmost one, stays where it is; where that cannot be done
newer identifiers wait until the pointer rests or leaves.
"""

from __future__ import annotations

from array import array

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QTableView

from ui.models.queue_model import QueueModel
from ui.panes.queue_cells import QueueCells
from ui.panes.queue_choice import QueueChoice
from ui.theme import row_px

POINTER_RESTS_MS = 2500
FOLLOWERS = 64
"""So many rows after one that has left are tried, to hold the place by."""


class QueueArrivals(QObject):
    """Puts what `model` has read into `table`; `cells` know the row under the pointer.

    Signals:
        another_shown(): another queue or filter is shown, with no row chosen yet.
    """

    another_shown = Signal()

    def __init__(
        self, table: QTableView, model: QueueModel, cells: QueueCells, choice: QueueChoice
    ) -> None:
        super().__init__(table)
        self._table, self._queue, self._cells, self._choice = table, model, cells, choice
        self._step_on = False
        self._held: array[int] | None = None
        self._rest = QTimer(self, singleShot=True, interval=POINTER_RESTS_MS)
        self._rest.setObjectName("queue pointer rests")
        self._rest.timeout.connect(self._put_in_held)
        model.ids_arrived.connect(self._take_or_hold)
        model.settled.connect(self._stay)

    @property
    def holding(self) -> bool:
        """Whether newer identifiers wait for the pointer to rest."""
        return self._held is not None

    def note_pointer(self) -> None:
        """The pointer moves over the rows: what is under it stays."""
        self._rest.start()

    def let_go(self) -> None:
        """The pointer has left, or the keyboard is used: nothing has to stay under it."""
        self._rest.stop()
        self._put_in_held()

    def go_on(self) -> None:
        """After a step of one's own: when the chosen row leaves or sinks, the next is chosen."""
        lost = self._choice.lost_row
        if self._choice.key is None and lost is not None:
            self._choice.choose_row(lost)
        else:
            self._step_on = True
        self._rest.stop()
        self._queue.refresh()

    def _take_or_hold(self, ids: array[int], opened: bool) -> None:
        if opened:
            self._held = None
            self._open(ids)
        elif self._rest.isActive() and not self._step_on and not self._stays_under_pointer(ids):
            self._held = ids
        else:
            self._held = None
            self._put_in(ids)

    def _open(self, ids: array[int]) -> None:
        before = self._choice.key
        self._choice.begin(ids)
        self.another_shown.emit()
        self._choice.choose_row(0 if before is None else self._queue.row_of(before) or 0)

    def _stay(self) -> None:
        self._step_on = False

    def _put_in_held(self) -> None:
        if self._held is not None:
            ids, self._held = self._held, None
            self._put_in(ids)

    def _put_in(self, ids: array[int]) -> None:
        """Show new identifiers with choice and place as they were; the first of all is chosen."""
        was_empty = not self._queue.rowCount()
        old_row = self._table.currentIndex().row()
        was_seen = self._sees(old_row)
        risen = self._risen(ids, old_row) if self._choice.count < 2 else None
        place = self._kept_place(ids, risen)
        row = self._choice.keep_through(ids, follow=risen is None)
        if place is not None:
            self._table.verticalScrollBar().setValue(place)
        if risen is not None:
            self._choice.choose_row(ids.index(risen))
        elif row is not None:
            if was_seen and not self._sees(row):
                self._table.scrollTo(self._queue.index(row, 0))
        elif self._choice.key is not None:
            self._lose(old_row)
        elif was_empty and not self._choice.none_wanted:
            self._choice.choose_row(0)
        self._step_on = False

    def _lose(self, old_row: int) -> None:
        """The chosen row has left: go on to the next after a step of one's own, else wait."""
        self._choice.lose(old_row)
        if self._step_on:
            self._choice.choose_row(old_row)

    def _risen(self, ids: array[int], row: int) -> int | None:
        """What followed the chosen row, if a step of one's own let that sink below it."""
        following, chosen = self._queue.key_at(row + 1), self._choice.key
        if not self._step_on or following is None or chosen is None:
            return None
        if chosen not in ids or following not in ids:
            return None
        return following if ids.index(following) < ids.index(chosen) else None

    # --- the place that is kept --------------------------------------------------------------

    def _kept_place(self, ids: array[int], risen: int | None) -> int | None:
        """How far to scroll so that the anchor stays; what has `risen` takes the chosen's place."""
        anchor = self._anchor()
        if anchor is None:
            return None
        key, top = anchor
        row = self._row_among(ids, risen if risen is not None and key == self._choice.key else key)
        return None if row is None else row * row_px() - top

    def _stays_under_pointer(self, ids: array[int]) -> bool:
        value = self._kept_place(ids, None)
        most = max(0, len(ids) * row_px() - self._table.viewport().height())
        return value is None or 0 <= value <= most

    def _anchor(self) -> tuple[int, int] | None:
        """The row that must not move, and where it stands: under the pointer, else the top one.

        At the very top of the list nothing holds on to its place, so that more urgent work is
        seen when it comes in.
        """
        if self._rest.isActive() and self._cells.hover_row >= 0:
            row = self._cells.hover_row
        elif self._table.verticalScrollBar().value() > 0:
            row = self._table.rowAt(0)
        else:
            return None
        key = self._queue.key_at(row)
        return None if key is None else (key, self._table.rowViewportPosition(row))

    def _row_among(self, ids: array[int], key: int) -> int | None:
        """Where a row that is shown now will stand among new identifiers.

        When it is not among them, the first of the rows after it that is counts instead.
        """
        start, count = self._queue.row_of(key), self._queue.rowCount()
        for row in () if start is None else range(start, min(start + FOLLOWERS, count)):
            follower = self._queue.key_at(row)
            if follower is not None and follower in ids:
                return ids.index(follower)
        return None

    def _sees(self, row: int) -> bool:
        """Whether the whole row is in sight."""
        top = self._table.rowViewportPosition(row)
        return row >= 0 and top >= 0 and top + row_px() <= self._table.viewport().height()
