"""The phrases that somebody keeps for themselves."""

from __future__ import annotations

from sqlalchemy import Connection, select

from seatapp.local.subject_tables import VIEWS

_phrase = VIEWS["phrase"].c


def phrases_of(connection: Connection, person: str) -> list[tuple[str, str]]:
    """Identifier and words of each, the newest first."""
    own = select(_phrase.id, _phrase.words).where(_phrase.kept_by == person, _phrase.open == 1)
    rows = connection.execute(own.order_by(_phrase.kept_at.desc(), _phrase.id.desc()))
    return [(row.id, row.words) for row in rows]
