"""按单位: what each unit has of a queue, so that a dispatcher rings a unit once for all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import (
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from seatapp.local.unit_loads import UnitLoad
from seatapp.text import _
from ui.models.unit_loads_model import NAME, UnitLoadsModel
from ui.widgets.section import labelled
from ui.worker import Background

ROWS_SHOWN = 6
ROW_PX = 28
NUMBER_PX = 72


class LoadSource(Protocol):
    """Where loads are read; waits for a disk."""

    def unit_loads(self, queue: str, person: str, now: int) -> Sequence[UnitLoad]:
        """What each unit has in its hands of a queue, the worst first."""


class UnitBoard(QWidget):
    """The units of the open queue.

    Signals:
        unit_wanted(str): the queue is wanted for this unit alone; empty for all.
        all_marked(): every row that is listed now is to be marked, to be urged together.
    """

    unit_wanted = Signal(str)
    all_marked = Signal()

    def __init__(
        self, source: LoadSource, background: Background, person: str, clock: Callable[[], int]
    ) -> None:
        super().__init__()
        self._source, self._background = source, background
        self._person, self._clock = person, clock
        self._queue = self._unit = ""
        self.model = UnitLoadsModel()
        self.table = self._make_table()
        self._said = labelled("", "secondary")
        self.mark = QPushButton(_("选中列出的，一起催办"))
        self.mark.setProperty("tone", "link")
        self.mark.clicked.connect(self.all_marked)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 8, 0)
        foot.addWidget(self._said, 1)
        foot.addWidget(self.mark)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 6)
        whole.setSpacing(4)
        whole.addWidget(self.table)
        whole.addLayout(foot)

    def show_queue(self, queue: str, unit: str) -> None:
        """Show the units of a queue that is narrowed to `unit`, if to one."""
        self._queue, self._unit = queue, unit
        self.refresh()

    def refresh(self) -> None:
        """Count again."""
        source, queue, person, now = self._source, self._queue, self._person, self._clock()
        self._background.look(
            lambda: source.unit_loads(queue, person, now), partial(self._take, queue)
        )

    def _take(self, queue: str, loads: Sequence[UnitLoad]) -> None:
        if queue != self._queue:
            return
        self.model.show_loads(loads)
        rows = min(len(self.model.loads), ROWS_SHOWN)
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(head + rows * ROW_PX + 2)
        at = next((n for n, one in enumerate(self.model.loads) if one.unit == self._unit), -1)
        if at >= 0:
            self.table.selectRow(at)
        late = sum(1 for one in loads if one.late)
        words = _("{n} 个单位，{late} 个有超时").format(n=len(loads), late=late)
        self._said.setText(words if loads else _("没有在单位手里的案件。"))
        self.mark.setEnabled(bool(loads))

    def _make_table(self) -> QTableView:
        table = QTableView()
        # Names of units of one office begin alike: the end tells them apart.
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setModel(self.model)
        table.setAccessibleName(_("按单位"))
        table.setObjectName("units")
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_PX)
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        head.setDefaultSectionSize(NUMBER_PX)
        table.clicked.connect(self._choose)
        table.activated.connect(self._choose)
        return table

    def _choose(self, index: QModelIndex) -> None:
        unit = self.model.loads[index.row()].unit
        self.unit_wanted.emit("" if unit == self._unit else unit)
