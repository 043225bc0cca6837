"""How personal data looks to everybody who has no reason to read it."""

from __future__ import annotations

import hashlib
import hmac
import re

KEY_BITS = 8
"""How many bits of its hash a number is found by at the most.

With more a log-in could try out which number a mask hides (docs/security.md reckons it); with
fewer a caller would too often be taken for somebody else.
"""

CANDIDATES = 32
"""How many numbers share a mask and a key at the least, whatever the number looks like."""

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
    """What a number is found by: its mask and a few bits of a keyed hash.

    Numbers with one key look alike and are most likely one; about one in 2 to the power of
    `KEY_BITS` of those under the same mask is somebody else's, so people are asked.
    """
    digits = phone_digits(value)
    bits = _key_bits(digits)
    hashed = hmac.new(search_key, digits.encode(), hashlib.sha256).digest()
    return f"{masked_phone(digits)}.{hashed[0] >> (8 - bits):02x}"


def _key_bits(digits: str) -> int:
    """As many bits as leave `CANDIDATES` of the numbers that fit the mask."""
    hidden = len(digits) - (7 if len(digits) >= 9 else 2)
    if digits.startswith("0"):
        # A fixed number: everybody knows the last digit of the area code.
        hidden -= 1
    sharing = int("1" + "0" * hidden) // CANDIDATES
    return max(0, min(KEY_BITS, sharing.bit_length() - 1))
