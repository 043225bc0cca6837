"""Entries that were made at another workstation and came here in a packet.

They are lines of this ledger like the seat's own: shown as provisional, sent with the next round,
kept until they are settled. The centre knows an entry by its identifier, so that it counts once
whoever brings it first. Their signature is the author's; nobody here can change a letter of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, or_, select

from seatapp.central.messages import SubjectRow
from seatapp.domain.entries import Entry, entry_of
from seatapp.local.ledger import owe_photos, row_of
from seatapp.local.lent_rows import lend, rows_behind
from seatapp.local.numbering import make_room
from seatapp.local.tables import LedgerRow, StoryRow, table_of
from seatapp.local.writing import PENDING, Writing, in_chunks

_ledger = table_of(LedgerRow)
_story = table_of(StoryRow)


@dataclass(frozen=True)
class Letter:
    """One signed entry: the exact text of its body, and the signature.

    `receipt` is what the centre gave when it decided about the entry, before it was restored.
    """

    body: str
    mac: str
    receipt: str = ""


@dataclass(frozen=True)
class Load:
    """What is carried: letters, and the rows of the centre's `epoch` that they stand on."""

    letters: Sequence[Letter]
    rows: Sequence[SubjectRow] = ()
    epoch: int = 0


def load_of(connection: Connection, epoch: int) -> Load:
    """Everything that the centre has to get, with what it stands on."""
    return Load(unacknowledged(connection), rows_behind(connection), epoch)


def unacknowledged(connection: Connection) -> list[Letter]:
    """Every entry that the centre has not answered yet, or has lost, in the seat's order."""
    rows = select(_ledger.c.body, _ledger.c.mac, func.coalesce(_ledger.c.receipt, ""))
    owed = rows.where(or_(_ledger.c.verdict == PENDING, _ledger.c.unsent.is_(True)))
    return [Letter(*row) for row in connection.execute(owed.order_by(_ledger.c.position))]


def carry(writing: Writing, load: Load, origin: str) -> int:
    """Write those letters that are not known here; returns how many they were.

    The rows come first, since what a letter does shows on them.
    """
    writing.rebuild(lend(writing, load.rows, load.epoch))
    letters = load.letters
    told = [(entry_of(letter.body), letter) for letter in letters]
    known = _known(writing.connection, [entry.id for entry, _letter in told])
    news = [(entry, letter) for entry, letter in told if entry.id not in known]
    if not news:
        return 0
    place, q = make_room(writing, len(news))
    rows = [
        {
            **row_of(q + turn, entry, letter.body, letter.mac),
            "position": place + turn,
            "origin": origin,
            "receipt": letter.receipt or None,
        }
        for turn, (entry, letter) in enumerate(news)
    ]
    writing.connection.execute(insert(_ledger), rows)
    _show(writing, [entry for entry, _letter in news])
    return len(news)


def _show(writing: Writing, entries: Sequence[Entry]) -> None:
    for entry in entries:
        owe_photos(writing, entry)
    writing.rebuild({entry.root for entry in entries})
    writing.rebuild({root for entry in entries for root in writing.reach_out(entry)})
    writing.changed.outbox = True


def _known(connection: Connection, entry_ids: Sequence[str]) -> set[str]:
    """Which entries stand in the ledger here, or were accepted by the centre already."""
    found: set[str] = set()
    for chunk in in_chunks(entry_ids):
        for column in (_ledger.c.id, _story.c.id):
            found |= set(connection.execute(select(column).where(column.in_(chunk))).scalars())
    return found
