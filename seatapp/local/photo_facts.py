"""Facts of photos that were looked at on this workstation, so that nobody decodes one twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, select

from seatapp.local.prepared import upsert
from seatapp.local.tables import PhotoFact, PhotoUse, table_of
from seatapp.local.writing import Writing, in_chunks
from seatapp.media.facts import Facts, facts_from

_fact = table_of(PhotoFact)
_use = table_of(PhotoUse)
_write = upsert(_fact, "sha256")
_SIGN = 1 << 63


def keep_facts(writing: Writing, found: Mapping[str, Facts]) -> None:
    """Note what photos, by their SHA-256, turned out to be."""
    rows = [
        {"sha256": sha256, "phash": signed(facts.phash), "facts": asdict(facts)}
        for sha256, facts in found.items()
    ]
    if rows:
        writing.connection.execute(_write, rows)


def facts_of(connection: Connection, hashes: Iterable[str]) -> dict[str, Facts]:
    """The facts of those photos that were looked at here."""
    found: dict[str, Facts] = {}
    for chunk in in_chunks(hashes):
        rows = select(_fact.c.sha256, _fact.c.facts).where(_fact.c.sha256.in_(chunk))
        found |= {sha256: facts_from(raw) for sha256, raw in connection.execute(rows)}
    return found


def picture_hashes(connection: Connection) -> Sequence[tuple[str, int]]:
    """SHA-256 and picture hash (as `signed` writes it) of every photo that has one."""
    rows = select(_fact.c.sha256, _fact.c.phash).where(_fact.c.phash.is_not(None))
    return [(sha256, phash) for sha256, phash in connection.execute(rows)]


def cases_showing(connection: Connection, hashes: Iterable[str]) -> dict[str, list[str]]:
    """The identifiers of the cases that show each of these photos, by photo."""
    found: dict[str, list[str]] = {}
    for chunk in in_chunks(hashes):
        rows = select(_use.c.sha256, _use.c.case_id).where(_use.c.sha256.in_(chunk))
        for sha256, case_id in connection.execute(rows.order_by(_use.c.case_id)):
            found.setdefault(sha256, []).append(case_id)
    return found


def signed(phash: str | None) -> int | None:
    """The 64 bits of a picture hash as SQLite holds whole numbers."""
    if phash is None:
        return None
    number = int(phash, 16)
    return number - 2 * _SIGN if number >= _SIGN else number
