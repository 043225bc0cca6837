"""Telephone numbers as callers give them: any text is taken, doubtful ones carry a mark.

A number is compared by its digits in the national form, so that `0812-3456789`,
`+86 812 345 6789` and `08123456789` are one; what was typed is kept as it was typed. An extension
is none of them: whoever rings back is put through by a person.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from seatapp.domain.extension import without_extension
from seatapp.domain.masks import phone_digits

REGION = "CN"
MOBILE, FIXED, SHORT, OTHER, UNKNOWN = "mobile", "fixed", "short", "other", "unknown"

SHORT_LENGTHS = range(3, 7)
"""Service and emergency numbers, and extensions of an office exchange."""

LOCAL_LENGTHS = range(7, 9)
"""A fixed number without its area code: it can be dialled from within the city."""

_ADDRESS = re.compile("(?:sips?|tel):", re.IGNORECASE)
_BEHIND_ADDRESS = re.compile("[@;?>]")
_HYPHENED = re.compile(r"-\d{1,6}$")
"""An extension as well, or the last group of the number itself."""


@dataclass(frozen=True)
class Phone:
    """One number: as typed, its digits for comparing, its kind, and whether it is doubtful."""

    typed: str
    digits: str
    kind: str
    doubtful: bool

    @property
    def link(self) -> str:
        """The `tel:` link that dials it; nothing when there are no digits."""
        return f"tel:{self.digits}" if self.digits else ""


def number_rung(told: str) -> str:
    """The number in what a telephone program says of a call: as it is, or out of an address.

    `"Li" <sip:19900001234@10.1.1.1;user=phone>` has one. A caller who withholds the number has
    none; programs say so in words of their own, or by nothing.
    """
    address = _ADDRESS.search(told)
    said = unquote(told[address.end() :]) if address else told
    said = _BEHIND_ADDRESS.split(said, maxsplit=1)[0].strip()
    return said if phone_digits(said) else ""


@lru_cache(maxsize=512)
def read_phone(typed: str) -> Phone:
    """What the number is; never refuses, since somebody is on the line."""
    text = without_extension(unicodedata.normalize("NFKC", typed).strip())
    plain = phone_digits(text)
    if not plain:
        # Withheld, or a word where there is no number: nothing to dial and nothing to doubt.
        return Phone(typed, "", UNKNOWN, doubtful=False)
    if len(plain) in SHORT_LENGTHS:
        return Phone(typed, plain, SHORT, doubtful=False)
    return (
        _parsed(typed, text)
        or _parsed(typed, _HYPHENED.sub("", text))
        or Phone(typed, plain, FIXED if len(plain) in LOCAL_LENGTHS else OTHER, _is_doubtful(plain))
    )


def _is_doubtful(digits: str) -> bool:
    return len(digits) not in LOCAL_LENGTHS


def _parsed(typed: str, text: str) -> Phone | None:
    """The number by the plan of its country; None where the library does not accept it."""
    # The tables of all countries cost 40 ms, which the start of the window does not pay.
    import phonenumbers

    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    national = str(number.national_number)
    if number.country_code != phonenumbers.country_code_for_region(REGION):
        return Phone(typed, f"00{number.country_code}{national}", OTHER, doubtful=False)
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE:
        return Phone(typed, national, MOBILE, doubtful=False)
    # With the 0 of an area code, which numbers for the whole country (400) do not have.
    form = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return Phone(typed, phone_digits(form), FIXED, doubtful=False)
