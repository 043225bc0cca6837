"""Rises: the exact test against a plain sum, and how false alarms are held down."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

from seatapp.domain.rises import chance_of, rises


@pytest.mark.parametrize(("now", "before"), [(1, 0), (3, 2), (12, 30), (40, 100), (0, 5)])
def test_the_chance_is_that_of_the_binomial_sum(now: int, before: int) -> None:
    share, total = Fraction(1, 7), now + before
    exact = sum(
        comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(now, total + 1)
    )
    assert chance_of(now, before, 1 / 7) == pytest.approx(float(exact), rel=1e-9)


def test_a_real_rise_stands_out_among_many_that_did_not() -> None:
    still = [(("999001", f"C{n}"), 10, 60) for n in range(80)]
    (found,) = rises([*still, (("999002", "C1"), 60, 60)], 30, 180)
    assert (found.key, found.now, found.usual) == (("999002", "C1"), 60, 10.0)


def test_what_is_a_little_more_is_no_rise() -> None:
    assert rises([(("999001", f"C{n}"), 13, 60) for n in range(80)], 30, 180) == []
