"""What came and went in a period: by day, in long periods by month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from seatapp.domain.counted import Counted, Group
from seatapp.domain.figures import FigureRules
from seatapp.domain.periods import border
from seatapp.reports.figure_tables import (
    LINES,
    Chart,
    Series,
    Table,
    column_links,
    said,
)

EPOCH = date(1970, 1, 1)
SHOWN = ("reported", "registered", "handled", "ended")
HEADS = ("上报数", "立案数", "反馈数", "办结数")
MOST_DAYS = 31


def days_table(rules: FigureRules, counted: Counted, period: str) -> Table:
    """Cases reported, filed, handled and ended, each by its own moment."""
    sums: dict[str, list[int]] = {}
    spans: dict[str, str] = {}
    monthly = _seconds(period) > MOST_DAYS * 86_400
    for line in _every_day(counted):
        day = EPOCH + timedelta(days=line["day"])
        name = f"{day:%Y-%m}" if monthly else f"{day:%m-%d}"
        spans[name] = _span(name, period) if monthly else _day_span(line["day"])
        total = sums.setdefault(name, [0] * len(SHOWN))
        sums[name] = [a + line[count] for a, count in zip(total, SHOWN, strict=True)]
    groups: list[Group | None] = [("span", spans[name]) for name in sums]
    rows = [[name, *map(str, numbers)] for name, numbers in sums.items()]
    links = column_links(groups, ["", *SHOWN], frozenset(SHOWN))
    note = said("上报、立案按登记和首次立案时间，反馈、办结按最近一次反馈和结案时间。")
    words = ("days", "走势", ["月份" if monthly else "日期", *HEADS], rows, note.base, "")
    return Table(*words, links=links, notes=[note], charts=_charts(sums, groups))


def _every_day(counted: Counted) -> list[Mapping[str, int]]:
    """The days from the first to the last on which anything happened, without gaps."""
    known = {line["day"]: line for line in counted.days}
    nothing = dict.fromkeys(SHOWN, 0)
    days = range(min(known), max(known) + 1) if known else ()
    return [known.get(day, {"day": day, **nothing}) for day in days]


def _charts(sums: dict[str, list[int]], groups: list[Group | None]) -> list[Chart]:
    if len(sums) < 2:
        return []
    series = [
        Series(
            HEADS[place],
            [Decimal(numbers[place]) for numbers in sums.values()],
            [None if group is None else (group, SHOWN[place]) for group in groups],
        )
        for place in (0, 2, 3)
    ]
    # Below the lines there is room for the day alone.
    names = [name[-2:].lstrip("0") for name in sums]
    return [Chart("走势", "件", names, series, LINES)]


def _seconds(period: str) -> int:
    since, until = border(period)
    return until - since


def _day_span(day: int) -> str:
    begin = day * 86_400 - 28_800
    return f"{begin}-{begin + 86_400}"


def _span(month: str, period: str) -> str:
    """The seconds of a month as far as they belong to the period."""
    since, until = border(month)
    first, last = border(period)
    return f"{max(since, first)}-{min(until, last)}"
