"""Numbers as callers give them: one number however it is written, none refused."""

from __future__ import annotations

import pytest

from seatapp.phones import FIXED, MOBILE, OTHER, SHORT, UNKNOWN, number_rung, read_phone


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


@pytest.mark.parametrize(
    "typed",
    [
        *("0812-3331234转801", "0812-3331234 转 801", "08123331234,801", "0812-3331234#801"),
        *("0812-3331234-801", "0812 333 1234-8012", "0812-3331234分机801", "0812-3331234转"),
    ],
)
def test_an_extension_is_no_part_of_the_number(typed: str) -> None:
    phone = read_phone(typed)
    assert (phone.digits, phone.kind, phone.doubtful) == ("08123331234", FIXED, False)
    assert phone.typed == typed, "whoever rings back reads it"


@pytest.mark.parametrize("typed", ["1990000-1234", "199-0000-1234", "0812-333-1234"])
def test_groups_of_a_number_are_no_extension(typed: str) -> None:
    assert read_phone(typed).digits in ("19900001234", "08123331234")


def test_a_number_for_the_whole_country_has_no_area_code() -> None:
    phone = read_phone("400-820-1234")
    assert (phone.digits, phone.kind, phone.doubtful) == ("4008201234", FIXED, False)


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("19900001234", "19900001234"),
        ("sip:19900001234@10.1.1.1", "19900001234"),
        ('"Li" <sip:+8619900001234@10.1.1.1:5060;user=phone>', "+8619900001234"),
        ("sip:%2B8619900001234@pbx", "+8619900001234"),
        ("19900001234@pbx2", "19900001234"),
        ("tel:+86-199-0000-1234", "+86-199-0000-1234"),
        ("0812-3331234转801", "0812-3331234转801"),
        ("sip:anonymous@10.1.1.1", ""),
        ("anonymous", ""),
        ("", ""),
    ],
)
def test_a_telephone_program_says_the_number_in_its_own_way(told: str, number: str) -> None:
    assert number_rung(told) == number
