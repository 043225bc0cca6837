"""What a new edition of a period shows differently from the one before."""

from __future__ import annotations

from decimal import Decimal

from seatapp.central.reports import MonthCounts
from seatapp.domain.counted import Counted, counted_from
from seatapp.domain.figures import FigureRules
from seatapp.reports.figure_tables import (
    NO_VALUE,
    Naming,
    Sentence,
    Table,
    in_words,
    said,
)
from seatapp.reports.monthly import MonthReport, figures_of, month_report
from seatapp.reports.objects import NAMED

MOST = 500
"""Rows that are shown of what changed; a correction rarely touches more."""

KINDS = (*NAMED, "hotline_unit")
JUDGED = {
    "area": ("得分",),
    "unit": ("得分",),
    "persons": ("办理数", "按时数", "差错数", "得分"),
    "contracts": ("得分", "扣款（元）", "记录次数"),
}
"""What people and contracts are judged by, and scores, as the tables of the report show them."""


def changes_between(
    rules: FigureRules, naming: Naming, old: MonthCounts, new: MonthCounts
) -> Table:
    """Every figure and count that differs between two editions of the same period."""
    before, after = counted_from(old.counts), counted_from(new.counts)
    rows = [
        *_figures(rules, before, after),
        *_judged(month_report(rules, naming, old, None), month_report(rules, naming, new, None)),
        *(row for kind in KINDS for row in _groups(rules, naming, kind, before, after)),
    ]
    notes = [_compared(old.edition, new.edition)]
    if len(rows) > MOST:
        notes.append(said("共 {n} 处不同，列出前 {most} 处。", n=len(rows), most=MOST))
    if new.reason:
        notes.append(said("更正原因：{reason}", reason=new.reason))
    return Table(
        "changes",
        "与上一版的不同",
        ["对象", "指标", "原来", "现在", "增减"],
        rows[:MOST],
        notes[0].base,
        f"{old.rules} → {new.rules or rules.version}",
        notes=notes,
    )


def _compared(old: int, new: int) -> Sentence:
    if new:
        return said("第 {old} 版与第 {new} 版相比。", old=old, new=new)
    return said("第 {old} 版与当前数据相比。", old=old)


def _figures(rules: FigureRules, before: Counted, after: Counted) -> list[list[str]]:
    was, now = figures_of(rules, before), figures_of(rules, after)
    rows = []
    for key, figure in now.items():
        old = was[key]
        if (figure.numerator, figure.denominator) != (old.numerator, old.denominator):
            difference = NO_VALUE
            if figure.value is not None and old.value is not None:
                difference = f"{figure.value - old.value:+}"
            rows.append(["全部", figure.label, in_words(old), in_words(figure), difference])
    return rows


def _groups(
    rules: FigureRules, naming: Naming, kind: str, before: Counted, after: Counted
) -> list[list[str]]:
    rows = []
    for key in sorted({*before.keys(kind), *after.keys(kind)}):
        was, now = before.of((kind, key)), after.of((kind, key))
        for name, rule in rules.counts.items():
            old, new = was.get(name, 0), now.get(name, 0)
            if old != new:
                called = naming.called(kind, key)
                rows.append([called, rule.label, str(old), str(new), f"{new - old:+}"])
    return rows


def _judged(before: MonthReport, after: MonthReport) -> list[list[str]]:
    rows = []
    for name, columns in JUDGED.items():
        was, now = _cells_of(before, name), _cells_of(after, name)
        for called in sorted({*was, *now}):
            for column in columns:
                old, new = (told.get(called, {}).get(column, NO_VALUE) for told in (was, now))
                if old != new:
                    rows.append([called, column, old, new, _difference(old, new)])
    return rows


def _cells_of(report: MonthReport, name: str) -> dict[str, dict[str, str]]:
    """The cells of a table by the words of their row and their column."""
    table = report.table(name)
    rows = table.rows if table is not None else ()
    heads = table.columns if table is not None else ()
    return {row[0]: dict(zip(heads, row, strict=True)) for row in rows}


def _difference(old: str, new: str) -> str:
    if NO_VALUE in (old, new):
        return NO_VALUE
    return f"{Decimal(new) - Decimal(old):+}"
