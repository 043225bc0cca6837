"""What goes to the centre: in the order of the numbers, without a gap, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, func, literal_column, select, update

from seatapp.central.messages import Outgoing
from seatapp.local.ledger import HELD, LAST_Q, OFFERED_Q
from seatapp.local.numbering import become_new_seat
from seatapp.local.prepared import Prepared, given, word
from seatapp.local.tables import LedgerRow, table_of
from seatapp.local.writing import PENDING, Writing

BATCH_BYTES = 131_072
"""So small that what somebody saves meanwhile does not wait for the verdicts to be stored."""

BATCH_ENTRIES = 1_000
ENVELOPE_BYTES = 100
"""What number, signature and quoting add to a body on the wire."""

_ledger = table_of(LedgerRow)
_read_unsent = Prepared(
    select(_ledger.c.q, _ledger.c.body, _ledger.c.mac, _ledger.c.receipt)
    .where(_ledger.c.unsent == literal_column("1"), _ledger.c.q > given("after"))
    .order_by(_ledger.c.q)
    .limit(given("most"))
)
_offer_held = Prepared(
    update(_ledger)
    .where(
        _ledger.c.verdict == word(PENDING),
        _ledger.c.code == word(HELD),
        _ledger.c.unsent == literal_column("0"),
    )
    .values(unsent=True)
)


def unsent(
    connection: Connection,
    limit_bytes: int = BATCH_BYTES,
    limit: int = BATCH_ENTRIES,
    after: int = 0,
) -> list[Outgoing]:
    """What to send next, in the order of `q` and without a gap; at least one if there is any.

    Only entries with numbers beyond `after` are looked at.
    """
    taken: list[Outgoing] = []
    size = 0
    for q, body, mac, receipt in _read_unsent.rows(connection, after=after, most=limit):
        size += len(body.encode()) + ENVELOPE_BYTES
        if taken and (size > limit_bytes or q != taken[-1].q + 1):
            break
        taken.append(Outgoing(q, body, mac, receipt or ""))
    return taken


def in_batches(
    letters: Iterable[Outgoing], limit_bytes: int = BATCH_BYTES
) -> Iterator[list[Outgoing]]:
    """Letters as they go to the centre, so many bytes at a time and without a gap."""
    batch: list[Outgoing] = []
    size = 0
    for letter in letters:
        more = len(letter.body.encode()) + ENVELOPE_BYTES
        if batch and (size + more > limit_bytes or letter.q != batch[-1].q + 1):
            yield batch
            batch, size = [], 0
        batch.append(letter)
        size += more
    if batch:
        yield batch


def offer(writing: Writing, limit_bytes: int, limit: int, after: int) -> list[Outgoing]:
    """What to send next, which the centre may know from now on: it keeps its numbers.

    Read where the mark is written, so that nothing is given other numbers between the two.
    """
    letters = unsent(writing.connection, limit_bytes, limit, after)
    if letters and letters[-1].q > int(writing.meta(OFFERED_Q, "0")):
        writing.set_meta(OFFERED_Q, str(letters[-1].q))
    return letters


def offer_again(writing: Writing, last_q: int) -> None:
    """Send everything after `last_q` again; the centre does not have it (any more).

    When the numbers here and there cannot be brought together this workstation becomes a new seat
    and offers all it has kept; the centre knows the entries by their identifiers.
    """
    connection = writing.connection
    own = int(writing.meta(LAST_Q, "0"))
    after = select(func.min(_ledger.c.q)).where(_ledger.c.q > last_q)
    first = connection.execute(after).scalar_one()
    if last_q > own or (first is not None and first > last_q + 1):
        become_new_seat(writing)
        return
    known = (_ledger.c.q <= last_q, _ledger.c.verdict != PENDING)
    connection.execute(update(_ledger).where(*known).values(unsent=False))
    connection.execute(update(_ledger).where(_ledger.c.q > last_q).values(unsent=True))
    writing.changed.outbox = True


def offer_everything(writing: Writing) -> None:
    """Send all that is kept again; what the centre knows it answers as before."""
    writing.connection.execute(update(_ledger).where(_ledger.c.q.is_not(None)).values(unsent=True))
    writing.changed.outbox = True


def offer_held(writing: Writing) -> None:
    """Send again what the centre holds back until it has what came before."""
    writing.changed.outbox |= _offer_held.run(writing.connection) > 0
