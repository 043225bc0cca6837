"""Reports on a period as documents: monthly bulletin, weekly report, assessment, efficiency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seatapp.domain.periods import is_long
from seatapp.reports.bulletin_words import (
    edition_words,
    issue_words,
    numeral,
    rules_words,
    summary_of,
)
from seatapp.reports.chinese_time import line_moment, long_day, period_words
from seatapp.reports.course import entered_months, sums_in_words
from seatapp.reports.figure_tables import Chart, Table
from seatapp.reports.monthly import PRESSED, MonthReports
from seatapp.reports.paper import Paper, PaperChart, PaperTable
from seatapp.reports.paper_layout import folded, laid_out

MOST_ROWS = 15
"""Rows of long lists that are printed; the workbook has all of them."""

MOST_CHANGES = 60
OBJECT_COLUMNS = (
    *("应处置数", "处置率（%）", "按期处置率（%）", "超期待处置数", "结案率（%）"),
    *("返工率（%）", "得分", "名次"),
)
RATE_COLUMNS = ("指标", "本期", "上期", "增减", "分子 / 分母")
BEST, PARTS, SCORES = "按期处置率", "处置构成", "得分"
MONTH_COLUMNS = (
    *("上报数", "应处置数", "处置率（%）", "按期处置率（%）", "结案率（%）", "按期结案率（%）"),
    *("返工率（%）", "数据"),
)
HOTLINE_COLUMNS = (
    *("承办单位", "派遣数", "按期处置率（%）", "解决率（%）", "满意率（%）"),
    *("得分", "名次"),
)
AMOUNT_COLUMNS = ("指标", "本期", "上期", "增减")


@dataclass(frozen=True)
class Section:
    """One section: a table of the report, or the columns of it that fit on paper.

    With `halves` it stands in two halves side by side; `drawn` are the charts that are printed,
    by their titles, all without it.
    """

    title: str
    table: str
    columns: Sequence[str] = ()
    most: int | None = None
    halves: bool = False
    drawn: Sequence[str] | None = None


FIGURE_SECTIONS = (
    Section("主要指标", "comparison", RATE_COLUMNS),
    Section("主要数量", "amounts", AMOUNT_COLUMNS, halves=True),
)
OBJECT_SECTIONS = (
    Section("各区域情况", "area", OBJECT_COLUMNS, drawn=(BEST,)),
    Section("各处置单位情况", "unit", OBJECT_COLUMNS, drawn=(BEST, PARTS)),
    Section("城管案件类别", "class", OBJECT_COLUMNS, MOST_ROWS),
)
HOTLINE_SECTIONS = (
    Section("热线事项", "matter", OBJECT_COLUMNS, MOST_ROWS),
    Section("热线承办单位", "hotline_units", HOTLINE_COLUMNS),
    Section("来电诉求性质", "calls"),
)
KINDS: Mapping[str, tuple[str, str, Sequence[Section]]] = {
    "monthly": (
        *("monthly_bulletin", "城市管理监督指挥月报"),
        (
            *FIGURE_SECTIONS,
            Section("走势", "days", halves=True),
            Section("各月走势", "months", MONTH_COLUMNS),
            *OBJECT_SECTIONS,
            Section("案件来源", "source", ("上报数", "有效上报率（%）", *OBJECT_COLUMNS[:5])),
            *HOTLINE_SECTIONS,
            Section("采集情况", "collecting"),
            Section("岗位办理情况", "posts"),
            Section("人员考核", "persons"),
            Section("服务合同考核", "contracts"),
            Section("与上一版的不同", "changes", most=MOST_CHANGES),
            Section("附：统计口径", "rules", ("名称", "含义")),
        ),
    ),
    "weekly": (
        *("weekly_report", "城市管理监督指挥周报"),
        (
            *FIGURE_SECTIONS,
            Section("每日走势", "days"),
            *OBJECT_SECTIONS,
            *HOTLINE_SECTIONS,
        ),
    ),
    "efficiency": (
        *("efficiency_report", "城市管理效能分析报告"),
        (
            Section("各处置单位效能", "unit", OBJECT_COLUMNS, drawn=(PARTS,)),
            Section("岗位效能", "posts"),
            Section("人员效能", "people"),
            Section("热点", "hot_spots"),
            Section("明显上升", "rises"),
            Section("办理较慢的单位", "slow_units"),
            Section("重复来电", "repeat_callers"),
            Section("返工原因", "rework_reasons"),
        ),
    ),
    "assessment": (
        *("assessment_report", "考核结果"),
        (
            Section("各区域得分", "area", OBJECT_COLUMNS, drawn=(SCORES,)),
            Section("各处置单位得分", "unit", OBJECT_COLUMNS, drawn=(SCORES,)),
            Section("岗位得分", "posts"),
            Section("人员得分", "persons"),
            Section("服务合同考核", "contracts"),
            Section("合同逐条结果", "contract_*"),
            Section("检查清单完成情况", "inspections_*"),
            Section("检查记录", "findings"),
        ),
    ),
}
"""Kinds of reports: the template, what it is called, and its sections in order."""


Shown = Sequence[tuple[Section, Table]]
"""The sections of a report that have something to show, each with its table, in order."""


def period_paper(reports: MonthReports, kind: str = "monthly", more: Sequence[Table] = ()) -> Paper:
    """The document of a period; `more` are tables besides those of the report."""
    template, called, sections = KINDS[kind]
    report = reports.month
    if kind == "monthly":
        called = called.replace("月报", _bulletin_of(report.month))
    tables = _tables(reports, more)
    shown = [
        (section, table)
        for section in sections
        for table in _tables_of(section, tables)
        if table.rows
    ]
    return Paper(
        kind="bulletin",
        title=f"{period_words(report.month)}{called}",
        template=template,
        facts={
            **_facts(reports, called),
            "summary": [*summary_of(report, reports.before), *_not_counted(tables)],
            "sections": _sections(shown),
        },
        tables={table.name: _paper_table(section, table) for section, table in shown},
        charts={table.name: _charts(section, table) for section, table in shown},
    )


def _tables(reports: MonthReports, more: Sequence[Table]) -> dict[str, Table]:
    """The tables that sections may show, by their names."""
    tables = {table.name: table for table in (*reports.month.tables, *more)}
    if "months" in tables:
        # The months beside each other say more than their course alone.
        tables.pop("days", None)
    if reports.changes is not None and reports.month.edition > 1:
        tables["changes"] = reports.changes
    return tables


def _facts(reports: MonthReports, called: str) -> dict[str, object]:
    """What stands on the first page."""
    report = reports.month
    return {
        "centre": reports.office.centre,
        "office": vars(reports.office),
        "period": period_words(report.month),
        "issue": issue_words(report.month),
        "name": called,
        "date": long_day(report.made_at),
        "at": line_moment(report.made_at),
        "edition": edition_words(report.edition),
        "rules_version": rules_words(report.rules),
    }


def _sections(shown: Shown) -> list[dict[str, object]]:
    """The headings with what stands under their tables."""
    return [
        {
            "name": table.name,
            "title": f"{numeral(place)}、{_title(section, table)}",
            "words": [],
            "note": _note(section, table),
        }
        for place, (section, table) in enumerate(shown)
    ]


def _charts(section: Section, table: Table) -> list[PaperChart]:
    return [
        _paper_chart(chart)
        for chart in table.charts
        if section.drawn is None or chart.title in section.drawn
    ]


def _bulletin_of(period: str) -> str:
    """What the bulletin of a period is called at its end."""
    if not is_long(period):
        return "月报"
    return "季报" if "Q" in period else "年报"


def _not_counted(tables: Mapping[str, Table]) -> list[str]:
    """What stands in the course of a long period and not in its sums."""
    months = tables.get("months")
    if months is None or not (entered := entered_months(months)):
        return []
    told = f"全期中有 {entered} 个月的数据是录入的，没有计入以上指标。"
    sums = sums_in_words(months)
    return [f"{told}各月相加：{sums}，详见“各月走势”。" if sums else told]


def _tables_of(section: Section, tables: Mapping[str, Table]) -> list[Table]:
    if section.table.endswith("*"):
        return [t for name, t in tables.items() if name.startswith(section.table[:-1])]
    return [tables[section.table]] if section.table in tables else []


def _title(section: Section, table: Table) -> str:
    return table.title if section.table.endswith("*") else section.title


def _note(section: Section, table: Table) -> str:
    cut = ""
    if section.most is not None and len(table.rows) > section.most:
        cut = f"列前 {section.most} 行，共 {len(table.rows)} 行。"
    # What can be pressed on the screen cannot be pressed on paper.
    note = "".join(one.chinese for one in table.notes if one != PRESSED)
    words = f"注：{cut}{note}" if cut or note else ""
    return words if len(words) <= 300 else words[:299] + "…"


def _paper_table(section: Section, table: Table) -> PaperTable:
    if section.halves:
        return folded(table, section.columns)
    return laid_out(table, section.columns, section.most)


def _paper_chart(chart: Chart) -> PaperChart:
    series = [(one.name, one.values) for one in chart.series]
    return PaperChart(chart.title, chart.unit, chart.names, series, chart.kind)
