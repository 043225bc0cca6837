"""The seat's own entries: appended once, sent in order, kept until a person has settled them.

Serial numbers `q` run 1, 2, 3 … without gaps. An entry never changes; only its number does when
this workstation has to become a new seat, which is why the signature leaves it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from seatapp.domain.clock import seconds_of
from seatapp.domain.entries import Entry, entry_of
from seatapp.domain.values import photos_named
from seatapp.local.prepared import Prepared
from seatapp.local.replay import Family
from seatapp.local.tables import LedgerRow, PhotoOwed, table_of
from seatapp.local.writing import PENDING, Writing

KEPT_SECONDS = 30 * 86_400
"""How long settled entries stay here, to be offered again after a restore of the centre."""

APPLIED, REFUSED, FALLEN = "applied", "refused", "fallen"
HELD = "held"
"""Code of an entry that the centre has, but does not decide on before it has what came before."""

UNREADABLE = "unreadable"
"""Code of an entry that was set aside here because the centre fails on it."""

SEAT, EPOCH, LAST_Q = "seat", "epoch", "last_q"
LAST_ROUND = "last_round"
OFFERED_Q = "offered_q"
"""The highest number that was ever handed to the centre: what it may know keeps its number."""

NEW = (
    *("q", "id", "subject", "subject_id", "root", "step", "author", "claimed_at"),
    *("body", "mac", "unsent", "verdict"),
)
"""What a line of the ledger says while its entry waits."""

_ledger = table_of(LedgerRow)
_owed = table_of(PhotoOwed)
_write_entry = Prepared(insert(_ledger), NEW)
_owe = Prepared(insert_or(_owed).on_conflict_do_nothing())


def append(writing: Writing, entry: Entry, body: str, mac: str, family: Family) -> int:
    """Write an entry and what it will do to the views; returns its serial number.

    `family` is the case with its children as the views show them; the entry is folded into it.
    """
    q = writing.count_up(LAST_Q)
    _write_entry.run(writing.connection, **row_of(q, entry, body, mac))
    owe_photos(writing, entry)
    writing.predict(family, entry)
    writing.rebuild(writing.reach_out(entry))
    writing.changed.outbox = True
    return q


def row_of(q: int, entry: Entry, body: str, mac: str) -> dict[str, Any]:
    """The line of the ledger for an entry that waits to be sent."""
    return {
        "q": q,
        "id": entry.id,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "root": entry.root,
        "step": entry.step,
        "author": entry.author,
        "claimed_at": seconds_of(entry.claimed_at),
        "body": body,
        "mac": mac,
        "unsent": True,
        "verdict": PENDING,
    }


def owe_photos(writing: Writing, entry: Entry) -> None:
    """Note that the centre has to get the photos which this entry names."""
    names = photos_named(writing.workflow, entry)
    rows = [{"sha256": sha256, "entry_id": entry.id} for sha256 in names]
    _owe.run_many(writing.connection, rows)


def owe_all_photos(writing: Writing) -> None:
    """A restored centre may have lost photos that it had: ask it about each that is named here."""
    stands = or_(_ledger.c.verdict == APPLIED, _ledger.c.head.is_not(None))
    bodies = select(_ledger.c.body).where(stands, _ledger.c.closed_at.is_(None))
    for body in writing.connection.execute(bodies).scalars().all():
        owe_photos(writing, entry_of(body))


def photos_came(writing: Writing, hashes: Sequence[str]) -> None:
    """The centre has these photos."""
    writing.connection.execute(delete(_owed).where(_owed.c.sha256.in_(hashes)))


def next_serial(writing: Writing, day: str) -> int:
    """The next serial number of the acceptance numbers of `day`, from 1."""
    return writing.count_up(f"serial:{day}")


def taken_since(writing: Writing, author: str, subject: str, step: str, since: int) -> int:
    """How often `author` has taken this step on this workstation since then, refusals left out."""
    entries = select(func.count()).where(
        _ledger.c.author == author,
        _ledger.c.subject == subject,
        _ledger.c.step == step,
        _ledger.c.claimed_at >= since,
        _ledger.c.verdict.in_((PENDING, APPLIED)),
    )
    return int(writing.connection.execute(entries).scalar_one())


def next_letter(writing: Writing, kind: str, year: int) -> int:
    """The next serial number of the letters of a kind in a year, from 1."""
    return writing.count_up(f"letter:{kind}:{year}")


def close_refusal(writing: Writing, entry_id: str, how: str, reason: str, at: int) -> None:
    """A person has settled a refusal, and with it everything that fell with it."""
    chain = or_(_ledger.c.id == entry_id, _ledger.c.head == entry_id)
    writing.connection.execute(
        update(_ledger)
        .where(chain, _ledger.c.verdict.in_((REFUSED, FALLEN)), _ledger.c.closed_at.is_(None))
        .values(closed_how=how, closed_reason=reason, closed_at=at)
    )
    writing.changed.refusals = True


def prune(writing: Writing, now: int) -> None:
    """Forget what was settled more than 30 days ago; an open refusal is never forgotten.

    Nor is an accepted entry whose photos the centre still lacks. Photos of what is forgotten are
    owed to nobody any more.
    """
    before = now - KEPT_SECONDS
    owes = select(_owed.c.entry_id).where(_owed.c.entry_id == _ledger.c.id).exists()
    settled = or_(
        and_(_ledger.c.verdict == APPLIED, _ledger.c.received_at < before, ~owes),
        _ledger.c.closed_at < before,
    )
    writing.connection.execute(delete(_ledger).where(_ledger.c.unsent.is_(False), settled))
    kept = select(_ledger.c.id)
    writing.connection.execute(delete(_owed).where(_owed.c.entry_id.not_in(kept)))
