"""Tables that somebody hands in: CSV in whatever encoding, or a sheet of a workbook, as rows.

The first row names the columns. A row is a mapping of column to text; where it came from is kept
as its line number, so that every complaint can name the place.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path

from charset_normalizer import from_bytes
from openpyxl import load_workbook

from seatapp.errors import InputFileError
from seatapp.text import _, cleaned

CELL_CHARACTERS = 200_000
UNPACKED_BYTES = 400_000_000
UNPACKED_RATIO = 100


@dataclass(frozen=True)
class TableRow:
    """One row of a table: `line` as an editor counts, `cells` by column name."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class RowFault:
    """One complaint about one row: which column, and what is wrong, in a sentence."""

    line: int
    column: str
    sentence: str


def read_table(path: Path) -> Iterator[TableRow]:
    """The rows of `path` (.csv or .xlsx), empty ones left out.

    Raises `InputFileError` when the file as a whole cannot be read.
    """
    if not path.is_file():
        raise InputFileError(_("找不到文件 {path}。").format(path=path))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return _sheet_rows(path)
    return _csv_rows(path)


def _csv_rows(path: Path) -> Iterator[TableRow]:
    csv.field_size_limit(CELL_CHARACTERS)
    reader = csv.DictReader(StringIO(_decoded(path), newline=""), restkey="", restval="")
    if not reader.fieldnames:
        raise InputFileError(_("文件 {path} 是空的。").format(path=path.name))
    try:
        for cells in reader:
            row = {name: cleaned(str(value)) for name, value in cells.items() if name}
            if any(row.values()):
                yield TableRow(reader.line_num, row)
    except csv.Error as fault:
        raise InputFileError(
            _("文件 {path} 第 {line} 行读不下去：{fault}。前面的行不受影响。").format(
                path=path.name, line=reader.line_num, fault=fault
            )
        ) from fault


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    for codec in ("utf-8-sig", "gb18030"):
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            break
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    best = from_bytes(raw).best()
    if best is None:
        raise InputFileError(
            _("认不出文件 {path} 的文字编码，请另存为 UTF-8 再导入。").format(path=path.name)
        )
    return str(best)


def _sheet_rows(path: Path) -> Iterator[TableRow]:
    _refuse_bombs(path)
    try:
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as fault:
        raise InputFileError(_("文件 {path} 不是能读的工作簿。").format(path=path.name)) from fault
    rows = sheet.iter_rows(values_only=True)
    names = [_cell(value) for value in next(rows, ())]
    for line, values in enumerate(rows, start=2):
        row = {name: _cell(value) for name, value in zip(names, values, strict=False) if name}
        if any(row.values()):
            yield TableRow(line, row)


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(item.file_size for item in packed.infolist())
    except zipfile.BadZipFile as fault:
        raise InputFileError(_("文件 {path} 不是能读的工作簿。").format(path=path.name)) from fault
    if size > UNPACKED_BYTES or size > UNPACKED_RATIO * max(path.stat().st_size, 100_000):
        raise InputFileError(_("文件 {path} 展开后过大，没有打开。").format(path=path.name))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return cleaned(str(value))
