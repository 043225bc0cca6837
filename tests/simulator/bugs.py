"""Twelve mistakes that a sync engine can hold, each as a change to the program for a while.

The simulation must find every one of them, or it is not to be trusted about the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from typing import Any
from unittest.mock import patch

from sqlalchemy import update

from seatapp.central.messages import Outgoing, Pages
from seatapp.domain import judge
from seatapp.domain.entries import Entry, body_of, entry_of
from seatapp.ids import new_id
from seatapp.local import absorb, ledger, refusals, sending, settle
from seatapp.local.ledger import FALLEN, REFUSED
from seatapp.local.replica import Replica
from seatapp.local.tables import LedgerRow, table_of
from seatapp.local.writing import Writing
from seatapp.sync import round as rounds
from tests.simulator.centre import Decided, MadeCentre
from tests.simulator.seat import Seat

_ledger = table_of(LedgerRow)


@contextmanager
def two_transactions() -> Iterator[None]:
    """The entry is written in one transaction, what it does to the view in the next."""
    take = Seat._take

    def take_and_show(seat: Seat, step: str, case: str | None, values: Any) -> None:
        made: list[str] = []

        def later(_writing: Writing, _family: Any, entry: Entry) -> None:
            made.append(entry.root)

        with patch.object(Writing, "predict", later):
            take(seat, step, case, values)
        seat.replica.write(lambda writing: writing.rebuild(made))

    with patch.object(Seat, "_take", take_and_show):
        yield


@contextmanager
def marked_sent_before_the_answer() -> Iterator[None]:
    """What leaves counts as sent, whether an answer comes or not."""
    batches = rounds._batches

    def marking(replica: Replica, *more: Any) -> Iterator[Sequence[Outgoing]]:
        for batch in batches(replica, *more):
            sent = update(_ledger).where(_ledger.c.q.in_([one.q for one in batch]))
            replica.write(partial(_execute, sent.values(unsent=False)))
            yield batch

    with patch.object(rounds, "_batches", marking):
        yield


@contextmanager
def new_id_on_retry() -> Iterator[None]:
    """What is sent a second time goes as a new entry."""
    batches = rounds._batches
    sent: set[str] = set()

    def renewing(replica: Replica, limit: int, *more: Any) -> Iterator[Sequence[Outgoing]]:
        for letter in replica.unsent(limit=limit):
            if letter.body in sent:
                _renew(replica, letter)
        for batch in batches(replica, limit, *more):
            sent.update(one.body for one in batch)
            yield batch

    with patch.object(rounds, "_batches", renewing):
        yield


def _execute(statement: Any, writing: Writing) -> None:
    writing.connection.execute(statement)


def _renew(replica: Replica, letter: Outgoing) -> None:
    entry = replace(entry_of(letter.body), id=new_id())
    row = update(_ledger).where(_ledger.c.q == letter.q)
    replica.write(partial(_execute, row.values(id=entry.id, body=body_of(entry))))


@contextmanager
def refusal_not_shown() -> Iterator[None]:
    """A refused entry is folded away, and that is all."""
    noted = settle._noted

    def silently(verdict: Any, decided: str, head: Any, at: int) -> dict[str, Any]:
        return noted(verdict, decided, None if decided in (REFUSED, FALLEN) else head, at)

    with patch.object(settle, "_noted", silently):
        yield


@contextmanager
def cursor_before_rows() -> Iterator[None]:
    """How far a scope was read is stored before what was read."""
    store = Replica.absorb

    def in_two(replica: Replica, pages: Pages) -> bool:
        if str(replica.epoch) == str(pages.epoch):
            empty = [replace(page, rows=(), gone=()) for page in pages.pages]
            replica.write(lambda w: absorb.absorb(w, replace(pages, pages=empty, story=())))
        return store(replica, pages)

    with patch.object(Replica, "absorb", in_two):
        yield


@contextmanager
def view_not_rebuilt() -> Iterator[None]:
    """After a verdict the view stays as it was predicted."""
    storing = settle.settle

    def settle_only(writing: Writing, answer: Any) -> None:
        with patch.object(Writing, "rebuild", lambda writing, roots: None):
            storing(writing, answer)

    with patch.object(settle, "settle", settle_only):
        yield


@contextmanager
def integer_version() -> Iterator[None]:
    """An entry names how many it saw before it, and not which one."""
    versions: dict[str | None, int] = {None: 0}
    append = ledger.append
    subject_refusal = judge._subject_refusal

    def counting(writing: Writing, entry: Entry, *more: Any) -> int:
        versions[entry.id] = versions.get(entry.parent, 0) + 1
        return append(writing, entry, *more)

    def by_number(step: Any, entry: Entry, member: Any, state: Any) -> Any:
        refusal = subject_refusal(step, entry, member, state)
        if refusal is not None and refusal.code == "stale":
            same = versions.get(entry.parent) == versions.get(str(state["fresh"]))
            return None if same else refusal
        return refusal

    with (
        patch.object(ledger, "append", counting),
        patch.object(judge, "_subject_refusal", by_number),
    ):
        yield


@contextmanager
def feed_by_sequence() -> Iterator[None]:
    """Numbers are taken early: what commits late lies behind cursors that have passed it."""
    publish, since = MadeCentre.publish, MadeCentre.since
    uncommitted: list[tuple[MadeCentre, tuple[Any, ...]]] = []

    def late(centre: MadeCentre, *line: Any) -> None:
        if line[3] % 9 == 0:
            uncommitted.append((centre, line))
        else:
            publish(centre, *line)

    def commit_after(centre: MadeCentre, *asked: Any) -> Pages:
        pages = since(centre, *asked)
        while uncommitted:
            at, line = uncommitted.pop()
            publish(at, *line)
        return pages

    with patch.object(MadeCentre, "publish", late), patch.object(MadeCentre, "since", commit_after):
        yield


@contextmanager
def ids_forgotten() -> Iterator[None]:
    """The centre knows an entry again by its seat and number alone."""

    def by_number(centre: MadeCentre, seat: str, out: Outgoing, entry: Entry) -> Decided | None:
        return centre.entries.get(centre.numbers.get((seat, out.q), ""))

    with patch.object(MadeCentre, "known", by_number):
        yield


@contextmanager
def no_epoch() -> Iterator[None]:
    """A restored centre says nothing of it."""

    def silently(centre: MadeCentre, lost: int) -> None:
        centre.epoch = lost

    with patch.object(MadeCentre, "begin_epoch", silently):
        yield


@contextmanager
def receipts_forgotten() -> Iterator[None]:
    """What the centre has decided is offered again without its receipt."""
    unsent = sending.unsent

    def bare(*asked: Any) -> list[Outgoing]:
        return [replace(letter, receipt="") for letter in unsent(*asked)]

    with patch.object(sending, "unsent", bare):
        yield


@contextmanager
def refusal_shown_here_alone() -> Iterator[None]:
    """A refusal stands at the workstation where the step was taken, and nowhere else."""

    with patch.object(refusals._Desk, "first_of_chains", lambda desk: []):
        yield


BUGS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    bug.__name__: bug
    for bug in (
        two_transactions,
        marked_sent_before_the_answer,
        new_id_on_retry,
        refusal_not_shown,
        cursor_before_rows,
        view_not_rebuilt,
        integer_version,
        feed_by_sequence,
        ids_forgotten,
        no_epoch,
        receipts_forgotten,
        refusal_shown_here_alone,
    )
}
