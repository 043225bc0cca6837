"""What a new edition of a period shows differently from the one before."""

from __future__ import annotations

from seatapp.central.reports import MonthCounts
from seatapp.domain.counted import Counted, counted_from
from seatapp.domain.figures import FigureRules
from seatapp.reports.figure_tables import NO_VALUE, Naming, Table, in_words
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
    words = f"第 {old.edition} 版与{f'第 {new.edition} 版' if new.edition else '当前数据'}相比"
    if len(rows) > MOST:
        words += f"，共 {len(rows)} 处不同，列出前 {MOST} 处"
    return Table(
        "changes",
        "与上一版的不同",
        ["对象", "指标", "原来", "现在", "增减"],
        rows[:MOST],
        words,
        f"{old.rules} → {new.rules or rules.version}",
        note=f"{words}。{'更正原因：' + new.reason if new.reason else ''}",
    )


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
