"""Replies of collectors out of a table, with their photos: one step a row, through the desk.

Columns: number (of the case), kind (verification or inspection), result (true, untrue, not_found;
pass, fail), note, photos (files beside the table, separated by `|`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import NamedTuple, Protocol

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.tabular import RowFault, TableRow, need_columns
from seatapp.domain.entries import Value, Values
from seatapp.errors import InputFileError, StepRefused
from seatapp.media.frames import MOST_BYTES
from seatapp.text import _

COLUMNS = {"number", "kind", "result", "note", "photos"}
STEPS: Mapping[str, Mapping[str, str]] = {
    "verification": {
        "true": "verification_true",
        "untrue": "verification_untrue",
        "not_found": "verification_not_found",
    },
    "inspection": {"pass": "inspection_pass", "fail": "inspection_fail"},
}
PHOTOS_OF = {"verification": "photos_before", "inspection": "photos_after"}


class Door(Protocol):
    """Where steps are taken."""

    def perform(self, step: str, subject: str, subject_id: str | None, values: Values) -> object:
        """Take a step."""


def import_replies(
    rows: Iterable[TableRow],
    folder: Path,
    desk: Door,
    find: Callable[[str, str], str],
    add_photo: Callable[[bytes], str],
    photos_of: Callable[[str], Mapping[str, Value]],
) -> Iterator[RowFault | None]:
    """Take one step a row; yields None when it is saved, or why it was not.

    `find` gives the case of a number, `add_photo` keeps a photo, `photos_of` tells the state of a
    case, whose photos stay. What was saved before an interruption stays saved.
    """
    for row in rows:
        need_columns(row, COLUMNS)
        try:
            reply = _read(Cells(row.cells))
            case = find("case", row.cells["number"])
            values = dict(reply.values)
            hashes = [add_photo(_bytes_of(folder, name)) for name in reply.files]
            if hashes:
                before = photos_of(case).get(reply.photos_field)
                kept = list(before) if isinstance(before, list) else []
                values[reply.photos_field] = list(dict.fromkeys([*kept, *hashes]))
            desk.perform(reply.step, "case", case, values)
        except CellFault as fault:
            yield RowFault(row.line, fault.column, fault.sentence)
        except (StepRefused, InputFileError) as refused:
            yield RowFault(row.line, getattr(refused, "field", None) or "", refused.sentence)
        else:
            yield None


class _Reply(NamedTuple):
    """A row as a step: `files` are the names of its photos, which go into `photos_field`."""

    step: str
    values: Values
    photos_field: str
    files: Sequence[str]


def _read(cells: Cells) -> _Reply:
    cells.text("number", 60)
    kind = cells.choice("kind", {name: name for name in STEPS})
    step = cells.choice("result", STEPS[kind])
    note = cells.optional("note", 2000)
    return _Reply(step, {"note": note} if note else {}, PHOTOS_OF[kind], cells.parts("photos"))


def _bytes_of(folder: Path, name: str) -> bytes:
    """A photo beside the table; a table cannot name what lies elsewhere, on Windows neither."""
    path = folder / name
    beside = PureWindowsPath(name).name == name and path.is_file() and not path.is_symlink()
    try:
        if beside and path.stat().st_size <= MOST_BYTES:
            return path.read_bytes()
    except OSError:
        beside = False
    raise InputFileError(
        _("{name} 读不出来，没有添加。请检查文件后再试。").format(name=PureWindowsPath(name).name)
    )
