"""A folder through which other systems hand in their work: each file is taken once, and answered.

Tables (CSV, workbooks) and JSON lists go through the same import as a file by hand. A file that
was taken moves to `done`, and beside it stands `<name>.ack.csv` with one line a row: its number
there, the number here, and what is wrong with it. A file that cannot be read moves to `failed`.

Whoever may write into the folder is a stranger: links are neither read nor written through,
nothing they write stops the files after it, and no answer of ours becomes a formula in a sheet.
What is read is a copy of our own, since they can put something else in the place of a file at any
moment. A file that changed a moment ago may still be on its way: half of it would be taken and the
rest lost.
"""

from __future__ import annotations

import csv
import json
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from seatapp.admin.case_import import OPEN, plan_import, run_import
from seatapp.admin.import_map import CaseMap
from seatapp.admin.tabular import FILE_BYTES, RowFault, TableRow, read_table
from seatapp.desk import Desk
from seatapp.domain.guards import external_case_id
from seatapp.domain.references import References
from seatapp.domain.workflow import Workflow
from seatapp.errors import InputFileError
from seatapp.local.naming import number_of
from seatapp.local.reader import Reader
from seatapp.reports.sheets import guarded
from seatapp.text import _, cleaned

DONE, FAILED = "done", "failed"
READ = (".csv", ".xlsx", ".json")
SETTLED_S = 5.0
JSON_BYTES = 50_000_000
PIECE_BYTES = 1_000_000
MOST_ROWS = 100_000
"""They are held together until all of them are answered."""
LONGEST_STEM = 60
"""Characters: a name of 255 bytes would have no room for that of its answer."""
READING = os.O_RDONLY | getattr(os, "O_BINARY", 0)
READING |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
HEAD = ("line", "external_id", "number", "result", "problem")


@dataclass(frozen=True)
class Taken:
    """What became of one file; `problem` is set when it could not be read at all, or not yet."""

    file: str
    saved: int
    known: int
    faults: int
    problem: str = ""


@dataclass(frozen=True)
class DropFolder:
    """Takes what lies in `folder` for the person at `desk`."""

    folder: Path
    case_map: CaseMap
    workflow: Workflow
    references: References
    reader: Reader
    desk: Desk

    def take_all(self) -> Iterator[Taken]:
        """Every file that lies there now, in the order of the names.

        Raises `InputFileError` when the folder for what was taken leads somewhere else.
        """
        for name in (DONE, FAILED):
            if (self.folder / name).is_symlink():
                words = _("交换文件夹里的 {name} 是链接，没有接收任何文件。请删除它。")
                raise InputFileError(words.format(name=name))
        for path in sorted(self.folder.iterdir()):
            plain = path.is_file() and not path.is_symlink()
            if plain and path.suffix.lower() in READ and not path.stem.endswith(".ack"):
                yield self._take(path)

    def _take(self, path: Path) -> Taken:
        name = _shown(path)
        try:
            with TemporaryDirectory(prefix="seatapp-") as own:
                copy = _own_copy(path, Path(own) / name)
                if copy is None:
                    return _still_coming(name)
                rows = _measured(copy)
            plan = plan_import(
                rows,
                self.case_map,
                self.workflow,
                self.references,
                lambda ids: self.reader.here("case", ids),
            )
        except InputFileError as fault:
            _moved(path, FAILED)
            return Taken(name, 0, 0, 0, fault.sentence)
        faults = list(plan.faults)
        faults += [fault for fault in run_import(plan, self.desk, OPEN) if fault is not None]
        self._acknowledge(_moved(path, DONE), rows, faults)
        return Taken(
            name, len(plan.drafts) - len(faults) + len(plan.faults), plan.known, len(faults)
        )

    def _acknowledge(self, path: Path, rows: list[TableRow], faults: list[RowFault]) -> None:
        wrong = {fault.line: fault.sentence for fault in faults}
        # A file made anew: a link that somebody has put there is not written through.
        with _answer(path).open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEAD)
            for row in rows:
                theirs = row.cells.get(self.case_map.external_id, "")
                ours = self._number(theirs) if row.line not in wrong else ""
                result = "refused" if row.line in wrong else "taken"
                said = wrong.get(row.line, "")
                writer.writerow([row.line, guarded(theirs), ours, result, guarded(said)])

    def _number(self, theirs: str) -> str:
        case_id = external_case_id(self.case_map.source_system, theirs)
        return number_of(self.reader.state("case", case_id) or {})


def _still_coming(name: str) -> Taken:
    return Taken(name, 0, 0, 0, _("刚刚还在变动，可能没有写完，下次再接收。"))


def _shown(path: Path) -> str:
    """The name of a file as it can be printed, in one line."""
    return " ".join(cleaned(path.stem).split())[:LONGEST_STEM] + path.suffix.lower()


def _own_copy(path: Path, own: Path) -> Path | None:
    """A copy at `own` that nobody else can change; None where the file may still be on its way.

    Raises `InputFileError` for what is no plain file by now, or too large.
    """
    try:
        with open(os.open(path, READING), "rb") as theirs:
            told = os.fstat(theirs.fileno())
            if not stat.S_ISREG(told.st_mode):
                raise OSError("not a plain file")
            if told.st_size > FILE_BYTES:
                raise InputFileError(_("文件 {path} 过大，没有打开。").format(path=own.name))
            if time.time() - told.st_mtime < SETTLED_S:
                return None
            with own.open("xb") as ours:
                for _piece in range(0, told.st_size, PIECE_BYTES):
                    ours.write(theirs.read(PIECE_BYTES))
    except OSError as fault:
        raise InputFileError(_("读不了文件 {path}。").format(path=own.name)) from fault
    return own


def _measured(path: Path) -> list[TableRow]:
    """The rows of a file; raises `InputFileError` for more than anybody hands in at once."""
    rows = list(islice(_rows(path), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        words = _("文件 {path} 超过 {most} 行，没有接收。请让对方分成几个文件。")
        raise InputFileError(words.format(path=path.name, most=MOST_ROWS))
    return rows


def _rows(path: Path) -> Iterator[TableRow]:
    if path.suffix.lower() != ".json":
        yield from read_table(path)
        return
    try:
        if path.stat().st_size > JSON_BYTES:
            raise InputFileError(_("文件 {path} 过大，没有打开。").format(path=path.name))
        found = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as fault:
        raise InputFileError(_("读不了文件 {path}。").format(path=path.name)) from fault
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise InputFileError(_("文件 {path} 应为一个列表，每件一个对象。").format(path=path.name))
    for place, one in enumerate(found, 1):
        cells = {cleaned(name): cleaned(_cell(value)) for name, value in one.items()}
        yield TableRow(place, cells)


def _cell(value: object) -> str:
    """A plain value as text; lists and objects within a row belong to no column of ours."""
    return str(value) if isinstance(value, str | int | float) else ""


def _answer(path: Path) -> Path:
    """Where the acknowledgement of a file stands."""
    return path.with_suffix(".ack.csv")


def _moved(path: Path, into: str) -> Path:
    """Put a file that was dealt with out of the way; its new place, also where it is gone."""
    folder = path.parent / into
    folder.mkdir(exist_ok=True)
    stem = path.stem[:LONGEST_STEM]
    target = folder / f"{stem}{path.suffix}"
    place = 1
    while os.path.lexists(target) or os.path.lexists(_answer(target)):
        place += 1
        target = folder / f"{stem}-{place}{path.suffix}"
    try:
        path.rename(target)
    except FileNotFoundError:
        pass
    except OSError as fault:
        words = _("文件 {path} 不能移到 {into}，已停下；已登记的不会重复。请检查文件夹的写权限。")
        raise InputFileError(words.format(path=_shown(path), into=into)) from fault
    return target
