"""Numbers as callers give them: one number however it is written, none refused."""

from __future__ import annotations

import pytest

from seatapp.phones import FIXED, MOBILE, OTHER, SHORT, UNKNOWN, read_phone


@pytest.mark.parametrize(
    "typed",
    [
        "19900001234",
        "199 0000 1234",
        "199-0000-1234",
        "+86 199 0000 1234",
        "８６１９９００００１２３４",
    ],
)
def test_one_mobile_number_is_one(typed: str) -> None:
    phone = read_phone(typed)
    assert (phone.digits, phone.kind, phone.doubtful) == ("19900001234", MOBILE, False)
    assert phone.typed == typed
    assert phone.link == "tel:19900001234"


@pytest.mark.parametrize("typed", ["0812-3331234", "+86 812 333 1234", "(0812)3331234"])
def test_one_fixed_number_is_one(typed: str) -> None:
    assert (read_phone(typed).digits, read_phone(typed).kind) == ("08123331234", FIXED)


@pytest.mark.parametrize("typed", ["110", "12345", "12319", "8021"])
def test_short_numbers_are_numbers(typed: str) -> None:
    assert (read_phone(typed).digits, read_phone(typed).kind) == (typed, SHORT)
    assert not read_phone(typed).doubtful


@pytest.mark.parametrize("typed", ["1990000123", "199000012345", "00012345678901", "12ab"])
def test_a_doubtful_number_is_taken_with_a_mark(typed: str) -> None:
    phone = read_phone(typed)
    assert phone.doubtful
    assert phone.typed == typed


@pytest.mark.parametrize("typed", ["", "无", "Anonymous"])
def test_a_withheld_number_is_no_doubt_but_cannot_be_dialled(typed: str) -> None:
    phone = read_phone(typed)
    assert (phone.kind, phone.doubtful, phone.link) == (UNKNOWN, False, "")


def test_a_local_number_and_one_from_abroad() -> None:
    assert (read_phone("3331234").kind, read_phone("3331234").doubtful) == (FIXED, False)
    abroad = read_phone("+1 202 456 1111")
    assert (abroad.digits, abroad.kind, abroad.doubtful) == ("0012024561111", OTHER, False)
