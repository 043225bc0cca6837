"""How personal data looks to everybody who has no reason to read it."""

from __future__ import annotations

import hashlib
import hmac
import re

_NUMBERED = re.compile("[0-9０-９]")


def masked(value: str, mask: str) -> str:
    """`value` under the mask that `fields.csv` names (`name`, `phone` or `address`)."""
    if mask == "phone":
        return masked_phone(value)
    if mask == "name":
        return value[:1] + "**"
    return masked_address(value)


def masked_phone(value: str) -> str:
    """The first three and the last four characters; short numbers keep only the last two."""
    if len(value) >= 9:
        return value[:3] + "****" + value[-4:]
    return "****" + value[-2:]


def masked_address(value: str) -> str:
    """The address up to its first digit, so that the street stays and the door goes."""
    found = _NUMBERED.search(value)
    return (value[: found.start()] if found else value[:6]) + "**"


def phone_digits(value: str) -> str:
    """The digits of a number as it is compared: without separators and the prefix 86."""
    digits = "".join(c for c in value if c.isascii() and c.isdigit())
    return digits.removeprefix("86") if len(digits) == 13 else digits


def phone_key(value: str, search_key: bytes) -> str:
    """The keyed hash under which a number can be found again without being shown."""
    return hmac.new(search_key, phone_digits(value).encode(), hashlib.sha256).hexdigest()
