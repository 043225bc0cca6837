"""What collectors found and checked, by area, and how much that is for each of them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from seatapp.domain.counted import Counted, Group
from seatapp.domain.figures import PLACES, FigureRules
from seatapp.domain.periods import months_of
from seatapp.reports.figure_tables import (
    NO_VALUE,
    Naming,
    Table,
    column_links,
    said,
)

DAYS, USUAL_DAYS = "assess_days", Decimal(20)
"""The setting that says by how many days of work in a month a head is reckoned, and what holds
without it."""

WEEKS_OF_MONTH = 4
"""A week is reckoned as this part of the days of work of a month: 5 of 20."""


def work_days(counted: Counted) -> Decimal:
    """Days of work in a month by which what is done a head and day is reckoned."""
    value = counted.rules.get("setting", {}).get(DAYS, {}).get("value")
    return USUAL_DAYS if value is None else Decimal(str(value))


def _days_of(counted: Counted, period: str) -> Decimal:
    """The days of work of a period of any kind."""
    if "W" in period:
        return work_days(counted) / WEEKS_OF_MONTH
    return work_days(counted) * len(months_of(period))


def a_head(number: int, heads: Decimal, days: Decimal) -> Decimal | None:
    """How many a head and day, with two places, half up; None where there is nobody."""
    if not heads or not days:
        return None
    return (Decimal(number) / heads / days).quantize(PLACES, ROUND_HALF_UP)


def collecting_table(rules: FigureRules, naming: Naming, counted: Counted, period: str) -> Table:
    """Reports of collectors by area, and how many they are for each collector and day."""
    heads: dict[str, int] = {}
    for row in counted.rules.get("collector", {}).values():
        heads[str(row.get("area") or "")] = heads.get(str(row.get("area") or ""), 0) + 1
    days = _days_of(counted, period)
    rows = []
    groups: list[Group | None] = []
    for key in counted.keys("area"):
        counts = counted.of(("area", key))
        found, alone = counts.get("collected", 0), counts.get("self_handled", 0)
        share = a_head(found, Decimal(heads.get(key, 0)), days)
        groups.append(("area", key))
        rows.append(
            [
                naming.called("area", key),
                str(found),
                str(alone),
                str(heads.get(key, 0)),
                NO_VALUE if share is None else str(share),
            ]
        )
    links = column_links(groups, ["", "collected", "self_handled"], frozenset(rules.counts))
    columns = ["区域", "采集上报数", "自行处置数", "采集员数", "人均日上报数"]
    note = said(
        "人均日上报数：采集上报数除以本区域采集员数，再除以 {days} 个工作日。", days=f"{days:f}"
    )
    words = ("collecting", "采集情况", columns, rows, rules.counts["collected"].rule, "")
    return Table(*words, links=links, notes=[note])
