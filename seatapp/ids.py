"""Identifiers: new ones in order of time, and derived ones that two sides reckon alike."""

from __future__ import annotations

import hashlib
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> str:
    """A fresh identifier (UUIDv7, RFC 9562), in order of time, as lower-case text."""
    return str(uuid7())


def derived_id(cause: str, *parts: str) -> str:
    """The identifier that follows from `cause` (a UUID) and `parts`, the same everywhere.

    UUIDv8 (RFC 9562) over SHA-256: PostgreSQL has no SHA-1 in its core, so version 5 would
    need an extension at the centre.
    """
    text = "\x1f".join(parts).encode()
    digest = bytearray(hashlib.sha256(UUID(cause).bytes + text).digest()[:16])
    digest[6] = (digest[6] & 0x0F) | 0x80
    digest[8] = (digest[8] & 0x3F) | 0x80
    return str(UUID(bytes=bytes(digest)))
