"""The tables of a report as the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from seatapp.reports.figure_tables import NO_VALUE, Table
from seatapp.reports.grid import DECIMAL, TEXT, WHOLE, Cell, Column, Grid
from seatapp.reports.monthly import MonthReport, MonthReports


def workbook_grids(reports: MonthReports, more: Sequence[Table] = ()) -> list[Grid]:
    """Every table of the report as a sheet, and what changed since the edition before."""
    tables = [*reports.month.tables, *more]
    if reports.changes is not None:
        tables.append(reports.changes)
    return [table_grid(table, _about(table, reports.month)) for table in tables]


def _about(table: Table, report: MonthReport) -> str:
    return f"{report.month}　第 {report.edition} 版　口径：{table.base}　规则：{table.rule}"


def table_grid(table: Table, about: str) -> Grid:
    """A table as a sheet; `about` is the line above it."""
    kinds = [_kind([row[place] for row in table.rows]) for place in range(len(table.columns))]
    columns = [
        Column(heading, kind, 40 if heading == "含义" else 18 if kind == TEXT else 12)
        for heading, kind in zip(table.columns, kinds, strict=True)
    ]
    rows = [
        [_cell(text, kind) for text, kind in zip(row, kinds, strict=True)] for row in table.rows
    ]
    return Grid(table.title, columns, rows, about)


def _kind(texts: Sequence[str]) -> str:
    """What a column holds: whole numbers, numbers with places, or words."""
    numbers = [_number(text) for text in texts if text != NO_VALUE]
    if not numbers or any(number is None for number in numbers):
        return TEXT
    return WHOLE if all("." not in text for text in texts) else DECIMAL


def _cell(text: str, kind: str) -> Cell:
    if kind == TEXT:
        return text
    return None if text == NO_VALUE else _number(text)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
