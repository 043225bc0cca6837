"""A step taken is one entry: exact bytes that are signed once and never change again.

The body is canonical JSON (sorted keys, no spaces, UTF-8); its text is what travels, what is
hashed and what is stored. It leaves out the seat and the serial number, so that a seat which was
given a new identity can send the work of someone who has gone home.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

from seatapp.domain.workflow import SCHEMA

Value = str | int | bool | list[str] | None
"""What a field can hold. Coordinates are integers of 1e-7 degrees, times are seconds since 1970."""

Values = Mapping[str, Value]
BLOCK = 64
MOST = 2**63
"""No database keeps a whole number from here on."""


@dataclass(frozen=True)
class Entry:
    """One step taken by one person.

    `subject` is the kind, `id` the entry, `subject_id` what it happened to, `root` the case that
    it belongs to. `parent` is the last fresh entry on the subject that the author saw, or None.
    `claimed_at` is the seat's clock, ISO 8601 with offset. `key` names the courier key.
    """

    id: str
    subject: str
    subject_id: str
    root: str
    step: str
    values: Values
    parent: str | None
    author: str
    post: str
    claimed_at: str
    key: str
    schema: int = SCHEMA


_CANONICAL = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def canonical(thing: object) -> str:
    """The one JSON text of `thing`: sorted keys, no spaces, no numbers that are not finite."""
    return _CANONICAL.encode(thing)


def body_of(entry: Entry) -> str:
    """The text that is signed, sent and stored."""
    return canonical(vars(entry))


def entry_of(body: str) -> Entry:
    """The entry that `body` holds."""
    return Entry(**json.loads(body))


def is_formed(entry: Entry) -> bool:
    """Whether everything in an entry that somebody else has written is of its kind."""
    said: Mapping[str, object] = vars(entry)
    values = said["values"]
    texts = said.keys() - {"values", "parent", "schema"}
    return (
        all(isinstance(said[name], str) for name in texts)
        and isinstance(said["parent"], str | None)
        and type(said["schema"]) is int
        and _is_value(said["schema"])
        and isinstance(values, dict)
        and all(map(_is_value, values.values()))
    )


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(line, str) for line in value)
    return isinstance(value, str | None) or (isinstance(value, int) and -MOST <= value < MOST)


def key_blocks(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer block of HMAC-SHA256 (RFC 2104) for a key of up to 64 bytes.

    The centre stores these two instead of the key: PostgreSQL can hash, but has no XOR for bytes.
    """
    padded = key.ljust(BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded)


def signature(body: str, key: bytes) -> str:
    """HMAC-SHA256 of the SHA-256 of the body's UTF-8 bytes, as 64 hex digits.

    What the centre signs and chains itself goes by the same hash, so that it reads a text once.
    """
    digest = hashlib.sha256(body.encode()).digest()
    return hmac.new(key, digest, hashlib.sha256).hexdigest()
