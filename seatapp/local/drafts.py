"""What people have typed and not taken yet."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from sqlalchemy import Connection, delete, select

from seatapp.domain.entries import Value, Values
from seatapp.local.prepared import upsert
from seatapp.local.tables import DraftRow, table_of
from seatapp.local.writing import Writing

PHOTO = re.compile("[0-9a-f]{64}")

_draft = table_of(DraftRow)


def read(connection: Connection, person: str, key: str) -> dict[str, Value] | None:
    """What somebody had typed and not taken; None when there is nothing."""
    place = (_draft.c.person == person, _draft.c.key == key)
    return connection.execute(select(_draft.c["values"]).where(*place)).scalar_one_or_none()


def save(writing: Writing, person: str, key: str, values: Values | None) -> None:
    """Keep a draft; None takes it away."""
    if values is None:
        place = (_draft.c.person == person, _draft.c.key == key)
        writing.connection.execute(delete(_draft).where(*place))
        return
    row = {"person": person, "key": key, "values": dict(values), "saved_at": int(time.time())}
    writing.connection.execute(upsert(_draft, "person", "key"), row)


def photos_in(connection: Connection) -> set[str]:
    """The photos that stand in what anybody is typing: no entry names them yet."""
    rows = connection.execute(select(_draft.c["values"])).scalars()
    return {text for values in rows for text in _texts(values) if PHOTO.fullmatch(text)}


def _texts(value: object) -> Iterator[str]:
    """All texts within a draft, however its form arranges them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
