"""Which numbers the entries of this seat bear, where that changes after they were written.

What the centre may know keeps its number (`OFFERED_Q`). Room is made for entries that are carried
along, the gap of one that is set aside is closed, and a seat that starts anew counts from 1. The
signature leaves the number out, so that none of this touches what was signed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, case, func, select, update

from seatapp.ids import new_id
from seatapp.local.ledger import LAST_Q, OFFERED_Q, REFUSED, SEAT, UNREADABLE
from seatapp.local.tables import LedgerRow, table_of
from seatapp.local.writing import Writing

FAR = 1 << 40
"""Serial numbers that nobody has begin here."""

_ledger = table_of(LedgerRow)


def make_room(writing: Writing, count: int) -> tuple[int, int]:
    """Free `count` places before the entries that were never handed to the centre.

    Returns the first free place in the order, and the first free number.
    """
    connection = writing.connection
    last = int(writing.meta(LAST_Q, "0"))
    first = int(writing.meta(OFFERED_Q, "0")) + 1
    later = select(func.min(_ledger.c.position)).where(_ledger.c.q >= first)
    place = connection.execute(later).scalar_one()
    if place is None:
        highest = connection.execute(select(func.max(_ledger.c.position))).scalar_one()
        place = (highest or 0) + 1
    # Negative first: places and numbers are unique, and the old and new ones overlap.
    for moved in (_ledger.c.position >= place, _ledger.c.position < 0):
        connection.execute(update(_ledger).where(moved).values(**_shifted(first, count)))
    writing.set_meta(LAST_Q, str(last + count))
    return int(place), first


def _shifted(first: int, count: int) -> dict[str, Any]:
    """Places, and the numbers from `first` on, moved by `count` in two steps."""
    q, position = _ledger.c.q, _ledger.c.position
    return {
        "q": case((q < 0, -q), (q >= first, -q - count), else_=q),
        "position": case((position < 0, -position), else_=-position - count),
    }


def set_aside(writing: Writing, q: int) -> None:
    """Keep an entry that the centre cannot read from holding up the others.

    It stands among the refusals, without a number and before all others in the order; those after
    it move up, since the centre takes numbers without a gap only.
    """
    connection = writing.connection
    place = _ledger.c.q == q
    entry = connection.execute(select(_ledger.c.id, _ledger.c.root).where(place)).one()
    refused = {"verdict": REFUSED, "code": UNREADABLE, "head": entry.id, "unsent": False}
    row = update(_ledger).where(place)
    connection.execute(row.values(q=None, position=_ledger.c.position - FAR, **refused))
    _move_up(connection, q)
    for counter in (LAST_Q, OFFERED_Q):
        writing.set_meta(counter, str(int(writing.meta(counter, "1")) - 1))
    writing.changed.refusals = writing.changed.outbox = True
    writing.rebuild({entry.root})


def _move_up(connection: Connection, gap: int) -> None:
    """Close the gap that a number has left; by way of numbers that nobody has, they are unique."""
    connection.execute(update(_ledger).where(_ledger.c.q > gap).values(q=_ledger.c.q + FAR))
    connection.execute(update(_ledger).where(_ledger.c.q > FAR).values(q=_ledger.c.q - FAR - 1))


def become_new_seat(writing: Writing) -> None:
    """Take a new identity and number everything kept from 1, all of it unsent."""
    connection = writing.connection
    kept = select(_ledger.c.position).where(_ledger.c.q.is_not(None)).order_by(_ledger.c.position)
    positions = connection.execute(kept).scalars().all()
    # By way of numbers that nobody has: they are unique, and the old and new ones overlap.
    connection.execute(update(_ledger).values(q=_ledger.c.q + FAR))
    for number, position in enumerate(positions, start=1):
        row = update(_ledger).where(_ledger.c.position == position)
        connection.execute(row.values(q=number, unsent=True))
    writing.set_meta(SEAT, new_id())
    writing.set_meta(OFFERED_Q, "0")
    writing.set_meta(LAST_Q, str(len(positions)))
    writing.changed.outbox = True
