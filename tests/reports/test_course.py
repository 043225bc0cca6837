"""The months of a quarter or year beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from seatapp.domain.counted import Counted, counted_from
from seatapp.domain.figures import load_figure_rules
from seatapp.reports.course import MonthOfCourse, course_table, entered_months, sums_in_words

RULES = load_figure_rules()


def counted(**counts: int) -> Counted:
    groups = [{"by": "all", "key": "", "counts": counts}] if counts else []
    nothing: Mapping[str, Any] = {"groups": groups, "duties": [], "people": [], "days": []}
    return counted_from({**nothing, "findings": []})


def worked(reported: int, disposed: int, should: int) -> Counted:
    base = {"should_close": should, "closed": disposed, "closed_in_time": disposed}
    more = {"disposed": disposed, "disposed_in_time": disposed, "should_dispose": should}
    return counted(reported=reported, **base, **more)


MONTHS = [
    MonthOfCourse("2026-01", 0, counted()),
    MonthOfCourse("2026-02", 2, worked(30, 3, 4)),
    MonthOfCourse("2026-03", 1, counted(reported=5)),
    MonthOfCourse("2026-04", 0, worked(40, 1, 2)),
    MonthOfCourse("2026-05", 0, counted()),
]


def test_months_stand_in_their_order_with_the_edition_they_are_told_by() -> None:
    table = course_table(RULES, MONTHS)
    told = [
        (row[0], row[1], row[table.columns.index("处置率（%）")], row[-1]) for row in table.rows
    ]
    assert told == [
        ("2026-02", "30", "75.00", "第 2 版"),
        ("2026-03", "5", "—", "第 1 版"),
        ("2026-04", "40", "50.00", "未定版"),
    ]


def test_every_number_opens_the_list_of_its_own_month() -> None:
    table = course_table(RULES, MONTHS)
    assert table.behind(2, 1) == (("month", "2026-04"), "reported")
    rate = table.columns.index("处置率（%）")
    assert table.behind(0, rate) == (("month", "2026-02"), "disposed")


def test_lines_of_rates_leave_out_months_without_a_base() -> None:
    counts, rates = course_table(RULES, MONTHS).charts
    assert list(counts.names) == ["2", "3", "4"]
    assert list(rates.names) == ["2", "4"]
    assert list(rates.series[0].values) == [Decimal("75.00"), Decimal("50.00")]


def test_entered_months_are_said_to_stand_apart() -> None:
    counts: Mapping[str, Any] = {
        "groups": [],
        "duties": [],
        "people": [],
        "days": [],
        "findings": [],
    }
    line = {"table": "all", "key": "", "indicator": "reported", "value": "9"}
    entered = counted_from({**counts, "inputs": [line]})
    table = course_table(RULES, [*MONTHS, MonthOfCourse("2026-06", 0, entered)])
    assert table.rows[-2][-1] == "录入"
    assert table.rows[-1][:2] == ["合计", "84"]
    assert table.rows[-1][table.columns.index("处置率（%）")] == "66.67"
    assert "上报数 84，" in sums_in_words(table)
    assert table.behind(len(table.rows) - 1, 1) is None, "sums have no list of their own"
    assert entered_months(table) == 1
    assert "没有计入" in table.note
    assert "没有计入" not in course_table(RULES, MONTHS).note


def test_one_month_is_no_course_to_draw() -> None:
    table = course_table(RULES, MONTHS[:2])
    assert len(table.rows) == 1
    assert not table.charts
    assert not course_table(RULES, MONTHS[:1]).rows
