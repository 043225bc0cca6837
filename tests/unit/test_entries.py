"""Entries are exact bytes, signed; identifiers that follow from a cause are the same everywhere."""

from __future__ import annotations

import hashlib
from uuid import UUID

import pytest

from seatapp.domain.entries import body_of, canonical, entry_of, key_blocks, signature
from seatapp.domain.masks import CANDIDATES, masked_address, masked_phone, phone_digits, phone_key
from seatapp.domain.tables import load_workflow
from seatapp.ids import derived_id, new_id
from seatapp.text import cleaned
from tests.helpers.rules import World, report_values

KEY = bytes(range(32))


def test_a_body_comes_back_as_it_was() -> None:
    world = World(load_workflow())
    entry = world.entry("u1", "acceptor", "case", "report", new_id(), report_values())
    assert entry_of(body_of(entry)) == entry
    assert body_of(entry_of(body_of(entry))) == body_of(entry)


def test_the_canonical_text_has_one_form() -> None:
    assert canonical({"b": [1, True, None], "a": "路"}) == '{"a":"路","b":[1,true,null]}'
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical(float("nan"))


def test_the_signature_is_hmac_over_the_blocks() -> None:
    inner, outer = key_blocks(KEY)
    body = '{"a":"路"}'
    digest = hashlib.sha256(body.encode()).digest()
    by_blocks = hashlib.sha256(outer + hashlib.sha256(inner + digest).digest()).hexdigest()
    assert signature(body, KEY) == by_blocks


def test_derived_identifiers_are_version_eight() -> None:
    cause = "0190a6c0-0000-7000-8000-000000000001"
    made = UUID(derived_id(cause, "entry", "x"))
    assert (made.version, made.variant) == (8, "specified in RFC 4122")
    assert derived_id(cause, "entry", "x") == str(made)
    assert derived_id(cause, "entry", "y") != str(made)
    assert derived_id(cause, "a", "b") != derived_id(cause, "ab")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("19900001234", "199****1234"), ("12345", "****45"), ("0812-3331234", "081****1234")],
)
def test_phone_masks(raw: str, shown: str) -> None:
    assert masked_phone(raw) == shown


def test_address_masks_keep_the_street() -> None:
    assert masked_address("湖滨路12号3栋") == "湖滨路**"
    assert masked_address("湖滨路小学对面") == "湖滨路小学对**"


def test_numbers_are_found_however_they_were_typed() -> None:
    assert phone_digits("+86 199-0000-1234") == phone_digits("19900001234")
    assert phone_key("+86 199 0000 1234", KEY) == phone_key("19900001234", KEY)
    assert phone_key("19900001234", KEY) != phone_key("19900001235", KEY)


@pytest.mark.parametrize(
    ("number", "hidden"),
    [
        ("19900001234", "199%04d1234"), ("08123331234", "0812%03d1234"),
        ("081233331234", "0812%04d1234"), ("0213331234", "021%03d1234"),
        ("123451234", "123%02d1234"), ("123456", "%04d56"), ("12345", "%03d45"), ("8012", "%02d12"),
    ],
)  # fmt: skip
def test_many_numbers_share_a_key(number: str, hidden: str) -> None:
    fitting = [hidden % middle for middle in range(10_000)]
    fitting = [one for one in dict.fromkeys(fitting) if len(one) == len(number)]
    key = phone_key(number, KEY)
    assert number in fitting
    assert sum(phone_key(one, KEY) == key for one in fitting) >= CANDIDATES / 2
    assert len({phone_key(one, KEY) for one in fitting}) >= 2


@pytest.mark.parametrize(
    ("raw", "kept"),
    [("a\x00b", "ab"), ("x\ud83d", "x\ufffd"), (" 路\r\n口 ", "路\n口"), ("𠮷㐂", "𠮷㐂")],
)
def test_text_comes_in_clean(raw: str, kept: str) -> None:
    assert cleaned(raw) == kept
