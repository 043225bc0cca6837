"""Tables as .xlsx and .csv that cannot do anything but be read.

A text is always a text: nothing that somebody typed becomes a formula or a link when the file is
opened. What a sheet cannot hold is shortened, and the sheet says so.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from seatapp.reports.chinese_time import city_moment, line_moment
from seatapp.reports.clean import paper_text
from seatapp.reports.grid import DECIMAL, MOMENT, TEXT, WHOLE, Cell, Column, Grid
from seatapp.reports.watch import Watch

if TYPE_CHECKING:
    from xlsxwriter import Workbook

CELL_LIMIT = 32_767
"""The most characters that a cell of a sheet holds."""

SHEET_ROWS = 1_048_576
"""The most rows that a sheet holds."""

HEAD_ROWS = 3
LINE_POINTS = 13.5
"""The height of a line of 10 points."""

MOST_POINTS = 408.75
"""The height at which a row of a sheet ends."""

_STARTS_FORMULA = re.compile(r"^\s*[=+\-@|%＝＋－＠｜％]|^[\t\r\n]")
_PLAIN_NUMBER = re.compile(r"^[+-]?[0-9][0-9 .\-]*$")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_FONT = {"font_name": "宋体", "font_size": 10}


def workbook(grids: Sequence[Grid], export: dict[str, str], watch: Watch) -> bytes:
    """The tables as an Excel file, a sheet each, with head and foot for printing.

    `export` is `number`, `by` and `at`, as at the foot of a document. Raises `CalledOff`.
    """
    import xlsxwriter

    watch.expect(sum(len(grid.rows) for grid in grids))
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        formats = _formats(book)
        taken: set[str] = set()
        for grid in grids:
            _write_sheet(book, formats, grid, _sheet_name(grid.title, taken), export, watch)
        book.set_properties({"title": paper_text(grids[0].title), "author": export["by"]})
    return made.getvalue()


def separated(grid: Grid, export: dict[str, str], watch: Watch, encoding: str = "utf-8") -> bytes:
    """The table as CSV with the export number in the last column of every row.

    `utf-8` bears the mark by which Excel knows it; `gb18030` suits older programs and keeps
    every character. Raises `CalledOff`.
    """
    made = io.StringIO(newline="")
    lines = csv.writer(made, lineterminator="\r\n")
    head, *rows = in_words(grid)
    lines.writerow([*head, "导出编号"])
    watch.expect(len(rows))
    for row in watch.over(rows):
        lines.writerow([*map(guarded, row), export["number"]])
    return made.getvalue().encode("utf-8-sig" if encoding == "utf-8" else encoding)


def in_words(grid: Grid) -> list[list[str]]:
    """The table in words, with its headings as the first row."""
    kinds = [column.kind for column in grid.columns]
    rows = [
        [_in_words(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in grid.rows
    ]
    return [[column.heading for column in grid.columns], *rows]


def guarded(words: str) -> str:
    """Words that no program for sheets takes for a formula; plain numbers stay as they are."""
    if _STARTS_FORMULA.search(words) and not _PLAIN_NUMBER.match(words):
        return "'" + words
    return words


def _in_words(cell: Cell, kind: str) -> str:
    if cell is None:
        return ""
    if kind == MOMENT and isinstance(cell, int):
        return line_moment(cell)
    return paper_text(cell) if isinstance(cell, str) else str(cell)


def _formats(book: Workbook) -> dict[str, Any]:
    boxed = {**_FONT, "border": 1, "valign": "vcenter"}
    return {
        "title": book.add_format({**_FONT, "font_size": 16, "bold": True, "align": "center"}),
        "about": book.add_format({**_FONT, "font_size": 9, "font_color": "#555555"}),
        "head": book.add_format(
            {**boxed, "bold": True, "bg_color": "#E8EDF3", "align": "center", "text_wrap": True}
        ),
        TEXT: book.add_format({**boxed, "text_wrap": True}),
        WHOLE: book.add_format({**boxed, "num_format": "0"}),
        DECIMAL: book.add_format({**boxed, "num_format": "0.00"}),
        MOMENT: book.add_format({**boxed, "num_format": "yyyy-mm-dd hh:mm", "align": "center"}),
    }


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel allows, different from all before it without regard to case."""
    plain = _NOT_IN_SHEET_NAMES.sub("_", paper_text(title)).strip("' ")[:28] or "台账"
    name, count = plain, 2
    while name.lower() in taken or name.lower() == "history":
        name, count = f"{plain} {count}", count + 1
    taken.add(name.lower())
    return name


def _write_sheet(
    book: Workbook,
    formats: dict[str, Any],
    grid: Grid,
    name: str,
    export: dict[str, str],
    watch: Watch,
) -> None:
    sheet = book.add_worksheet(name)
    last = max(len(grid.columns) - 1, 1)
    for place, column in enumerate(grid.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(HEAD_ROWS - 1, place, column.heading, formats["head"])
    sheet.merge_range(0, 0, 0, last, paper_text(grid.title), formats["title"])
    sheet.set_row(0, 26)
    shortened = 0
    room = SHEET_ROWS - HEAD_ROWS
    for at, row in enumerate(watch.over(grid.rows[:room]), HEAD_ROWS):
        for place, (cell, column) in enumerate(zip(row, grid.columns, strict=True)):
            shortened += _write_cell(sheet, at, place, cell, column.kind, formats)
        lines = _lines(row, grid.columns)
        if lines > 1:
            # Not every program for sheets makes room for texts of several lines by itself.
            sheet.set_row(at, min(lines * LINE_POINTS, MOST_POINTS))
    sheet.write_string(1, 0, _about(grid, export, shortened, room), formats["about"])
    _set_up_print(sheet, grid, last, export)


def _lines(row: Sequence[Cell], columns: Sequence[Column]) -> int:
    """How many lines the longest text of a row takes in its column."""
    most = 1
    for cell, column in zip(row, columns, strict=True):
        # Most texts are short; a register has millions of cells.
        if isinstance(cell, str) and (2 * len(cell) > column.width or "\n" in cell):
            most = max(most, _wrapped(cell, column.width))
    return most


def _wrapped(text: str, width: int) -> int:
    # A Chinese character takes two bytes in this code, and the room of two figures in a column.
    parts = text.split("\n")
    return sum(max(1, ceil(len(part.encode("gb18030", "replace")) / width)) for part in parts)


def _write_cell(
    sheet: Any, at: int, place: int, cell: Cell, kind: str, formats: dict[str, Any]
) -> int:
    """Write one cell; 1 when its text had to be shortened."""
    look = formats[kind]
    if cell is None:
        sheet.write_blank(at, place, None, look)
    elif kind == MOMENT and isinstance(cell, int):
        sheet.write_datetime(at, place, city_moment(cell).replace(tzinfo=None), look)
    elif isinstance(cell, int | Decimal):
        sheet.write_number(at, place, cell, look)
    else:
        words = paper_text(cell)
        too_long = len(words.encode("utf-16-le")) // 2 > CELL_LIMIT
        sheet.write_string(at, place, _shortened(words) if too_long else words, look)
        return int(too_long)
    return 0


def _shortened(words: str) -> str:
    note = f"……（原文共 {len(words)} 字，此处截断）"
    units = words.encode("utf-16-le")[: 2 * (CELL_LIMIT - len(note))]
    return units.decode("utf-16-le", "ignore") + note


def _about(grid: Grid, export: dict[str, str], shortened: int, room: int) -> str:
    parts = [
        grid.about,
        f"共 {len(grid.rows)} 行",
        f"导出编号 {export['number']}",
        f"导出人 {export['by']}",
        export["at"],
    ]
    if shortened:
        parts.append(f"有 {shortened} 格超过 {CELL_LIMIT} 字，已截断")
    if len(grid.rows) > room:
        parts.append(f"超出工作表行数，后 {len(grid.rows) - room} 行未列出，请缩小范围分次导出")
    return "　".join(paper_text(part) for part in parts if part)


def _set_up_print(sheet: Any, grid: Grid, last: int, export: dict[str, str]) -> None:
    sheet.freeze_panes(HEAD_ROWS, 0)
    if grid.rows:
        sheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS - 1 + len(grid.rows), last)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROWS - 1)
    sheet.set_footer(f"&C&9第 &P 页，共 &N 页&R&8导出编号 {export['number']}")
