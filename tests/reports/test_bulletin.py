"""The document of a period at its ends: without a case, and with many units of long names."""

from __future__ import annotations

from typing import Any

from seatapp.central.reports import MonthCounts
from seatapp.domain.figures import load_figure_rules
from seatapp.domain.tables import load_workflow
from seatapp.reports.bulletin import period_paper
from seatapp.reports.figure_tables import Naming
from seatapp.reports.monthly import MonthReports, month_report
from seatapp.reports.paper import Paper
from seatapp.reports.paper_layout import ROOM

MONTH = "2026-10"
LONG_NAME = "城市管理综合行政执法局市容环境卫生管理中队（挂牌：市政设施养护应急抢险中心）"
LINE = {"scheme": "s", "version": "1", "about": "unit", "name": "解决率", "method": "share"}
SCHEME: list[dict[str, Any]] = [
    {"kind": "assess_rule", "code": "s.1", "row": {**LINE, "of": "solved_rate", "weight": "100"}},
    {"kind": "setting", "code": "assess_scheme_hotline_unit", "row": {"value": "s"}},
]


def paper_of(groups: list[dict[str, Any]]) -> Paper:
    naming = Naming(load_workflow(), lambda _kind, code: code + LONG_NAME)
    counts = {"groups": groups, "people": [], "duties": [], "rules": SCHEME}
    told = MonthCounts(MONTH, "9990", 0, "", 0, "u1015", "", counts)
    report = month_report(load_figure_rules(), naming, told, None)
    return period_paper(MonthReports(report, None, "宁川市"))


def test_a_month_without_cases_tells_no_rates() -> None:
    words = "".join(paper_of([]).facts["summary"])
    assert "上报案件 0 件" in words
    assert "各项比率不计算" in words
    assert "—" not in words


def test_a_month_with_cases_tells_the_rates_that_have_a_base() -> None:
    whole = {"by": "all", "key": "", "counts": {"should_dispose": 4, "disposed": 3}}
    words = "".join(paper_of([whole]).facts["summary"])
    assert "处置率 75.00%" in words
    assert "结案率" not in words


def test_units_of_the_hotline_fit_on_a_page_whatever_they_are_called() -> None:
    counts = {
        "dispatched": 12_345, "dispatched_closed": 12_345, "should_dispose": 9,
        "disposed_in_time": 9, "callbacks_asked": 9, "callbacks_solved": 9,
        "callbacks_rated": 9, "callbacks_satisfied": 9,
    }  # fmt: skip
    units = [{"by": "hotline_unit", "key": str(300 + n), "counts": counts} for n in range(60)]
    table = paper_of(units).tables["hotline_units"]
    assert len(table.rows) == 62
    assert list(table.columns[-2:]) == ["得分", "名次"]
    assert sum(table.widths) <= ROOM
