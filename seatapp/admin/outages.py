"""Outages that the centre knows of: within them the times that seats claim count for deadlines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection


def note_outage(
    connection: Connection[tuple[Any, ...]], begun: datetime, ended: datetime, reason: str
) -> None:
    """Tell the centre, as the owner of the database, when it was out of reach."""
    connection.execute(
        "INSERT INTO core.outage (begun, ended, reason) VALUES (%s, %s, %s)",
        (int(begun.timestamp()), int(ended.timestamp()), reason),
    )
