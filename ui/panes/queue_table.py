"""The table of a queue: keys, the row under the pointer, columns that fit the room.

New identifiers are put in so that the row under a moving pointer stays where it is; where that
cannot be done they wait until the pointer rests or leaves.
"""

from __future__ import annotations

from array import array

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
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
from ui.clipboard import copy_rows
from ui.durations import span
from ui.fields.make import options_of
from ui.models.queue_model import Column, QueueModel, column_name
from ui.panes.queue_cells import SIDE_PX, UNSENT_PX, QueueCells
from ui.theme import ROW_PX, TEXT_PX, font

POINTER_RESTS_MS = 2500
LEAST_ADDRESS_PX = 130
MARK_PX = 34
NUMBER_PX = (96, 176)
TITLE_PX = (84, 140)
UNIT_PX = (56, 90)
SAMPLE = 64

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_DOWN = (Qt.Key.Key_J, Qt.Key.Key_Down)
_UP = (Qt.Key.Key_K, Qt.Key.Key_Up)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QueueTable(QTableView):
    """Shows a `QueueModel`; one row at a time is chosen.

    Signals:
        chosen(object): the row that is chosen now (`QueueRow`), or None.
        opened(): the chosen row was asked for with Enter or a double click.
        find_wanted(): the key for the filter was pressed.
    """

    chosen = Signal(object)
    opened = Signal()
    find_wanted = Signal()

    def __init__(
        self, model: QueueModel, workflow: Workflow, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._queue = model
        self._cells = QueueCells(model, workflow)
        self._stage_words = [_(s.label) for s in workflow.stages.values() if s.subject == "case"]
        self._source_words = [words for _code, words in options_of(workflow, "source")]
        self._key: int | None = None
        self._told: int | None = None
        self._lost_row: int | None = None
        self._step_on = False
        self._taking = False
        self._held: array[int] | None = None
        self._shaped_for = ""
        self._sample: list[QueueRow] = []
        self._rest = QTimer(self, singleShot=True, interval=POINTER_RESTS_MS)
        self._rest.setObjectName("queue pointer rests")
        self._rest.timeout.connect(self._take_held)
        self._build()
        model.ids_arrived.connect(self._take_or_hold)
        model.page_arrived.connect(self._look_at_page)
        model.settled.connect(self._stay)

    @property
    def chosen_key(self) -> int | None:
        """The identifier of the chosen row."""
        return self._key

    @property
    def holding(self) -> bool:
        """Whether newer identifiers wait for the pointer to rest."""
        return self._held is not None

    def advance(self) -> None:
        """After a step of one's own: when the chosen row leaves, the next one is chosen."""
        if self._key is None and self._lost_row is not None:
            self._choose_row(self._lost_row)
        else:
            self._step_on = True
        self._rest.stop()
        self._queue.refresh()

    def choose_none(self) -> None:
        """Leave no row chosen, without telling."""
        self._key = self._told = self._lost_row = None
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
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_chosen()
            return
        plain = event.modifiers() in _PLAIN
        key = event.key()
        if plain and key in _DOWN:
            self.shift(1)
        elif plain and key in _UP:
            self.shift(-1)
        elif plain and key in _ENTER:
            self.opened.emit()
        elif plain and key == Qt.Key.Key_Slash:
            self.find_wanted.emit()
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def copy_chosen(self) -> None:
        """Put the chosen row on the clipboard, under its headings, for Excel and for editors."""
        row = self._chosen_row()
        if row is None:
            return
        columns = [c for c in Column if c is not Column.MARK and not self.isColumnHidden(c)]
        ended = self._queue.ended(row)
        heads = [column_name(column, ended) for column in columns]
        copy_rows([heads, [self._queue.words(row, column) for column in columns]])

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
        self._fit()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the whole text of a shortened cell, and what its marks mean."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._explained(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell which row is chosen now."""
        super().selectionChanged(selected, deselected)
        if not self._taking:
            rows = self.selectionModel().selectedRows()
            self._key = self._queue.key_at(rows[0].row()) if rows else None
            self._lost_row = None
            self._tell()

    def _build(self) -> None:
        self.setModel(self._queue)
        self.setItemDelegate(self._cells)
        self.setAccessibleName(_("队列"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.doubleClicked.connect(self._open_clicked)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_PX)
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(Column.ADDRESS, QHeaderView.ResizeMode.Stretch)
        columns.setFixedHeight(ROW_PX - 2)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setMinimumSectionSize(MARK_PX)

    # --- identifiers -------------------------------------------------------------------------

    def _take_or_hold(self, ids: array[int], opened: bool) -> None:
        if opened:
            self._held = None
            self._queue.take(ids)
            self._key = self._told = self._lost_row = None
            self._shape()
            if ids:
                self._choose_row(0)
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
        """Show new identifiers with choice and place as they were."""
        anchor = self._anchor()
        old_row = self.currentIndex().row()
        was_seen = self._sees(old_row)
        self._taking = True
        anchored_row = _place_of(self._queue, ids, anchor[0]) if anchor else None
        self._queue.take(ids)
        row = self._queue.row_of(self._key) if self._key is not None else None
        if row is not None:
            self.selectRow(row)
        self._taking = False
        if anchor and anchored_row is not None:
            self.verticalScrollBar().setValue(anchored_row * ROW_PX - anchor[1])
        if row is not None:
            if was_seen and not self._sees(row):
                self.scrollTo(self._queue.index(row, 0))
        elif self._key is not None:
            self._lose(old_row)
        self._step_on = False

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
        value = row * ROW_PX - anchor[1]
        return 0 <= value <= max(0, len(ids) * ROW_PX - self.viewport().height())

    def _sees(self, row: int) -> bool:
        top = self.rowViewportPosition(row)
        return row >= 0 and top >= 0 and top + ROW_PX <= self.viewport().height()

    # --- choice ------------------------------------------------------------------------------

    def _choose_row(self, row: int) -> None:
        count = self._queue.rowCount()
        if not count:
            self._key = None
            self._tell()
            return
        place = self._queue.index(max(0, min(row, count - 1)), 0)
        self.setCurrentIndex(place)
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
        self._shape()
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

    # --- columns -----------------------------------------------------------------------------

    def _shape(self) -> None:
        """Choose the columns by what the first rows hold, once for each queue."""
        if self._shaped_for == self._queue.queue:
            return
        count = min(SAMPLE, self._queue.rowCount())
        rows = [row for row in map(self._queue.row_at, range(count)) if row is not None]
        if rows:
            self._shaped_for = self._queue.queue
            self._sample = rows
            self._fit()

    def _fit(self) -> None:
        widths = self._widths()
        shown = self._worth_showing()
        room = self.viewport().width() - LEAST_ADDRESS_PX
        room -= sum(widths[c] for c in (Column.MARK, Column.NUMBER, Column.TIME, Column.TITLE))
        if room < 0:
            widths[Column.TITLE] = max(TITLE_PX[0] + 2 * SIDE_PX, widths[Column.TITLE] + room)
        widths[Column.UNIT] = max(min(widths[Column.UNIT], room), UNIT_PX[0] + 2 * SIDE_PX)
        for column in self._in_order_of_worth():
            fits = column in shown and widths[column] <= room
            self.setColumnHidden(column, not fits)
            room -= widths[column] if fits else 0
        for column, width in widths.items():
            self.setColumnWidth(column, width)

    def _widths(self) -> dict[Column, int]:
        metrics, bold = QFontMetrics(font(TEXT_PX)), QFontMetrics(font(TEXT_PX, bold=True))
        numbers = _widest(metrics, [row.number for row in self._sample])
        titles = max((self._cells.title_width(row) for row in self._sample), default=0)
        units = _widest(metrics, [row.unit or row.person for row in self._sample])
        words = {
            Column.NUMBER: _within(NUMBER_PX, numbers + UNSENT_PX),
            Column.TIME: bold.horizontalAdvance(_("剩 {span}").format(span=span(86399))),
            Column.TITLE: _within(TITLE_PX, titles),
            Column.STAGE: _widest(metrics, self._stage_words),
            Column.SOURCE: _widest(metrics, self._source_words),
            Column.UNIT: _within(UNIT_PX, units),
        }
        return {Column.MARK: MARK_PX, **{c: width + 2 * SIDE_PX for c, width in words.items()}}

    def _worth_showing(self) -> set[Column]:
        shown = {Column.SOURCE}
        if len({row.stage for row in self._sample}) > 1:
            shown.add(Column.STAGE)
        if self._has_units() or len({row.person for row in self._sample}) > 1:
            shown.add(Column.UNIT)
        return shown

    def _in_order_of_worth(self) -> tuple[Column, ...]:
        """Which of the columns that may be left out come first when there is little room."""
        if self._has_units():
            return (Column.STAGE, Column.UNIT, Column.SOURCE)
        return (Column.STAGE, Column.SOURCE, Column.UNIT)

    def _has_units(self) -> bool:
        return any(row.unit for row in self._sample)


def _place_of(model: QueueModel, ids: array[int], key: int) -> int | None:
    """Where a row that is shown now will stand among new identifiers.

    When it is not among them, the first of the rows after it that is counts instead.
    """
    start = model.row_of(key)
    for row in () if start is None else range(start, min(start + SAMPLE, model.rowCount())):
        follower = model.key_at(row)
        if follower is not None and follower in ids:
            return ids.index(follower)
    return None


def _widest(metrics: QFontMetrics, words: list[str]) -> int:
    return max((metrics.horizontalAdvance(text) for text in words), default=0)


def _within(bounds: tuple[int, int], width: int) -> int:
    return max(bounds[0], min(bounds[1], width))
