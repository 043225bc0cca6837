"""The last frozen edition of each period that was seen here, for when the centre is away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from seatapp.local.prepared import upsert
from seatapp.local.tables import KeptEditionRow, table_of
from seatapp.local.writing import Writing

_kept = table_of(KeptEditionRow)


def keep(writing: Writing, person: str, month: str, area: str, body: Mapping[str, Any]) -> None:
    """Keep an edition for the person who asked for it, in place of an older one."""
    row = {"person": person, "month": month, "area": area, "body": dict(body)}
    writing.connection.execute(upsert(_kept, "person", "month", "area"), row)


def kept(connection: Connection, person: str, month: str, area: str) -> dict[str, Any] | None:
    """The edition as it was kept; None when this person never saw one here."""
    place = (_kept.c.person == person, _kept.c.month == month, _kept.c.area == area)
    return connection.execute(select(_kept.c.body).where(*place)).scalar_one_or_none()
