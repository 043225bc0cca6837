"""What callers say when they are called back, in the scores of units, contractors and people."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from seatapp.domain.counted import counted_from
from seatapp.domain.figures import load_figure_rules
from seatapp.domain.tables import load_workflow
from seatapp.reports.contracts import contract_tables
from seatapp.reports.figure_tables import NO_VALUE, Naming, Table
from seatapp.reports.hotline_figures import units_table
from seatapp.reports.people import people_tables

RULES = load_figure_rules()
NAMING = Naming(load_workflow(), lambda _kind, code: code)
DISPOSED = {"should_dispose": 4, "disposed_in_time": 3}
ASKED = {
    "callbacks_asked": 5,
    "callbacks_solved": 4,
    "callbacks_rated": 3,
    "callbacks_satisfied": 3,
}


def shipped(scheme: str) -> list[dict[str, Any]]:
    """The lines of a scheme that comes with the demonstration."""
    table = (files("resources") / "demo" / "assess_rules.csv").read_text("utf-8-sig")
    lines = [row for row in csv.DictReader(table.splitlines()) if row["scheme"] == scheme]
    return [{"kind": "assess_rule", "code": row["code"], "row": row} for row in lines]


def chosen(kind: str, scheme: str) -> dict[str, Any]:
    return {"kind": "setting", "code": f"assess_scheme_{kind}", "row": {"value": scheme}}


def hotline(*groups: tuple[str, dict[str, int]], rules: list[dict[str, Any]]) -> Table:
    found = [{"by": "hotline_unit", "key": key, "counts": counts} for key, counts in groups]
    made = counted_from({"groups": found, "duties": (), "people": (), "rules": rules})
    return units_table(RULES, NAMING, made)


def test_units_of_the_hotline_are_ranked_by_the_three_rates() -> None:
    rules = [*shipped("three_rates"), chosen("hotline_unit", "three_rates")]
    full = {**DISPOSED, **ASKED}
    table = hotline(
        ("301", full), ("302", {**full, "callbacks_satisfied": 0}), ("303", DISPOSED), rules=rules
    )
    assert list(table.columns[-2:]) == ["得分", "名次"]
    # 30 x 75 % + 35 x 80 % + 35 x 100 %, the second without the last; nobody asked of the third.
    assert [row[-2:] for row in table.rows] == [
        ["85.50", "1"],
        ["50.50", "2"],
        [NO_VALUE, NO_VALUE],
        [NO_VALUE, NO_VALUE],
        [NO_VALUE, NO_VALUE],
    ]
    assert table.strong == {3, 4}
    assert table.rule.endswith("three_rates@2026-1")


def test_without_a_scheme_and_without_units_nobody_is_ranked() -> None:
    assert hotline(("301", DISPOSED), rules=[]).columns[-1] == "满意率（%）"
    assert (
        hotline(rules=[chosen("hotline_unit", "three_rates"), *shipped("three_rates")]).rows == []
    )


def test_too_few_callbacks_cost_the_contractor() -> None:
    contract = {"kind": "contract", "code": "H", "row": {"name": "热线", "scheme": "hotline"}}
    counts = {"callbacks": 100, "callbacks_settled": 95, "callbacks_in_time": 95}
    whole = [{"by": "all", "key": "", "counts": counts}]
    made = counted_from(
        {"groups": whole, "duties": (), "people": (), "rules": [contract, *shipped("hotline")]}
    )
    tables = contract_tables(RULES, NAMING, made, "2026-10")
    (row,) = (row for table in tables for row in table.rows if "回访率" in row)
    assert "600" in row  # three steps of one percent below 98


def test_contracts_are_judged_by_the_month_alone() -> None:
    contract = {"kind": "contract", "code": "W", "row": {"name": "窗口", "scheme": "window100"}}
    told = {"groups": (), "duties": (), "people": (), "rules": [contract, *shipped("window100")]}
    for period in ("2026-W43", "2026-Q4", "2026"):
        assert contract_tables(RULES, NAMING, counted_from(told), period) == []
    assert contract_tables(RULES, NAMING, counted_from(told), "2026-10")


def test_a_month_that_was_not_worked_here_costs_no_contractor_anything() -> None:
    row = {"name": "采集", "scheme": "collector25", "teams": ["one"], "heads": 8, "days": 20}
    contract = {"kind": "contract", "code": "C", "row": row}

    def lines(reported: int, *inputs: dict[str, str]) -> list[Sequence[str]]:
        whole = [{"by": "all", "key": "", "counts": {"reported": reported}}]
        rules = [contract, *shipped("collector25")]
        told = {"groups": whole, "duties": (), "people": (), "inputs": inputs, "rules": rules}
        tables = contract_tables(RULES, NAMING, counted_from(told), "2026-10")
        return [row for row in tables[1].rows if row[0] == "人均案件上报数"]

    entered = {"table": "all", "key": "", "indicator": "reported", "value": "80"}
    assert [(row[3], row[5]) for row in lines(0)] == [("缺数据", "0")]
    assert [(row[3], row[5]) for row in lines(0, entered)] == [("缺数据", "0")]
    assert [(row[3], row[5]) for row in lines(5)] == [("0.00", "10000")]


def test_a_person_can_be_scored_by_their_callbacks() -> None:
    line = {
        **{"scheme": "p", "version": "1", "about": "person", "name": "及时回访率"},
        **{"method": "share", "of": "callback_in_time_rate", "weight": "100"},
    }
    rules = [{"kind": "assess_rule", "code": "p.1", "row": line}, chosen("person", "p")]
    done = {"task": "callback", "done": 4, "in_time": 3}
    called = {"callbacks": 4, "callbacks_in_time": 3}
    made = counted_from({
        "groups": (), "duties": [{"by": "person", "key": "a", "counts": called}],
        "people": [{**done, "person": "a"}, {**done, "task": "file", "person": "b"}],
        "rules": rules,
    })  # fmt: skip
    persons = next(t for t in people_tables(RULES, NAMING, made) if t.name == "persons")
    assert {row[0]: row[-2:] for row in persons.rows} == {
        "a": ["75.00", "1"],
        "b": [NO_VALUE, NO_VALUE],
    }
