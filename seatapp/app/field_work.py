"""What collectors sent in: a whole table of replies with photos, taken step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seatapp.app.lookup import Lookup
from seatapp.desk import Desk
from seatapp.local.reader import Reader
from seatapp.reports.watch import CalledOff, Watch

if TYPE_CHECKING:
    from seatapp.admin.tabular import RowFault


@dataclass(frozen=True)
class Replies:
    """What came of a table: its rows, how many are saved, and why the others are not.

    `called_off` tables were not read to their end; what was saved by then stays saved.
    """

    rows: int
    saved: int
    faults: Sequence[RowFault]
    called_off: bool = False


class FieldWork:
    """Takes in what collectors found; waits for a disk and for the decoder."""

    def __init__(
        self, desk: Desk, lookup: Lookup, reader: Reader, add_photo: Callable[[bytes], str]
    ) -> None:
        self._desk = desk
        self._lookup = lookup
        self._reader = reader
        self._add_photo = add_photo

    def import_replies(self, file: Path, watch: Watch) -> Replies:
        """One step a row of the table, whose photos lie beside it.

        Raises `InputFileError` when the table cannot be read at all.
        """
        from seatapp.admin.reply_import import import_replies
        from seatapp.admin.tabular import read_table

        rows = list(read_table(file))
        watch.expect(len(rows))
        taken = import_replies(
            rows,
            file.parent,
            self._desk,
            self._lookup.find,
            self._add_photo,
            lambda case_id: self._reader.state("case", case_id) or {},
        )
        faults: list[RowFault] = []
        saved = 0
        try:
            for fault in taken:
                if fault is None:
                    saved += 1
                else:
                    faults.append(fault)
                watch.step()
        except CalledOff:
            return Replies(len(rows), saved, faults, called_off=True)
        return Replies(len(rows), saved, faults)
