"""Figures: rounding half up, empty denominators, ranks, and rules that fit each other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from seatapp.domain.figures import (
    DERIVED,
    load_figure_rules,
    percent,
    ranked,
    rate_figure,
    with_derived,
)

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


def test_rules_name_counts_that_there_are_and_their_versions() -> None:
    for rate in RULES.rates.values():
        assert {rate.numerator, rate.denominator} <= set(RULES.counts)
    assert RULES.version == "counts.1+rates.1"
    assert all(rule.meaning for rule in RULES.counts.values())
