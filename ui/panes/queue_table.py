"""The table of a queue: keys, the row under the pointer, and the parts that look after its rows."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
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
from seatapp.text import _
from ui.models.queue_model import Column, QueueModel
from ui.panes.queue_arrivals import QueueArrivals
from ui.panes.queue_cells import QueueCells
from ui.panes.queue_choice import QueueChoice
from ui.panes.queue_columns import QueueColumns
from ui.theme import row_px
from ui.widgets.list_keys import DOWN, PLAIN, UP

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QueueTable(QTableView):
    """Shows a `QueueModel`; one row is chosen, more may be marked beside it (`choice`).

    Signals:
        opened(): the chosen row was asked for with Enter or a double click.
        find_wanted(): the key for the filter was pressed.
        copy_wanted(): the marked rows are to be copied.
        menu_wanted(QPoint): the menu of the rows was asked for, there on the screen.
    """

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
        self._build()
        self.choice = QueueChoice(self, model)
        self.columns = QueueColumns(self, model, self._cells, workflow)
        self.arrivals = QueueArrivals(self, model, self._cells, self.choice)
        self.arrivals.another_shown.connect(self.columns.shape)
        model.page_arrived.connect(self._look_at_page)

    def use_density(self) -> None:
        """Take the height of rows that is in force now."""
        self.verticalHeader().setDefaultSectionSize(row_px())
        self.columns.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J and K and the arrows move, Enter opens; letters of steps go on to the window."""
        self.arrivals.let_go()
        plain = event.modifiers() in PLAIN
        key = event.key()
        if plain and key in DOWN:
            self.choice.move(1)
        elif plain and key in UP:
            self.choice.move(-1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not _shifted(event):
            self.choice.choose_row(0 if key == Qt.Key.Key_Home else self._queue.rowCount() - 1)
        elif plain and key in _ENTER:
            self.opened.emit()
        elif plain and key == Qt.Key.Key_Slash:
            self.find_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            # Some systems give its letter as a text, which would go to the steps.
            self.choice.mark_all()
        elif key == Qt.Key.Key_Escape and self.choice.count > 1:
            self.choice.drop_marks()
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the row under the pointer, and keep it there while the pointer moves."""
        self._hover(event.position().toPoint())
        self.arrivals.note_pointer()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the pointer any more."""
        self._hover(QPoint(-1, -1))
        self.arrivals.let_go()
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

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the rows, where there are any."""
        if self.choice.key is not None:
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

    def _look_at_page(self) -> None:
        self.columns.shape()
        self.choice.tell_what_came()

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


def _shifted(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
