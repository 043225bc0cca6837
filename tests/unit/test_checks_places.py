"""Checks of the place, each at the edges of its numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from seatapp.domain.checks.places import (
    address_precise,
    grid_code,
    inside_city,
    one_grid_cell,
    photo_position,
)
from seatapp.domain.checks.thresholds import Thresholds

LIMITS = Thresholds()
SHIFT = (300.0, -400.0)
FIRST, SECOND = "510402001001001", "510402001001002"


@pytest.mark.parametrize(
    ("offset", "error", "result", "metres"),
    [
        ((0.0, 0.0), None, "pass", 0),
        ((150.0, 0.0), None, "pass", 150),
        ((150.4, 0.0), None, "reject", 150),
        ((150.4, 0.0), 1.0, "pass", 150),
        ((300.0, -400.0), None, "warn", 500),
        ((-300.0, 400.0), None, "warn", 500),
        ((400.0, -300.0), None, "warn", 500),
        ((300.0, 400.0), None, "reject", 500),  # as far, the other way
        ((419.9, -559.9), None, "reject", 700),  # more than 150 m from the shift
        ((250.0, -300.0), None, "warn", 391),
        ((180.0, -239.9), None, "reject", 300),  # just under 300 m
        ((5000.0, 0.0), None, "reject", 5000),
        ((5000.0, 0.0), 6000.0, "pass", 5000),
    ],
)
def test_photo_position(
    offset: tuple[float, float], error: float | None, result: str, metres: int
) -> None:
    verdict = photo_position(offset, error, SHIFT, LIMITS)
    assert (verdict.check, verdict.result, verdict.value) == ("photo_position", result, metres)


def test_a_photo_without_position_is_unknown() -> None:
    assert photo_position(None, None, SHIFT, LIMITS).result == "unknown"


def test_where_nothing_is_shifted_no_mix_up_is_suspected() -> None:
    assert photo_position((310.0, 0.0), 200.0, (0.0, 0.0), LIMITS).result == "pass"
    assert photo_position((360.0, 0.0), 200.0, (0.0, 0.0), LIMITS).result == "reject"


@pytest.mark.parametrize(
    ("metres", "result", "value"),
    [(0.0, "pass", 0), (0.1, "reject", 0), (800.0, "reject", 800), (None, "unknown", None)],
)
def test_inside_city(metres: float | None, result: str, value: int | None) -> None:
    verdict = inside_city(metres)
    assert (verdict.result, verdict.value) == (result, value)


@pytest.mark.parametrize(
    ("around", "border", "result", "code"),
    [
        ([FIRST], [], "pass", FIRST),
        ([], [FIRST], "pass", FIRST),
        ([], [FIRST, SECOND], "pass", FIRST),
        ([FIRST, SECOND], [], "warn", FIRST),
        ([SECOND], [FIRST], "warn", FIRST),
        ([], [], "reject", None),
        (None, [], "unknown", None),
    ],
)
def test_one_grid_cell(
    around: Sequence[str] | None, border: Sequence[str], result: str, code: str | None
) -> None:
    verdict = one_grid_cell(around, border)
    assert (verdict.result, verdict.value) == (result, code)


def test_on_a_border_both_cells_are_named() -> None:
    message = one_grid_cell([], [SECOND, FIRST]).message
    assert FIRST in message
    assert SECOND in message


@pytest.mark.parametrize(
    "code", ["", "51040200100100", FIRST + "0", "510402001001000", "51040200100100x", "５" * 15]
)
def test_what_is_no_grid_code(code: str) -> None:
    verdict = grid_code(code, known=True, retired=False, code_at_place=code)
    assert (verdict.result, verdict.value) == ("reject", code)


@pytest.mark.parametrize(
    ("known", "retired", "at_place", "result"),
    [
        (True, False, FIRST, "pass"),
        (True, False, SECOND, "warn"),
        (True, False, None, "unknown"),
        (None, False, FIRST, "unknown"),
        (None, False, SECOND, "warn"),
        (False, False, FIRST, "reject"),
        (True, True, FIRST, "reject"),
    ],
)
def test_grid_code(known: bool | None, retired: bool, at_place: str | None, result: str) -> None:
    verdict = grid_code(FIRST, known=known, retired=retired, code_at_place=at_place)
    assert verdict.result == result


@pytest.mark.parametrize(
    ("address", "result"),
    [
        ("", "reject"),
        ("  ", "reject"),
        ("人民路", "warn"),
        ("湖滨街道", "warn"),
        ("人民路99号", "pass"),
        ("人民路九十九号", "pass"),
        ("人民路与建设路交叉口", "pass"),
        ("望湖小区3栋2单元", "pass"),
        ("市医院门口", "pass"),
        ("门牌号不清", "warn"),
    ],
)
def test_address_precise(address: str, result: str) -> None:
    verdict = address_precise(address)
    assert (verdict.result, verdict.value) == (result, len(address.strip()))
    assert not address.strip() or address not in verdict.message


def test_the_gap_of_a_suspected_mix_up_is_told_in_whole_metres() -> None:
    verdict = photo_position((300.4, -400.4), None, SHIFT, LIMITS)
    assert verdict.value == round(math.hypot(300.4, 400.4))
    assert "501" in verdict.message
