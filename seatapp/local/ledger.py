"""The seat's own entries: appended once, sent in order, kept until a person has settled them.

Serial numbers `q` run 1, 2, 3 … without gaps. An entry never changes; only its number does when
this workstation has to become a new seat, which is why the signature leaves it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    case,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as insert_or

from seatapp.central.messages import Outgoing
from seatapp.domain.clock import seconds_of
from seatapp.domain.entries import Entry, entry_of
from seatapp.ids import new_id
from seatapp.local.prepared import Prepared, given, word
from seatapp.local.replay import Family
from seatapp.local.tables import LedgerRow, PhotoOwed, table_of
from seatapp.local.writing import PENDING, Writing

BATCH_BYTES = 131_072
"""So small that what somebody saves meanwhile does not wait for the verdicts to be stored."""

BATCH_ENTRIES = 1_000
FAR = 1 << 40
"""Serial numbers that nobody has begin here."""

ENVELOPE_BYTES = 100
"""What number, signature and quoting add to a body on the wire."""

KEPT_SECONDS = 30 * 86_400
"""How long settled entries stay here, to be offered again after a restore of the centre."""

APPLIED, REFUSED, FALLEN = "applied", "refused", "fallen"
HELD = "held"
"""Code of an entry that the centre has, but does not decide on before it has what came before."""

UNREADABLE = "unreadable"
"""Code of an entry that was set aside here because the centre fails on it."""

SEAT, EPOCH, LAST_Q = "seat", "epoch", "last_q"
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
    for name, value in entry.values.items():
        field = writing.workflow.fields.get((entry.subject, name))
        if field is not None and field.type == "photos" and isinstance(value, list):
            rows = [{"sha256": sha256, "entry_id": entry.id} for sha256 in value]
            _owe.run_many(writing.connection, rows)


def owe_all_photos(writing: Writing) -> None:
    """A restored centre may have lost photos that it had: ask it about each that is named here."""
    bodies = select(_ledger.c.body).where(_ledger.c.verdict == APPLIED)
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


def in_batches(letters: Sequence[Outgoing], limit_bytes: int = BATCH_BYTES) -> list[list[Outgoing]]:
    """Letters as they go to the centre, so many bytes at a time."""
    batches: list[list[Outgoing]] = []
    size = limit_bytes
    for letter in letters:
        size += len(letter.body.encode()) + ENVELOPE_BYTES
        if size > limit_bytes:
            batches.append([])
            size = len(letter.body.encode()) + ENVELOPE_BYTES
        batches[-1].append(letter)
    return batches


def offer(writing: Writing, limit_bytes: int, limit: int, after: int) -> list[Outgoing]:
    """What to send next, which the centre may know from now on: it keeps its numbers.

    Read where the mark is written, so that nothing is given other numbers between the two.
    """
    letters = unsent(writing.connection, limit_bytes, limit, after)
    if letters and letters[-1].q > int(writing.meta(OFFERED_Q, "0")):
        writing.set_meta(OFFERED_Q, str(letters[-1].q))
    return letters


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
