"""The table of a queue: keys, the row under the pointer, columns that fit the room.

New identifiers are put in so that the row under a moving pointer stays where it is; where that
cannot be done they wait until the pointer rests or leaves.
"""

from __future__ import annotations

from array import array
from itertools import islice
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QToolTip,
    QWidget,
)

from seatapp.domain.workflow import Workflow
from seatapp.local.views import QueueRow
from seatapp.text import _
from ui.models.queue_model import Column, QueueModel
from ui.panes.queue_cells import QueueCells
from ui.panes.queue_columns import QueueColumns
from ui.theme import row_px
from ui.widgets.list_keys import DOWN, PLAIN, UP

POINTER_RESTS_MS = 2500
FOLLOWERS = 64
MANY_ROWS = 20_000
"""In a longer queue only one chosen row is found again after a refresh."""


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QueueTable(QTableView):
    """Shows a `QueueModel`; one row is chosen, more may be marked beside it.

    Signals:
        chosen(object): the row that is chosen now (`QueueRow`), or None.
        marked(int): so many rows are marked now, the chosen one among them.
        opened(): the chosen row was asked for with Enter or a double click.
        find_wanted(): the key for the filter was pressed.
        copy_wanted(): the marked rows are to be copied.
        menu_wanted(QPoint): the menu of the rows was asked for, there on the screen.
    """

    chosen = Signal(object)
    marked = Signal(int)
    opened = Signal()
    find_wanted = Signal()
    copy_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(
        self, model: QueueModel, workflow: Workflow, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._queue = model
        self._cells = QueueCells(model)
        self._key: int | None = None
        self._told: int | None = None
        self._lost_row: int | None = None
        self._left_alone = False
        self._step_on = False
        self._taking = False
        self._held: array[int] | None = None
        self._rest = QTimer(self, singleShot=True, interval=POINTER_RESTS_MS)
        self._rest.setObjectName("queue pointer rests")
        self._rest.timeout.connect(self._take_held)
        self._build()
        self.columns = QueueColumns(self, model, self._cells, workflow)
        model.ids_arrived.connect(self._take_or_hold)
        model.page_arrived.connect(self._look_at_page)
        model.settled.connect(self._stay)

    @property
    def chosen_key(self) -> int | None:
        """The identifier of the chosen row."""
        return self._key

    @property
    def marked_count(self) -> int:
        """How many rows are marked."""
        return sum(part.height() for part in self._parts())

    def marked_keys(self, most: int) -> array[int]:
        """The identifiers of the marked rows from top to bottom, `most` of them at the most."""
        rows = (row for part in self._parts() for row in range(part.top(), part.bottom() + 1))
        keys = (self._queue.key_at(row) for row in islice(rows, most))
        return array("q", (key for key in keys if key is not None))

    def mark_all(self) -> None:
        """Mark every row."""
        self.selectAll()

    def use_density(self) -> None:
        """Take the height of rows that is in force now."""
        self.verticalHeader().setDefaultSectionSize(row_px())
        self.columns.fit()

    @property
    def holding(self) -> bool:
        """Whether newer identifiers wait for the pointer to rest."""
        return self._held is not None

    def advance(self) -> None:
        """After a step of one's own: when the chosen row leaves or sinks, the next is chosen."""
        if self._key is None and self._lost_row is not None:
            self._choose_row(self._lost_row)
        else:
            self._step_on = True
        self._rest.stop()
        self._queue.refresh()

    def choose_none(self) -> None:
        """Leave no row chosen, without telling."""
        self._key = self._told = self._lost_row = None
        self._left_alone = True
        self._taking = True
        self.selectionModel().clear()
        self._taking = False

    def shift(self, by: int) -> None:
        """Choose the row `by` further down."""
        current = self.currentIndex().row() if self._key is not None else -1 if by > 0 else 0
        self._choose_row(current + by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J and K and the arrows move, Enter opens; letters of steps go on to the window."""
        self._rest.stop()
        self._take_held()
        plain = event.modifiers() in PLAIN
        key = event.key()
        if plain and key in DOWN:
            self.shift(1)
        elif plain and key in UP:
            self.shift(-1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not _shifted(event):
            self._choose_row(0 if key == Qt.Key.Key_Home else self._queue.rowCount() - 1)
        elif plain and key in _ENTER:
            self.opened.emit()
        elif plain and key == Qt.Key.Key_Slash:
            self.find_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.mark_all()  # some systems give its letter as a text, which would go to the steps
        elif key == Qt.Key.Key_Escape and self.marked_count > 1:
            self._choose_row(self.currentIndex().row())
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the row under the pointer, and keep it there while the pointer moves."""
        self._hover(event.position().toPoint())
        self._rest.start()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the pointer any more."""
        self._hover(QPoint(-1, -1))
        self._rest.stop()
        self._take_held()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys go here."""
        self._cells.focused = True
        self.viewport().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        self._cells.focused = False
        self.viewport().update()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new room."""
        super().resizeEvent(event)
        self.columns.fit()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the whole text of a shortened cell, and what its marks mean."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._explained(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell which row is chosen now."""
        super().selectionChanged(selected, deselected)
        if self._taking:
            return
        count = self.marked_count
        if count == 1:
            self._key = self._queue.key_at(self._parts()[0].top())
        elif not count:
            self._key = None
        elif sum(part.height() for part in _ranges(selected)) == 1:
            self._key = self._queue.key_at(_ranges(selected)[0].top())
        self._lost_row = None
        self._tell()
        self.marked.emit(count)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the rows, where there are any."""
        if self._key is not None:
            self.menu_wanted.emit(event.globalPos())

    def _build(self) -> None:
        self.setModel(self._queue)
        self.setItemDelegate(self._cells)
        self.setAccessibleName(_("队列"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.doubleClicked.connect(self._open_clicked)
        # A heading that shows whether its whole column is marked asks after every cell of it.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(self._queue, self))
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(row_px())

    # --- identifiers -------------------------------------------------------------------------

    def _take_or_hold(self, ids: array[int], opened: bool) -> None:
        if opened:
            self._held, self._left_alone = None, False
            before = self._key
            self._queue.take(ids)
            self._key = self._told = self._lost_row = None
            self.columns.shape()
            if ids:
                self._choose_row(0 if before is None else self._queue.row_of(before) or 0)
            else:
                self._tell()
        elif self._rest.isActive() and not self._step_on and not self._stays_under_pointer(ids):
            self._held = ids
        else:
            self._held = None
            self._put_in(ids)

    def _stay(self) -> None:
        self._step_on = False

    def _take_held(self) -> None:
        if self._held is not None:
            ids, self._held = self._held, None
            self._put_in(ids)

    def _put_in(self, ids: array[int]) -> None:
        """Show new identifiers with choice and place as they were; the first of all is chosen."""
        was_empty = not self._queue.rowCount()
        old_row = self.currentIndex().row()
        risen = self._risen(ids, old_row) if self.marked_count < 2 else None
        anchor = self._anchor()
        if risen is not None and anchor and anchor[0] == self._key:
            anchor = (risen, anchor[1])
        was_seen = self._sees(old_row)
        self._taking = True
        anchored_row = _place_of(self._queue, ids, anchor[0]) if anchor else None
        beside = self.marked_keys(MANY_ROWS) if self.marked_count > 1 else array("q")
        self._queue.take(ids)
        row = self._queue.row_of(self._key) if self._key is not None else None
        if row is not None and risen is None:
            self.selectRow(row)
            self._mark_again(beside, ids)
        self._taking = False
        if beside:
            self.marked.emit(self.marked_count)
        if anchor and anchored_row is not None:
            self.verticalScrollBar().setValue(anchored_row * row_px() - anchor[1])
        if risen is not None:
            self._choose_row(ids.index(risen))
        elif row is not None:
            if was_seen and not self._sees(row):
                self.scrollTo(self._queue.index(row, 0))
        elif self._key is not None:
            self._lose(old_row)
        elif was_empty and not self._left_alone:
            self._choose_row(0)
        self._step_on = False

    def _parts(self) -> list[QItemSelectionRange]:
        """The marked rows from top to bottom."""
        found = _ranges(self.selectionModel().selection())
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
        way = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().select(marks, way)

    def _risen(self, ids: array[int], row: int) -> int | None:
        """What followed the chosen row, if a step of one's own let that sink below it."""
        following = self._queue.key_at(row + 1)
        if not self._step_on or following is None or self._key is None:
            return None
        if self._key not in ids or following not in ids:
            return None
        return following if ids.index(following) < ids.index(self._key) else None

    def _lose(self, old_row: int) -> None:
        """The chosen row has left: go on to the next after a step of one's own, else wait."""
        self._key = self._told = None
        self._lost_row = old_row
        if self._step_on:
            self._choose_row(old_row)

    def _anchor(self) -> tuple[int, int] | None:
        """The row that must not move, and where it stands: under the pointer, else the top one.

        At the very top of the list nothing holds on to its place, so that more urgent work is
        seen when it comes in.
        """
        if self._rest.isActive() and self._cells.hover_row >= 0:
            row = self._cells.hover_row
        elif self.verticalScrollBar().value() > 0:
            row = self.rowAt(0)
        else:
            return None
        key = self._queue.key_at(row)
        return None if key is None else (key, self.rowViewportPosition(row))

    def _stays_under_pointer(self, ids: array[int]) -> bool:
        anchor = self._anchor()
        if anchor is None:
            return True
        row = _place_of(self._queue, ids, anchor[0])
        if row is None:
            return True
        value = row * row_px() - anchor[1]
        return 0 <= value <= max(0, len(ids) * row_px() - self.viewport().height())

    def _sees(self, row: int) -> bool:
        top = self.rowViewportPosition(row)
        return row >= 0 and top >= 0 and top + row_px() <= self.viewport().height()

    # --- choice ------------------------------------------------------------------------------

    def _choose_row(self, row: int) -> None:
        count = self._queue.rowCount()
        if not count:
            self._key = None
            self._tell()
            return
        place = self._queue.index(max(0, min(row, count - 1)), 0)
        way = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(place, way | QItemSelectionModel.SelectionFlag.Rows)
        self.scrollTo(place)

    def _tell(self) -> None:
        row = self._chosen_row()
        if self._key is None or row is not None:
            self._told = self._key
            self.chosen.emit(row)

    def _chosen_row(self) -> QueueRow | None:
        place = self._queue.row_of(self._key) if self._key is not None else None
        return None if place is None else self._queue.row_at(place)

    def _look_at_page(self, page: int) -> None:
        self.columns.shape()
        if self._key is not None and self._told != self._key:
            self._tell()

    def _open_clicked(self, index: QModelIndex) -> None:
        self.opened.emit()

    # --- pointer -----------------------------------------------------------------------------

    def _hover(self, at: QPoint) -> None:
        row = self.rowAt(at.y()) if self.viewport().rect().contains(at) else -1
        if row != self._cells.hover_row:
            self._cells.hover_row = row
            self.viewport().update()

    def _explained(self, at: QPoint) -> str:
        index = self.indexAt(at)
        row = self._queue.row_at(index.row()) if index.isValid() else None
        if row is None:
            return ""
        words = self._queue.words(row, Column(index.column()))
        lines = [words]
        if index.column() == Column.NUMBER and row.pending:
            lines.append(_("有步骤已存在本机，尚未发送到中心。"))
        if index.column() == Column.TITLE and row.doubtful:
            lines.append(_("导入或登记时有存疑项，请核对。"))
        return "\n".join(lines)


def _ranges(selection: QItemSelection) -> list[QItemSelectionRange]:
    """The parts of a selection; the binding makes it a list, which its stubs do not know."""
    parts: Any = selection
    return list(parts)


def _shifted(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def _place_of(model: QueueModel, ids: array[int], key: int) -> int | None:
    """Where a row that is shown now will stand among new identifiers.

    When it is not among them, the first of the rows after it that is counts instead.
    """
    start = model.row_of(key)
    for row in () if start is None else range(start, min(start + FOLLOWERS, model.rowCount())):
        follower = model.key_at(row)
        if follower is not None and follower in ids:
            return ids.index(follower)
    return None
