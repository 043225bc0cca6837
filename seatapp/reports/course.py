"""The course of a long period: its months beside each other, each as it was last frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from seatapp.domain.counted import MONTH, WHOLE, Counted, Group
from seatapp.domain.figures import FigureRules, percent
from seatapp.reports.figure_tables import (
    ENTERED,
    LINES,
    PIECES,
    Chart,
    Series,
    Table,
    column_links,
    listed_counts,
    said,
    share_words,
)

COUNTS = ("reported", "registered", "should_dispose", "disposed", "should_close", "closed", "calls")
RATES = (
    *("disposal_rate", "disposal_in_time_rate", "closing_rate", "closing_in_time_rate"),
    *("rework_rate", "callback_in_time_rate", "satisfaction_rate"),
)
DRAWN_COUNTS = ("reported", "disposed", "closed")
DRAWN_RATES = RATES[:4]
NOTE = said(
    "已定版的月份按最近一版，其余按目前的数据；各月分别统计，"
    "跨月的案件可能在两个月里都计入应处置、应结案，合计不等于全期。"
)
ENTERED_APART = said("录入的月份没有计入全期的指标；“合计”一行把各月相加，跨月的案件可能重复。")
"""What was entered has no cases, so that nobody can tell which of them two months share."""

ADDED_UP = "按月相加"
"""By what the row of the sums is told."""


@dataclass(frozen=True)
class MonthOfCourse:
    """A month (`2026-10`) with the edition it is told by; 0 for the counts of now."""

    month: str
    edition: int
    counted: Counted


def course_table(rules: FigureRules, months: Sequence[MonthOfCourse]) -> Table:
    """The months of a period in their order; those before and after all work are left out."""
    shown = _worked(months)
    rates = [rules.rates[name] for name in RATES]
    rows = [_row(rules, one.month, one.counted.of(WHOLE), _told_by(one)) for one in shown]
    apart = any(WHOLE in one.counted.entered for one in shown)
    if apart and len(shown) > 1:
        rows.append(_row(rules, "合计", _sums(shown), ADDED_UP))
    opened = [*COUNTS, *(rate.numerator for rate in rates)]
    columns = [
        "月份",
        *(rules.counts[name].label for name in COUNTS),
        *(f"{rate.label}（%）" for rate in rates),
        "数据",
    ]
    groups: list[Group | None] = [(MONTH, one.month) for one in shown]
    words = ("months", "各月走势", columns, rows, "各月", "按各指标所列规则")
    links = column_links(groups, ["", *opened], listed_counts(rules))
    notes = [NOTE, *([ENTERED_APART] if apart else [])]
    return Table(*words, links=links, notes=notes, charts=_charts(rules, shown))


def entered_months(table: Table) -> int:
    """How many months of a course were entered, and are not in the figures of the whole."""
    return sum(row[-1] == ENTERED for row in table.rows)


def sums_in_words(table: Table) -> str:
    """What the months of a course come to, added up; empty where none was entered."""
    row = next((row for row in table.rows if row[-1] == ADDED_UP), None)
    if row is None:
        return ""
    cells = dict(zip(table.columns, row, strict=True))
    return "，".join(f"{head} {cells[head]}" for head in table.columns[1 : 1 + len(COUNTS)])


def _row(rules: FigureRules, name: str, counts: Mapping[str, int], told_by: str) -> list[str]:
    shares = (share_words(_rate(rules, rate, counts)) for rate in RATES)
    return [name, *(str(counts.get(count, 0)) for count in COUNTS), *shares, told_by]


def _sums(months: Sequence[MonthOfCourse]) -> Mapping[str, int]:
    sums: Counter[str] = Counter()
    for one in months:
        sums.update(one.counted.of(WHOLE))
    return sums


def _worked(months: Sequence[MonthOfCourse]) -> Sequence[MonthOfCourse]:
    places = [place for place, one in enumerate(months) if any(one.counted.of(WHOLE).values())]
    return months[places[0] : places[-1] + 1] if places else ()


def _told_by(one: MonthOfCourse) -> str:
    if WHOLE in one.counted.entered:
        return ENTERED
    return f"第 {one.edition} 版" if one.edition else "未定版"


def _rate(rules: FigureRules, name: str, counts: Mapping[str, int]) -> Decimal | None:
    rate = rules.rates[name]
    return percent(counts.get(rate.numerator, 0), counts.get(rate.denominator, 0))


def _charts(rules: FigureRules, months: Sequence[MonthOfCourse]) -> list[Chart]:
    if len(months) < 2:
        return []
    counts = [
        Series(
            rules.counts[name].label,
            [Decimal(one.counted.of(WHOLE).get(name, 0)) for one in months],
            [((MONTH, one.month), name) for one in months],
        )
        for name in DRAWN_COUNTS
    ]
    # A line needs a value at each point: a month without a base for one of the rates is left out.
    based = [
        one
        for one in months
        if all(_rate(rules, n, one.counted.of(WHOLE)) is not None for n in DRAWN_RATES)
    ]
    rates = [
        Series(
            rules.rates[name].label,
            [_rate(rules, name, one.counted.of(WHOLE)) or Decimal(0) for one in based],
            [((MONTH, one.month), rules.rates[name].numerator) for one in based],
        )
        for name in DRAWN_RATES
    ]
    drawn = [Chart("各月数量", PIECES, [_short(one.month) for one in months], counts, LINES)]
    if len(based) > 1:
        drawn.append(Chart("各月比率", "%", [_short(one.month) for one in based], rates, LINES))
    return drawn


def _short(month: str) -> str:
    return str(int(month[5:]))
