"""Marked rows on the clipboard, as they stand on the screen; the log of exports is told first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from seatapp.domain.workflow import Workflow
from seatapp.local.views import QueueRow
from seatapp.text import _
from ui.clipboard import copy_rows
from ui.models.queue_model import Column, QueueModel, column_name
from ui.panes.queue_table import QueueTable
from ui.worker import Background

MOST_ROWS = 5_000
"""More rows are a matter for an export."""


class CopyLog(Protocol):
    """Where it is noted what was copied."""

    def note_copy(self, title: str, lines: int) -> object:
        """Note it; waits for a disk."""


class QueueCopy(QObject):
    """Copies what is marked in `table`, once `log` has it.

    Signals: `told(str)`, `failed(str)` a short sentence for a toast.
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        log: CopyLog,
        background: Background,
        workflow: Workflow,
        model: QueueModel,
        table: QueueTable,
    ) -> None:
        super().__init__(table)
        self._log, self._background, self._workflow = log, background, workflow
        self._model, self._table = model, table

    def copy_marked(self) -> None:
        """Read the marked rows and put them on the clipboard."""
        count = self._table.choice.count
        if count > MOST_ROWS:
            words = _("一次最多复制 {n} 行，没有复制。请少选一些，或用导出。")
            self.failed.emit(words.format(n=MOST_ROWS))
        elif count:
            keys, queue = self._table.choice.keys(MOST_ROWS), self._model.queue
            name = _(self._workflow.queues[queue].label)
            title = _("{queue}（选中行）").format(queue=name)
            read = partial(self._read, queue, keys, title)
            self._background.run(read, self._put_on_clipboard)

    def _read(self, queue: str, keys: Sequence[int], title: str) -> list[QueueRow]:
        rows = self._model.source.queue_rows(queue, keys)
        self._log.note_copy(title, len(rows))
        return rows

    def _put_on_clipboard(self, rows: list[QueueRow]) -> None:
        copy_rows(table_of_rows(self._model, rows, self._table.columns.shown))
        self.told.emit(_("已复制 {n} 行，可直接粘贴到表格或文档里。").format(n=len(rows)))


def table_of_rows(
    model: QueueModel, rows: Sequence[QueueRow], columns: Sequence[Column]
) -> list[list[str]]:
    """The words of the rows in these columns, below their headings."""
    seen = [column for column in columns if column is not Column.MARK]
    ended = bool(rows) and model.ended(rows[0])
    table = [[column_name(column, ended) for column in seen]]
    return table + [[model.words(row, column) for column in seen] for row in rows]
