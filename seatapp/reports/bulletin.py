"""The monthly bulletin (月报) as a document, and its tables as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from seatapp.reports.chinese_time import line_moment, long_day
from seatapp.reports.figure_tables import NO_VALUE, Table, changed, in_words
from seatapp.reports.grid import DECIMAL, TEXT, WHOLE, Cell, Column, Grid
from seatapp.reports.monthly import MonthReport
from seatapp.reports.paper import Paper

SHOWN_RATES = (
    *("disposal_rate", "disposal_in_time_rate", "closing_rate", "closing_in_time_rate"),
    *("rework_rate", "overdue_rate"),
)
MOST_CLASSES = 15


def bulletin(report: MonthReport, before: MonthReport | None, centre: str) -> Paper:
    """The document of a month; `before` is the month that it is compared with."""
    year, month = report.month.split("-")
    title = f"{int(year)}年{int(month)}月城市管理监督指挥月报"
    tables = {table.name: table for table in report.tables}
    facts = {
        "centre": centre,
        "title": title,
        "month": f"{int(year)}年{int(month)}月",
        "date": long_day(report.made_at),
        "at": line_moment(report.made_at),
        "edition": _edition(report.edition),
        "rules_version": report.rules,
        "summary": _summary(report, before),
        "figures": _figures(tables["comparison"]),
        "areas": _objects(tables["area"]),
        "units": _objects(tables["unit"]),
        "classes": _objects(tables["class"])[:MOST_CLASSES],
        "matters": _objects(tables["matter"])[:MOST_CLASSES],
        "sources": _objects(tables["source"]),
        "natures": [dict(zip("abcde", row, strict=True)) for row in tables["nature"].rows],
        "people": [dict(zip("abcdefg", row, strict=True)) for row in tables["people"].rows],
        "meanings": [dict(zip("abc", row, strict=True)) for row in tables["rules"].rows],
    }
    return Paper("bulletin", title, "monthly_bulletin", facts)


def _edition(number: int) -> str:
    return f"第 {number} 版（已定版）" if number else "未定版，数据可能变化"


def workbook_grids(report: MonthReport) -> list[Grid]:
    """Every table of the report as a sheet."""
    return [_grid(table, report) for table in report.tables]


def _summary(report: MonthReport, before: MonthReport | None) -> list[str]:
    figures = report.figures
    lines = [
        f"本月共上报案件 {figures['reported'].numerator} 件，"
        f"有效上报 {figures['valid'].numerator} 件，立案 {figures['registered'].numerator} 件，"
        f"派遣 {figures['dispatched'].numerator} 件，"
        f"直接答复 {figures['answered'].numerator} 件。",
        f"应处置 {figures['should_dispose'].numerator} 件，"
        f"处置 {figures['disposed'].numerator} 件，其中按期处置 "
        f"{figures['disposed_in_time'].numerator} 件，到月末超期待处置 "
        f"{figures['overdue_open'].numerator} 件；应结案 {figures['should_close'].numerator} 件，"
        f"结案 {figures['closed'].numerator} 件。",
    ]
    earlier = {} if before is None else before.figures
    rates = []
    for key in SHOWN_RATES:
        change = changed(figures[key], earlier.get(key))
        told = "" if change == NO_VALUE else f"（较上月 {change}）"
        rates.append(f"{figures[key].label} {in_words(figures[key])}{told}")
    lines.append("，".join(rates) + "。")
    if not earlier:
        lines.append("上月没有可比数据。")
    return lines


def _figures(table: Table) -> list[dict[str, str]]:
    names = ("label", "now", "before", "change", "parts", "rule")
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def _objects(table: Table) -> list[dict[str, str]]:
    """The rows under the headings that the document shows; an absent one stays empty."""
    wanted = {
        "name": table.columns[0],
        "should": "应处置数",
        "disposed": "处置率（%）",
        "in_time": "按期处置率（%）",
        "overdue": "超期待处置数",
        "closed": "结案率（%）",
        "rework": "返工率（%）",
        "rank": "名次",
    }
    places = {
        field: table.columns.index(heading) if heading in table.columns else None
        for field, heading in wanted.items()
    }
    return [
        {field: "" if place is None else row[place] for field, place in places.items()}
        for row in table.rows
    ]


def _grid(table: Table, report: MonthReport) -> Grid:
    kinds = [_kind([row[place] for row in table.rows]) for place in range(len(table.columns))]
    columns = [
        Column(heading, kind, 40 if heading == "含义" else 18 if kind == TEXT else 12)
        for heading, kind in zip(table.columns, kinds, strict=True)
    ]
    rows = [
        [_cell(text, kind) for text, kind in zip(row, kinds, strict=True)] for row in table.rows
    ]
    about = f"{report.month}　第 {report.edition} 版　口径：{table.base}　规则：{table.rule}"
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
