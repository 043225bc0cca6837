"""Marked rows for the clipboard, as they stand on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from seatapp.local.views import QueueRow
from ui.models.queue_model import Column, QueueModel, column_name

MOST_ROWS = 5_000
"""More rows are a matter for an export."""


def table_of_rows(
    model: QueueModel, rows: Sequence[QueueRow], columns: Sequence[Column]
) -> list[list[str]]:
    """The words of the rows in these columns, below their headings."""
    seen = [column for column in columns if column is not Column.MARK]
    ended = bool(rows) and model.ended(rows[0])
    table = [[column_name(column, ended) for column in seen]]
    return table + [[model.words(row, column) for column in seen] for row in rows]
