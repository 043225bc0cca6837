"""The figures of a period: what the centre counted becomes figures and tables with their rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seatapp.central.reports import EditionLine, MonthCounts
from seatapp.domain.counted import WHOLE, Counted, counted_from
from seatapp.domain.figures import (
    Figure,
    FigureRules,
    count_figure,
    meaning_of,
    rate_figure,
)
from seatapp.reports.collecting import collecting_table
from seatapp.reports.contracts import contract_tables, findings_table
from seatapp.reports.days import days_table
from seatapp.reports.figure_tables import (
    NO_VALUE,
    Link,
    Naming,
    Table,
    changed,
    in_words,
    listed_counts,
    said,
)
from seatapp.reports.hotline_figures import nature_tables, units_table
from seatapp.reports.objects import OBJECTS, objects_table
from seatapp.reports.office import Office
from seatapp.reports.people import people_tables


@dataclass(frozen=True)
class MonthReport:
    """A period: its figures by key, and its tables in their order."""

    month: str
    edition: int
    made_at: int
    rules: str
    figures: Mapping[str, Figure]
    tables: Sequence[Table]

    def behind(self, key: str) -> Link | None:
        """The list behind a rate, that of its numerator; None where there is none."""
        table = self.table("comparison")
        names = [] if table is None else [row[0] for row in table.rows]
        label = self.figures[key].label
        return table.behind(names.index(label), 1) if table and label in names else None

    def table(self, name: str) -> Table | None:
        """A table by its name."""
        return next((table for table in self.tables if table.name == name), None)


@dataclass(frozen=True)
class MonthReports:
    """A period with the one before it, and the office whose they are.

    `changes` shows what differs from the edition before; `kept` tells that the centre was out of
    reach, and this is the last frozen edition that was seen on this workstation.
    """

    month: MonthReport
    before: MonthReport | None
    office: Office
    editions: Sequence[EditionLine] = ()
    changes: Table | None = None
    kept: bool = False


def month_report(
    rules: FigureRules, naming: Naming, counts: MonthCounts, before: MonthCounts | None
) -> MonthReport:
    """The report of a period; `before` is the one before it, where there is one to compare."""
    counted = counted_from(counts.counts)
    figures = figures_of(rules, counted)
    earlier = {} if before is None else figures_of(rules, counted_from(before.counts))
    tables = [
        _rates(rules, figures, earlier),
        _amounts(rules, figures, earlier),
        days_table(rules, counted, counts.month),
        *(objects_table(rules, naming, counted, kind) for kind in OBJECTS),
        units_table(rules, naming, counted),
        *nature_tables(rules, naming, counted),
        collecting_table(rules, naming, counted, counts.month),
        *people_tables(rules, naming, counted),
        *contract_tables(rules, naming, counted, counts.month),
        findings_table(naming, counted.findings),
        _meanings(rules),
    ]
    return MonthReport(
        counts.month,
        counts.edition,
        counts.made_at,
        counts.rules or rules.version,
        figures,
        tables,
    )


def figures_of(rules: FigureRules, counted: Counted) -> dict[str, Figure]:
    """The figures of the whole."""
    whole = counted.of(WHOLE)
    found = {name: count_figure(rule, whole) for name, rule in rules.counts.items()}
    for name, rate in rules.rates.items():
        if "all" in rate.objects:
            found[name] = rate_figure(rules, rate, whole)
    return found


def as_json(report: MonthReport) -> dict[str, Any]:
    """The report for programs; numbers are exact decimal texts, and null where there is none."""
    return {
        "month": report.month,
        "edition": report.edition,
        "figures": {
            figure.key: {
                "value": None if figure.value is None else str(figure.value),
                "numerator": str(figure.numerator),
                "denominator": str(figure.denominator),
                "rule": figure.rule,
                "label": figure.label,
            }
            for figure in report.figures.values()
        },
        "tables": {
            table.name: {
                "title": table.title,
                "columns": list(table.columns),
                "rows": [list(row) for row in table.rows],
                "base": table.base,
                "rule": table.rule,
            }
            for table in report.tables
        },
    }


RUNNING = said("本期还没有结束时，期末指统计的时刻：没有到时限的案件不计入应处置、应结案。")
BY_ARRIVAL = said(
    "各环节的时间以中心收到为准：断网期间所做的，补传到中心时才计；中心登记为停用的时段，按席位的时间计。"
)
NOT_RECKONED = said(
    "运行指数、效能指数各地算法不一，程序不计算；需要时由本单位算好，用“录入”按 index 表存入备查。"
)
PRESSED = said("点数值打开案件清单；率打开的是它的分子。")


def _rates(
    rules: FigureRules, figures: Mapping[str, Figure], earlier: Mapping[str, Figure]
) -> Table:
    shown = [figure for figure in figures.values() if figure.is_rate]
    rows = [
        [*_compared(figure, earlier), f"{figure.numerator} / {figure.denominator}", figure.meaning]
        for figure in shown
    ]
    columns = ["指标", "本期", "上期", "增减", "分子 / 分母", "规则"]
    told = ["" if one.value is None else rules.rates[one.key].numerator for one in shown]
    links = _opened(rules, told)
    words = ("comparison", "主要指标", columns, rows, "本期与上期", "按各指标所列规则")
    return Table(*words, links=links, notes=[PRESSED])


def _amounts(
    rules: FigureRules, figures: Mapping[str, Figure], earlier: Mapping[str, Figure]
) -> Table:
    shown = [figure for figure in figures.values() if not figure.is_rate]
    rows = [[*_compared(figure, earlier), figure.meaning] for figure in shown]
    columns = ["指标", "本期", "上期", "增减", "规则"]
    links = _opened(rules, [figure.key for figure in shown])
    words = ("amounts", "主要数量", columns, rows, "本期与上期", "按各指标所列规则")
    return Table(*words, links=links, notes=[PRESSED])


def _compared(figure: Figure, earlier: Mapping[str, Figure]) -> list[str]:
    before = earlier.get(figure.key)
    told = NO_VALUE if before is None else in_words(before)
    return [figure.label, in_words(figure), told, changed(figure, before)]


def _opened(rules: FigureRules, counts: Sequence[str]) -> dict[tuple[int, int], Link]:
    listed = listed_counts(rules)
    return {(row, 1): (WHOLE, count) for row, count in enumerate(counts) if count in listed}


def _meanings(rules: FigureRules) -> Table:
    rows = [[rule.label, rule.rule, rule.meaning] for rule in rules.counts.values()]
    rows += [[rate.label, rate.rule, meaning_of(rules, rate)] for rate in rules.rates.values()]
    columns = ["名称", "规则", "含义"]
    notes = [RUNNING, BY_ARRIVAL, NOT_RECKONED]
    return Table("rules", "统计口径", columns, rows, "", rules.version, notes=notes)
