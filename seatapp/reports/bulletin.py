"""Reports on a period as documents: monthly bulletin, weekly report, assessment, efficiency."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from seatapp.reports.chinese_time import line_moment, long_day, period_words
from seatapp.reports.figure_tables import NO_VALUE, Table, changed, in_words
from seatapp.reports.monthly import MonthReport, MonthReports
from seatapp.reports.paper import Paper, PaperChart, PaperTable

SHOWN_RATES = (
    *("disposal_rate", "disposal_in_time_rate", "closing_rate", "closing_in_time_rate"),
    *("rework_rate", "overdue_rate"),
)
MOST_CLASSES = 15
NUMERALS = "二三四五六七八九十"
NOTHING = "本期没有这类情况。"
OBJECT_COLUMNS = (
    *("应处置数", "处置率（%）", "按期处置率（%）", "超期待处置数", "结案率（%）"),
    *("返工率（%）", "得分", "名次"),
)
FIGURE_COLUMNS = ("指标", "本期", "上期", "增减", "分子 / 分母")
NARROWEST, WIDEST = 5.0, 13.0
"""Bounds of the room of a column, in Chinese characters."""


@dataclass(frozen=True)
class Section:
    """One section: a table of the report, or the columns of it that fit on paper."""

    title: str
    table: str
    columns: Sequence[str] = ()
    most: int | None = None


OBJECT_SECTIONS = (
    Section("各区域情况", "area", OBJECT_COLUMNS),
    Section("各处置单位情况", "unit", OBJECT_COLUMNS),
    Section("城管案件类别", "class", OBJECT_COLUMNS, MOST_CLASSES),
)
HOTLINE_SECTIONS = (
    Section("热线事项", "matter", OBJECT_COLUMNS, MOST_CLASSES),
    Section("热线承办单位", "hotline_units"),
    Section("来电诉求性质", "calls"),
)
KINDS: Mapping[str, tuple[str, str, Sequence[Section]]] = {
    "monthly": (
        *("monthly_bulletin", "城市管理监督指挥月报"),
        (
            Section("主要指标", "comparison", FIGURE_COLUMNS),
            *OBJECT_SECTIONS,
            Section("案件来源", "source", ("上报数", "有效上报率（%）", *OBJECT_COLUMNS[:5])),
            *HOTLINE_SECTIONS,
            Section("人员办理情况", "people"),
            Section("服务合同考核", "contracts"),
            Section("与上一版的不同", "changes"),
            Section("附：统计口径", "rules"),
        ),
    ),
    "weekly": (
        *("weekly_report", "城市管理监督指挥周报"),
        (
            Section("主要指标", "comparison", FIGURE_COLUMNS, 28),
            *OBJECT_SECTIONS,
            *HOTLINE_SECTIONS,
        ),
    ),
    "efficiency": (
        *("efficiency_report", "城市管理效能分析报告"),
        (
            Section("各处置单位效能", "unit", OBJECT_COLUMNS),
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
            Section("各区域得分", "area", OBJECT_COLUMNS),
            Section("各处置单位得分", "unit", OBJECT_COLUMNS),
            Section("服务合同考核", "contracts"),
            Section("合同逐条结果", "contract_*"),
            Section("检查清单完成情况", "inspections_*"),
            Section("检查记录", "findings"),
        ),
    ),
}
"""Kinds of reports: the template, what it is called, and its sections in order."""


def period_paper(reports: MonthReports, kind: str = "monthly", more: Sequence[Table] = ()) -> Paper:
    """The document of a period; `more` are tables besides those of the report."""
    template, called, sections = KINDS[kind]
    report = reports.month
    period = period_words(report.month)
    tables = {table.name: table for table in (*report.tables, *more)}
    if reports.changes is not None and report.edition > 1:
        tables["changes"] = reports.changes
    shown = [
        (section, table)
        for section in sections
        for table in _tables_of(section, tables)
        if table.rows
    ]
    facts = {
        "centre": reports.centre,
        "period": period,
        "date": long_day(report.made_at),
        "at": line_moment(report.made_at),
        "edition": _edition(report.edition),
        "rules_version": report.rules,
        "summary": _summary(report, reports.before),
        "sections": [
            {
                "name": table.name,
                "title": f"{_numeral(place)}、{_title(section, table)}",
                "words": [],
                "note": _note(section, table),
            }
            for place, (section, table) in enumerate(shown)
        ],
    }
    return Paper(
        kind="bulletin",
        title=f"{period}{called}",
        template=template,
        facts=facts,
        tables={table.name: _paper_table(section, table) for section, table in shown},
        charts={
            table.name: PaperChart(
                table.chart.title,
                table.chart.unit,
                [(bar.name, bar.value) for bar in table.chart.bars],
            )
            for _section, table in shown
            if table.chart is not None
        },
    )


def _tables_of(section: Section, tables: Mapping[str, Table]) -> list[Table]:
    if section.table.endswith("*"):
        return [t for name, t in tables.items() if name.startswith(section.table[:-1])]
    return [tables[section.table]] if section.table in tables else []


def _title(section: Section, table: Table) -> str:
    return table.title if section.table.endswith("*") else section.title


def _numeral(place: int) -> str:
    if place < len(NUMERALS):
        return NUMERALS[place]
    tens, ones = divmod(place + 2, 10)
    return (
        ("" if tens == 1 else "一二三四五六七八九"[tens - 1])
        + "十"
        + "〇一二三四五六七八九"[ones][: 1 if ones else 0]
    )


def _note(section: Section, table: Table) -> str:
    cut = ""
    if section.most is not None and len(table.rows) > section.most:
        cut = f"列前 {section.most} 行，共 {len(table.rows)} 行。"
    note = table.note if table.name != "comparison" else "各项的含义和规则见文末“统计口径”。"
    words = f"注：{cut}{note}" if cut or note else ""
    return words if len(words) <= 300 else words[:299] + "…"


def _paper_table(section: Section, table: Table) -> PaperTable:
    wanted = section.columns or table.columns
    places = [0, *(table.columns.index(c) for c in wanted if c in table.columns[1:])]
    columns = [table.columns[place] for place in places]
    rows = [[row[place] for place in places] for row in table.rows[: section.most]]
    widths = [_room(name, [row[i] for row in rows]) for i, name in enumerate(columns)]
    return PaperTable(columns, rows, widths, table.strong)


def _room(heading: str, texts: Sequence[str]) -> float:
    """How wide a column wants to be: its longest text, half its heading, within bounds."""
    longest = max((_length(text) for text in texts[:64]), default=0.0)
    return min(max(longest + 1, _length(heading) / 2 + 1, NARROWEST), WIDEST)


def _length(text: str) -> float:
    return sum(1.0 if ord(letter) > 0x2E80 else 0.6 for letter in text)


def _edition(number: int) -> str:
    return f"第 {number} 版（已定版）" if number else "未定版，数据可能变化"


Told = Callable[[str], int]


def _summary(report: MonthReport, before: MonthReport | None) -> list[str]:
    def n(key: str) -> int:
        return report.figures[key].numerator

    lines = [
        f"本期共上报案件 {n('reported')} 件，有效上报 {n('valid')} 件，立案 {n('registered')} 件，"
        f"派遣 {n('dispatched')} 件，直接答复 {n('answered')} 件，"
        f"自行处置 {n('self_handled')} 件。",
        f"应处置 {n('should_dispose')} 件，处置 {n('disposed')} 件，其中按期处置 "
        f"{n('disposed_in_time')} 件，到期末超期待处置 {n('overdue_open')} 件；"
        f"应结案 {n('should_close')} 件，结案 {n('closed')} 件。",
        *_calls(n),
    ]
    earlier = {} if before is None else before.figures
    rates = []
    for key in SHOWN_RATES:
        change = changed(report.figures[key], earlier.get(key))
        told = "" if change == NO_VALUE else f"（较上期 {change}）"
        rates.append(f"{report.figures[key].label} {in_words(report.figures[key])}{told}")
    lines.append("，".join(rates) + "。")
    if not earlier:
        lines.append("上期没有可比数据。")
    return lines


def _calls(n: Told) -> list[str]:
    if not n("calls"):
        return []
    return [
        f"热线来电 {n('calls')} 个，接听 {n('calls_taken')} 个，其中有效 {n('calls_valid')} 个，"
        f"当场答复 {n('calls_direct')} 个，转办 {n('calls_transferred')} 个；"
        f"应回访 {n('callbacks')} 件，及时回访 {n('callbacks_in_time')} 件。"
    ]
