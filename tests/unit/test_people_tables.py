"""Tables of posts and people: sums, shares, scores, ranks, and who is not ranked."""

from __future__ import annotations

from typing import Any

import pytest

from seatapp.domain.counted import Counted, counted_from
from seatapp.domain.figures import load_figure_rules
from seatapp.domain.tables import load_workflow
from seatapp.reports.collecting import collecting_table
from seatapp.reports.figure_tables import NO_VALUE, Naming, Table
from seatapp.reports.people import people_tables

NAMING = Naming(load_workflow(), lambda _kind, code: code)
PEOPLE: list[dict[str, Any]] = [
    {"task": "report", "person": "a", "done": 8, "in_time": 6},
    {"task": "file", "person": "a", "done": 2, "in_time": 2},
    {"task": "call", "person": "a", "done": 5, "in_time": 5},
    {"task": "report", "person": "b", "done": 4, "in_time": 4},
    {"task": "call", "person": "c", "done": 9, "in_time": 9},
]
LINE: dict[str, Any] = {
    "scheme": "s",
    "version": "1",
    "about": "person",
    "method": "share",
    "title": "人员办法",
}
RULES: list[dict[str, Any]] = [
    {"kind": "setting", "code": "assess_scheme_person", "row": {"value": "s"}},
    {"kind": "setting", "code": "assess_days", "row": {"value": 10}},
    {"kind": "assess_rule", "code": "s.1",
     "row": {**LINE, "name": "按时率", "of": "in_time_share", "weight": "50"}},
    {"kind": "assess_rule", "code": "s.2",
     "row": {**LINE, "name": "准确率", "of": "accuracy", "weight": "50"}},
    *({"kind": "collector", "code": code, "row": {"team": "t", "area": "999001"}}
      for code in ("C1", "C2")),
]  # fmt: skip


def counted(rules: list[dict[str, Any]], *findings: dict[str, Any]) -> Counted:
    wrong = [{"by": "person", "key": "a", "counts": {"mistakes": 1, "mistakes_accept": 1}}]
    area = {"reported": 50, "collected": 45, "self_handled": 3}
    whole = {"reported": 12, "registered": 2, "reviewed": 4, "reviewed_in_time": 3}
    groups = [
        {"by": "all", "key": "", "counts": whole},
        {"by": "area", "key": "999001", "counts": area},
        {"by": "area", "key": "999002", "counts": {"collected": 4}},
    ]
    return counted_from({"groups": groups, "duties": wrong, "people": PEOPLE,
                         "findings": list(findings), "rules": rules})  # fmt: skip


def tables(made: Counted) -> dict[str, Table]:
    return {table.name: table for table in people_tables(load_figure_rules(), NAMING, made)}


def test_people_are_ranked_by_the_share_in_time_without_a_scheme() -> None:
    rows = tables(counted([]))["persons"].rows
    assert rows == [
        ["b", "4", "4", "100.00", "0", "100.00", "0", NO_VALUE, "1"],
        ["a", "10", "8", "80.00", "1", "90.00", "5", NO_VALUE, "2"],
        ["c", "0", "0", NO_VALUE, "0", NO_VALUE, "9", NO_VALUE, NO_VALUE],
    ]


def test_with_a_scheme_the_rank_follows_the_score() -> None:
    table = tables(counted(RULES))["persons"]
    assert [(row[0], *row[-2:]) for row in table.rows[:2]] == [
        ("b", "100.00", "1"), ("a", "85.00", "2"),
    ]  # fmt: skip
    assert "人员办法 1 版" in table.note
    assert table.links[1, 1] == (("doer", "a"), "work")


def test_who_is_not_ranked_is_told_with_the_reason() -> None:
    told = {
        **{"id": "1", "number": "K1", "month": "2026-10", "about": "person", "about_code": "b"},
        **{"rule": None, "outcome": "unranked", "times": 1, "points": None, "amount": None},
        "words": "本月借调",
    }
    table = tables(counted(RULES, told))["persons"]
    ranks = {row[0]: row[-1] for row in table.rows}
    assert (ranks["a"], ranks["b"]) == ("1", NO_VALUE)
    assert "b不参加排名：本月借调" in table.note


def test_a_post_is_the_sum_of_its_tasks_and_calls_have_no_limit() -> None:
    rows = {(row[0], row[1]): row[2:] for row in tables(counted([]))["posts"].rows}
    assert rows["受理员", "登记"][:3] == ["12", "10", "83.33"]
    assert rows["受理员", "接听来电"][:2] == ["14", NO_VALUE]
    assert rows["受理员", "合计"][:2] == ["12", "10"]
    assert rows["督查员", "督查"][:5] == ["4", "3", "75.00", NO_VALUE, NO_VALUE]


def test_a_collector_reports_so_many_a_day_and_nobody_none() -> None:
    table = collecting_table(load_figure_rules(), NAMING, counted(RULES), "2026-10")
    assert [row[1:] for row in table.rows] == [
        ["45", "3", "2", "2.25"],
        ["4", "0", "0", NO_VALUE],
    ]


@pytest.mark.parametrize(
    ("period", "days", "share"),
    [("2026-W43", "2.5", "9.00"), ("2026-Q4", "30", "0.75"), ("2026", "120", "0.19")],
)
def test_a_longer_period_has_more_days_of_work(period: str, days: str, share: str) -> None:
    table = collecting_table(load_figure_rules(), NAMING, counted(RULES), period)
    assert table.rows[0][-1] == share
    assert f"{days} 个工作日" in table.note
