"""The first visible sheet of a workbook (.xlsx), as rows of text. Nothing in it is worked out.

A workbook is a packed folder of XML made by somebody else's program: it is looked at before it is
unpacked, and whatever is wrong inside becomes one sentence.
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any
from xml.parsers.expat import ExpatError, ParserCreate

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from seatapp.errors import InputFileError
from seatapp.text import _

UNPACKED_BYTES = 400_000_000
UNPACKED_RATIO = 100
SMALL_BYTES = 100_000
PIECE_BYTES = 4096
MOST_ROWS = 1_048_576
"""As many as a sheet can have; a row that says to come after them would be waited for."""

# What openpyxl and its parsers raise on files that are cut, encrypted or made by hand.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    ExpatError,
    SyntaxError,
    InvalidFileException,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


def sheet_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first visible sheet with their numbers, cells as text.

    Raises `InputFileError` when the file is no workbook, would unpack to too much, or holds a
    formula whose result was not saved with it.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            _refuse_bombs(path, packed)
            _refuse_declarations(packed)
        with (
            path.open("rb") as first,
            path.open("rb") as second,
            closing(_opened(first, results=True)) as results,
            closing(_opened(second, results=False)) as formulas,
        ):
            yield from _rows(path, results, formulas)
    except DAMAGED as fault:
        raise InputFileError(
            _("文件 {path} 不是能读的工作簿，或已损坏。请另存为 .xlsx 或 .csv 再导入。").format(
                path=path.name
            ),
            "damaged_workbook",
        ) from fault


def _opened(file: IO[bytes], results: bool) -> Workbook:
    return load_workbook(file, read_only=True, data_only=results, keep_links=False)


def _rows(path: Path, results: Workbook, formulas: Workbook) -> Iterator[tuple[int, list[str]]]:
    name = _visible(path, results)
    pairs = zip_longest(_cells(results, name), _cells(formulas, name), fillvalue=())
    for line, (shown, written) in enumerate(pairs, start=1):
        if line > MOST_ROWS:
            raise ValueError
        for place, (value, formula) in enumerate(zip(shown, written, strict=False), start=1):
            if value is None and isinstance(formula, str) and formula.startswith("="):
                raise _without_result(path, f"{get_column_letter(place)}{line}")
        yield line, [_text(value) for value in shown]


def _visible(path: Path, book: Workbook) -> str:
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            return str(sheet.title)
    raise InputFileError(_("文件 {path} 里没有看得见的表。").format(path=path.name), "empty")


def _cells(book: Workbook, name: str) -> Iterator[tuple[Any, ...]]:
    sheet: Any = book[name]
    # The extent that the file states is often wrong; the rows themselves are not.
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(values_only=True))


def _without_result(path: Path, place: str) -> InputFileError:
    return InputFileError(
        _(
            "文件 {path} 的 {place} 是公式，文件里没有它的结果。"
            "请用表格软件打开并保存一次，或粘贴为数值，再导入。"
        ).format(path=path.name, place=place),
        "formula",
    )


def _refuse_bombs(path: Path, packed: zipfile.ZipFile) -> None:
    size = sum(item.file_size for item in packed.infolist())
    if size > UNPACKED_BYTES or size > UNPACKED_RATIO * max(path.stat().st_size, SMALL_BYTES):
        raise InputFileError(
            _("文件 {path} 展开后过大，没有打开。").format(path=path.name), "too_large"
        )


def _refuse_declarations(packed: zipfile.ZipFile) -> None:
    """Raise `ValueError` where a part declares words that stand for others, without measure.

    No program that writes workbooks does; they would stand before the first element.
    """
    for name in packed.namelist():
        if name.endswith((".xml", ".rels")):
            with packed.open(name) as part:
                _read_to_first_element(part)


def _read_to_first_element(part: IO[bytes]) -> None:
    begun: list[str] = []
    parser = ParserCreate()
    parser.StartElementHandler = lambda name, _attributes: begun.append(name)
    parser.StartDoctypeDeclHandler = _refuse_declaration
    while not begun and (piece := part.read(PIECE_BYTES)):
        parser.Parse(piece)


def _refuse_declaration(*_said: object) -> None:
    raise ValueError


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
