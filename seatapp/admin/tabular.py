"""Tables that somebody hands in: CSV in whatever encoding, or a sheet of a workbook, as rows.

The first row names the columns. A row is a mapping of column to text; where it came from is kept
as its line number, so that every complaint can name the place.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from charset_normalizer import from_bytes

from seatapp.errors import InputFileError
from seatapp.file_faults import why_not
from seatapp.text import _, cleaned, listed

CELL_CHARACTERS = 200_000
LINE_CHARACTERS = 4_000_000
MOST_COLUMNS = 1000
FILE_BYTES = 400_000_000

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class TableRow:
    """One row of a table: `line` as an editor counts, `cells` by column name.

    `surplus` counts cells beyond the last named column: the row has probably shifted.
    """

    line: int
    cells: Mapping[str, str]
    surplus: int = 0


@dataclass(frozen=True)
class RowFault:
    """One complaint about one row: which column, and what is wrong, in a sentence."""

    line: int
    column: str
    sentence: str


def read_table(path: Path) -> Iterator[TableRow]:
    """The rows of `path`, a CSV file or a workbook by what is in it, empty rows left out.

    Raises `InputFileError` when the file as a whole cannot be read, which for a damaged one may
    come after some rows.
    """
    begun = _first_bytes(path)
    if begun.startswith(OLD_OFFICE):
        raise InputFileError(
            _("文件 {path} 是旧格式或加了密码的工作簿，请另存为不加密的 .xlsx 再导入。").format(
                path=path.name
            )
        )
    lines = _sheet_rows(path) if begun.startswith(ZIP) else _csv_rows(path)
    return _named(path, lines)


def _sheet_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    # Loaded for the first workbook: a sixth of the time in which a command starts.
    from seatapp.admin.workbook import sheet_rows

    return sheet_rows(path)


def need_columns(row: TableRow, names: set[str]) -> None:
    """Raise `InputFileError` with the columns among `names` that the table of `row` lacks."""
    missing = sorted(names - set(row.cells))
    if missing:
        raise InputFileError(
            _("表里缺少这些列：{names}。没有导入任何内容，请核对文件和对应关系。").format(
                names=listed(missing)
            ),
            "missing_column",
        )


def _first_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_BYTES:
            raise InputFileError(_("文件 {path} 过大，没有打开。").format(path=path.name))
        with path.open("rb") as file:
            return file.read(4)
    except FileNotFoundError:
        raise InputFileError(_("找不到文件 {path}。").format(path=path), "not_found") from None
    except OSError as fault:
        raise _unreadable(path, fault) from fault


def _named(path: Path, lines: Iterator[tuple[int, list[str]]]) -> Iterator[TableRow]:
    _line, header = next(lines, (0, []))
    names = [cleaned(name) for name in _measured(path, header)]
    if not any(names):
        raise InputFileError(_("文件 {path} 是空的。").format(path=path.name), "empty")
    twice = sorted(name for name, times in Counter(names).items() if name and times > 1)
    if twice:
        raise InputFileError(
            _("文件 {path} 里有同名的列：{names}。请改名后再导入。").format(
                path=path.name, names="、".join(twice)
            ),
            "column_twice",
        )
    for line, values in lines:
        texts = [cleaned(value) for value in _measured(path, values)]
        if any(texts):
            padded = texts + [""] * (len(names) - len(texts))
            row = {name: text for name, text in zip(names, padded, strict=False) if name}
            yield TableRow(line, row, sum(map(bool, texts[len(names) :])))


def _measured(path: Path, values: list[str]) -> list[str]:
    """The cells of a line without what lies behind all columns that a table can have.

    Raises `InputFileError` where something stands there: each row would fill all columns.
    """
    if any(values[MOST_COLUMNS:]):
        raise InputFileError(
            _("文件 {path} 的列数超过 {most}，没有导入任何内容。请只保留需要的列再导入。").format(
                path=path.name, most=MOST_COLUMNS
            ),
            "too_many_columns",
        )
    return values[:MOST_COLUMNS]


def _lines(path: Path) -> Iterator[str]:
    """The lines of a text; one is read whole before it can be parted."""
    for line in StringIO(_decoded(path), newline=""):
        if len(line) > LINE_CHARACTERS:
            raise InputFileError(
                _("文件 {path} 里有一行过长，没有导入任何内容。请核对文件。").format(
                    path=path.name
                ),
                "line_too_long",
            )
        yield line


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(CELL_CHARACTERS)
    reader = csv.reader(_lines(path), strict=True)
    try:
        for values in reader:
            yield reader.line_num, values
    except csv.Error as fault:
        raise InputFileError(
            _("文件 {path} 第 {line} 行的引号或长度不对，读不下去。请修改这一行再导入。").format(
                path=path.name, line=reader.line_num
            ),
            "broken_row",
        ) from fault


def _decoded(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise _unreadable(path, fault) from fault
    for codec in ("utf-16",) if raw.startswith(UTF_16) else ("utf-8-sig", "gb18030"):
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


def _unreadable(path: Path, fault: OSError) -> InputFileError:
    return InputFileError(
        _("文件 {path} 打不开（{reason}）。可能正被别的程序占用，或没有权限。").format(
            path=path.name, reason=why_not(fault)
        ),
        "unreadable",
    )
