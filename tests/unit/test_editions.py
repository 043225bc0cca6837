"""What a second edition changed: also what people and contractors are judged by."""

from __future__ import annotations

from typing import Any

from seatapp.central.reports import MonthCounts
from seatapp.domain.figures import load_figure_rules
from seatapp.domain.tables import load_workflow
from seatapp.reports.editions import changes_between
from seatapp.reports.figure_tables import Naming
from tests.unit.test_hotline_scores import shipped

CONTRACT = {"kind": "contract", "code": "H", "row": {"name": "大厅", "scheme": "hall"}}
FINDING = {
    "id": "f", "number": "J-1", "month": "2026-10", "about": "contract", "about_code": "H",
    "rule": "hall.04", "outcome": "deduct", "times": 2, "points": None, "amount": None,
    "words": "迟到",
}  # fmt: skip


def edition(number: int, mistakes: int, *findings: dict[str, Any]) -> MonthCounts:
    counts = {
        "groups": [{"by": "all", "key": "", "counts": {"reported": 9}}],
        "people": [{"task": "report", "person": "u1", "done": 9, "in_time": 9}],
        "duties": [{"by": "person", "key": "u1", "counts": {"mistakes": mistakes}}],
        "findings": findings,
        "rules": [CONTRACT, *shipped("hall")],
    }
    return MonthCounts("2026-10", "9990", number, "", 0, "u1015", "申诉成立。", counts)


def test_an_appeal_that_was_granted_is_told_with_whom_it_concerned() -> None:
    naming = Naming(load_workflow(), lambda _kind, code: code)
    told = changes_between(load_figure_rules(), naming, edition(1, 1, FINDING), edition(2, 0))
    assert told.rows == [
        ["u1", "差错数", "1", "0", "-1"],
        ["大厅", "扣款（元）", "400", "0", "-400"],
        ["大厅", "记录次数", "2", "0", "-2"],
    ]
    assert "更正原因：申诉成立。" in told.note
    same = changes_between(load_figure_rules(), naming, edition(1, 0), edition(2, 0))
    assert not same.rows
