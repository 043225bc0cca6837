"""Taking a queue out of the program as it is narrowed now: a register, or rows to be pasted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from seatapp.reports.exports import Exported
from seatapp.reports.grid import Grid
from seatapp.reports.registers import only_filled
from seatapp.reports.sheets import in_words
from seatapp.reports.watch import Watch
from seatapp.text import _
from ui.clipboard import copy_rows
from ui.durations import SITE_ZONE
from ui.exporting import Exporting
from ui.frame_duty import FrameDuty
from ui.panes.queue_copy import QueueCopy
from ui.panes.queue_pane import QueuePane
from ui.worker import Background


class TakingOut(QObject):
    """What `queue` shows, as a file or on the clipboard. Signals: `told(str)`, `failed(str)`."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        duty: FrameDuty,
        background: Background,
        queue: QueuePane,
        now: Callable[[], int],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._duty, self._background, self._queue, self._now = duty, background, queue, now
        self.exporting = Exporting(background, parent)
        self.exporting.done.connect(self.told)
        self.exporting.failed.connect(self.failed)
        queue.export_wanted.connect(self._export)
        self._marked = QueueCopy(duty.exports, background, duty.workflow, queue.model, queue.table)
        self._marked.told.connect(self.told)
        self._marked.failed.connect(self.failed)
        queue.copy_wanted.connect(self._marked.copy_marked)
        queue.copy_all_wanted.connect(self._copy_all)

    def _export(self, suffix: str) -> None:
        duty, model = self._duty, self._queue.model
        queue, asked = model.queue, model.asked

        def make(path: Path, watch: Watch) -> Exported:
            grid = only_filled(duty.papers.register(queue, asked, watch))
            return duty.exports.save_grids("register", [grid], path, watch)

        day = f"{datetime.fromtimestamp(self._now(), SITE_ZONE):%Y-%m-%d}"
        label = _(duty.workflow.queues[queue].label)
        title = _("{queue}台账 {day}").format(queue=label, day=day)
        self.exporting.ask(title, suffix, make)

    def _copy_all(self) -> None:
        self._background.run(self._read_copy, self._take_copy)

    def _read_copy(self) -> Grid:
        model = self._queue.model
        grid = only_filled(self._duty.papers.register(model.queue, model.asked))
        self._duty.exports.note_copy(grid.title, len(grid.rows))
        return grid

    def _take_copy(self, grid: Grid) -> None:
        copy_rows(in_words(grid))
        words = _("已复制 {count} 行，可以粘贴到表格里。")
        self.told.emit(words.format(count=len(grid.rows)))
