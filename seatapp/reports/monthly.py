"""The figures of a period: what the centre counted becomes figures and tables with their rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seatapp.central.reports import CountedCases, EditionLine, MonthCounts
from seatapp.domain.counted import WHOLE, Counted, counted_from
from seatapp.domain.figures import Figure, FigureRules, count_figure, percent, rate_figure
from seatapp.reports.contracts import contract_tables, findings_table
from seatapp.reports.figure_tables import (
    NO_VALUE,
    Link,
    Naming,
    Table,
    changed,
    in_words,
    listed_counts,
)
from seatapp.reports.hotline_figures import nature_tables, units_table
from seatapp.reports.objects import OBJECTS, objects_table

TASKS: Mapping[str, tuple[str, str, str, str, str]] = {
    "report": ("登记", "reporter", "reported", "reported_in_time", "mistakes_accept"),
    "file": ("立案", "filer", "registered", "registered_in_time", "mistakes_file"),
    "dispatch": (
        *("派遣", "dispatcher", "dispatched", "dispatched_in_time"),
        "mistakes_dispatch",
    ),
    "close": ("结案", "closer", "ended", "ended_in_time", "mistakes_close"),
    "call": ("接听来电", "person", "calls_taken", "", ""),
    "callback": ("回访", "person", "callbacks_settled", "callbacks_in_time", "mistakes_callback"),
}
"""What people do: the word, the group and counts whose cases stand behind it, and its errors."""


@dataclass(frozen=True)
class CaseLine:
    """A case behind a number, in words."""

    subject: str
    id: str
    number: str
    title: str
    area: str
    unit: str
    stage: str
    reported_at: int


@dataclass(frozen=True)
class CaseLines:
    """The cases behind a number: how many there are now, and the first of them."""

    total: int
    lines: Sequence[CaseLine]


@dataclass(frozen=True)
class MonthReport:
    """A period: its figures by key, and its tables in their order."""

    month: str
    edition: int
    made_at: int
    rules: str
    figures: Mapping[str, Figure]
    tables: Sequence[Table]

    def table(self, name: str) -> Table | None:
        """A table by its name."""
        return next((table for table in self.tables if table.name == name), None)


@dataclass(frozen=True)
class MonthReports:
    """A period with the one before it, and the name of the centre whose they are.

    `changes` shows what differs from the edition before; `kept` tells that the centre was out of
    reach, and this is the last frozen edition that was seen on this workstation.
    """

    month: MonthReport
    before: MonthReport | None
    centre: str
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
        _comparison(rules, figures, earlier),
        *(objects_table(rules, naming, counted, kind) for kind in OBJECTS),
        units_table(rules, naming, counted),
        *nature_tables(rules, naming, counted),
        _people(rules, naming, counted),
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


def case_lines(naming: Naming, found: CountedCases) -> CaseLines:
    """The cases behind a number, in words."""
    lines = [
        CaseLine(
            subject=case.subject,
            id=case.id,
            number=case.number or "",
            title=naming.called("class", case.class_code)
            if case.class_code
            else naming.called("matter", case.matter_code or ""),
            area=naming.called("area", case.area),
            unit=naming.called("unit", case.unit or ""),
            stage=naming.workflow.stage(case.subject, case.stage).label,
            reported_at=case.reported_at,
        )
        for case in found.cases
    ]
    return CaseLines(found.total, lines)


def _comparison(
    rules: FigureRules, figures: Mapping[str, Figure], earlier: Mapping[str, Figure]
) -> Table:
    shown = sorted(figures.values(), key=lambda figure: not figure.is_rate)
    rows = [
        [
            figure.label,
            in_words(figure),
            in_words(earlier[figure.key]) if figure.key in earlier else NO_VALUE,
            changed(figure, earlier.get(figure.key)),
            f"{figure.numerator} / {figure.denominator}" if figure.is_rate else "",
            figure.rule,
        ]
        for figure in shown
    ]
    listed = listed_counts(rules)
    opens = [rules.rates[f.key].numerator if f.is_rate else f.key for f in shown]
    links: dict[tuple[int, int], Link] = {
        (row, 1): (WHOLE, count) for row, count in enumerate(opens) if count in listed
    }
    columns = ["指标", "本期", "上期", "增减", "分子 / 分母", "规则"]
    note = "点数值打开案件清单；率打开的是它的分子。"
    return Table(
        *("comparison", "主要指标", columns, rows, "本期与上期", "按各指标所列规则"),
        links=links,
        note=note,
    )


def _people(rules: FigureRules, naming: Naming, counted: Counted) -> Table:
    rows: list[list[str]] = []
    links: dict[tuple[int, int], Link] = {}
    listed = listed_counts(rules)
    for line in counted.people:
        task, by, done, in_time, kind = TASKS[line["task"]]
        person = str(line["person"])
        wrong = counted.of(("person", person)).get(kind, 0) if kind else 0
        right = percent(max(0, line["done"] - wrong), line["done"]) if kind else None
        share = percent(line["in_time"], line["done"]) if in_time else None
        row = len(rows)
        links[row, 2] = ((by, person), done)
        if in_time:
            links[row, 3] = ((by, person), in_time)
        if kind in listed:
            links[row, 5] = (("person", person), kind)
        rows.append(
            [
                task,
                naming.words("person", person),
                str(line["done"]),
                str(line["in_time"]) if in_time else NO_VALUE,
                NO_VALUE if share is None else str(share),
                str(wrong) if kind else NO_VALUE,
                NO_VALUE if right is None else str(right),
            ]
        )
    columns = ["环节", "人员", "办理数", "按时数", "按时率（%）", "差错数", "准确率（%）"]
    base = "登记按登记人、立案按首次立案人、派遣按首次派遣人、结案按结案人计"
    rule = "按时：该环节未超时；准确：办理数减去本期认定的差错"
    return Table("people", "人员办理情况", columns, rows, base, rule, links)


def _meanings(rules: FigureRules) -> Table:
    rows = [[rule.label, rule.rule, rule.meaning] for rule in rules.counts.values()]
    rows += [
        [
            rate.label,
            rate.rule,
            f"{rules.counts[rate.numerator].label} ÷ {rules.counts[rate.denominator].label}",
        ]
        for rate in rules.rates.values()
    ]
    return Table("rules", "统计口径", ["名称", "规则", "含义"], rows, "", rules.version)
