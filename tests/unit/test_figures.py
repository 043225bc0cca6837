"""Figures: rounding half up, empty denominators, ranks, and rules that fit each other."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import pytest

from installer.catalogue import FIGURE_COLUMNS
from seatapp.admin.assessment_tables import FILES, read_assessment
from seatapp.domain.figures import (
    DERIVED,
    load_figure_rules,
    percent,
    ranked,
    rate_figure,
    with_derived,
)
from seatapp.domain.periods import border
from seatapp.domain.tables import load_workflow
from seatapp.reports.analysis import analysis_tables
from seatapp.reports.days import SHOWN
from seatapp.reports.figure_tables import Naming, Table
from seatapp.reports.monthly import month_report
from tests.helpers.made_month import made_cases, made_counts

RULES = load_figure_rules()


@pytest.mark.parametrize(
    ("above", "below", "share"),
    [(1, 3, "33.33"), (2, 3, "66.67"), (1, 8, "12.50"), (1, 800, "0.13"), (5, 800, "0.63"),
     (3, 800, "0.38"), (29, 29, "100.00"), (0, 7, "0.00"), (20_001, 20_000, "100.01")],
)  # fmt: skip
def test_shares_are_rounded_half_up(above: int, below: int, share: str) -> None:
    assert str(percent(above, below)) == share


def test_nothing_is_divided_by_nothing() -> None:
    assert percent(0, 0) is None
    figure = rate_figure(RULES, RULES.rates["disposal_rate"], {})
    assert (figure.value, figure.numerator, figure.denominator) == (None, 0, 0)


def test_equal_values_share_a_rank_and_the_next_is_left_out() -> None:
    values = [Decimal("90"), None, Decimal("95"), Decimal("90.00"), Decimal("80")]
    assert ranked(values) == [2, None, 1, 2, 4]
    assert ranked(values, higher_is_better=False) == [2, None, 4, 2, 1]


def test_derived_counts_follow_from_the_others() -> None:
    counts = with_derived({"reported": 10, "declined": 2, "answered": 3, "inspections": 4})
    assert (counts["valid"], counts["transferred"], counts["inspections_needed"]) == (8, 5, 4)
    assert set(DERIVED) <= set(RULES.counts)
    assert {count({}) for count in DERIVED.values()} == {0}


def made_tables() -> list[Table]:
    """Every table that there is, of a month with contracts, findings and an analysis."""
    since, until = border("2026-10")
    counts = made_counts("2026-10", list(made_cases(200, since, until, Random(1))))
    folder = Path(str(files("resources") / "demo"))
    rules = [
        {"kind": kind, "code": one.code, "row": one.row}
        for kind, name in FILES.items()
        for one in read_assessment(kind, folder / name).rows
        if kind != "material"
    ]
    setting = {"kind": "setting", "code": "assess_scheme_unit", "row": {"value": "unit_score"}}
    days = [{"day": since // 86_400 + n, **dict.fromkeys(SHOWN, n)} for n in range(3)]
    told = {**counts.counts, "rules": [*rules, setting], "days": days}
    naming = Naming(load_workflow(), lambda _kind, code: code)
    report = month_report(load_figure_rules(), naming, replace(counts, counts=told), None)
    nothing = dict[str, Any](spots=[], classes=[], units=[], callers=[], reasons=[])
    found = {"seconds": 1, "seconds_before": 6, **nothing}
    return [*report.tables, *analysis_tables(naming, found)]


def test_every_heading_of_a_report_can_be_translated() -> None:
    known = {
        row[column]
        for name, columns in FIGURE_COLUMNS.items()
        for row in csv.DictReader((files("db") / "reports" / name).read_text("utf-8").splitlines())
        for column in columns
    }
    shown = set()
    for table in made_tables():
        shown |= {heading.removesuffix("（%）") for heading in table.columns}
        shown |= set() if table.name.startswith(("contract_", "inspections_")) else {table.title}
        for chart in table.charts:
            shown |= {chart.title, *(series.name for series in chart.series if series.name)}
    assert len(shown) > 100
    assert shown <= known


def test_rules_name_counts_that_there_are_and_their_versions() -> None:
    for rate in RULES.rates.values():
        assert {rate.numerator, rate.denominator} <= set(RULES.counts)
    assert RULES.version == "counts.1+rates.1"
    assert all(rule.meaning for rule in RULES.counts.values())
