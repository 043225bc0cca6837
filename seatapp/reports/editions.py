"""What a new edition of a period shows differently from the one before."""

from __future__ import annotations

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
from seatapp.reports.monthly import figures_of
from seatapp.reports.objects import NAMED

MOST = 500
"""Rows that are shown of what changed; a correction rarely touches more."""

KINDS = (*NAMED, "hotline_unit")


def changes_between(
    rules: FigureRules, naming: Naming, old: MonthCounts, new: MonthCounts
) -> Table:
    """Every figure and count that differs between two editions of the same period."""
    before, after = counted_from(old.counts), counted_from(new.counts)
    rows = [
        *_figures(rules, before, after),
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
