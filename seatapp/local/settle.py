"""What the centre says about this seat's entries, stored in one transaction.

Verdicts, rows and history go in together; then every case that was touched is made again from
the centre's last rows and what is still pending. A refused entry is folded away by that, and
stays in the ledger until a person has settled it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, select, update

from seatapp.central.messages import Answer, StoryLine, SubjectRow, Verdict
from seatapp.domain.entries import entry_of
from seatapp.domain.refused import KNOWN, NOTHING_LOST, needs_nobody
from seatapp.local.ledger import (
    APPLIED,
    EPOCH,
    FALLEN,
    HELD,
    REFUSED,
    owe_all_photos,
)
from seatapp.local.numbering import become_new_seat
from seatapp.local.prepared import Prepared, Row, given, listed, upsert, values_of
from seatapp.local.refusals import close_settled
from seatapp.local.sending import offer_again, offer_everything
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import (
    BaseRow,
    ContactRow,
    CursorRow,
    LedgerRow,
    LentRow,
    ReferenceRow,
    StoryRow,
    table_of,
)
from seatapp.local.writing import PENDING, Writing

STALE = -1
"""The number of a row that an earlier epoch of the centre left here: any row may replace it."""

REFILLING = "refilling:"
"""Prefix of the fact that a scope is being read anew."""

NOTED = ("unsent", "verdict", "code", "field", "n", "received_at", "head")
"""What a verdict changes of a line of the ledger."""

_ledger = table_of(LedgerRow)
_base = table_of(BaseRow)
_story = table_of(StoryRow)
_cursor = table_of(CursorRow)
_write_base = Prepared(upsert(_base, "kind", "id"))
_write_story = Prepared(upsert(_story, "id"))
# Without its kind a row is sought in the whole table: a first fill grew by its square.
_numbers = Prepared(
    select(_base.c.id, _base.c.n).where(
        _base.c.kind == given("of_kind"), _base.c.id.in_(values_of("ids"))
    )
)
_lines_here = Prepared(
    select(_story.c.id, _story.c.n, _story.c.received_at, _story.c.counts_at).where(
        _story.c.id.in_(values_of("ids"))
    )
)
# What is not decided anew keeps the receipt that it has.
_note = Prepared(
    update(_ledger)
    .where(_ledger.c.q == given("of_q"))
    .values(
        {name: given(name) for name in NOTED}
        | {"receipt": func.coalesce(given("receipt"), _ledger.c.receipt)}
    )
)
_own = Prepared(
    select(
        _ledger.c.q,
        _ledger.c.id,
        _ledger.c.root,
        _ledger.c.subject_id,
        _ledger.c.author,
        _ledger.c.position,
        _ledger.c.head,
    ).where(_ledger.c.q.between(given("first"), given("last")))
)
_body = Prepared(select(_ledger.c.body).where(_ledger.c.id == given("wanted")))
_open_head = Prepared(
    select(_ledger.c.head).where(
        _ledger.c.id == given("wanted"),
        _ledger.c.author == given("by"),
        _ledger.c.closed_at.is_(None),
    )
)
_open_head_before = Prepared(
    select(_ledger.c.head)
    .where(
        _ledger.c.subject_id == given("wanted"),
        _ledger.c.author == given("by"),
        _ledger.c.position < given("before"),
        _ledger.c.head.is_not(None),
        _ledger.c.closed_at.is_(None),
    )
    .order_by(_ledger.c.position)
    .limit(1)
)


class _Own(NamedTuple):
    """An entry of this seat, as far as a verdict needs it."""

    q: int
    id: str
    root: str
    subject_id: str
    author: str
    position: int
    head: str | None


def settle(writing: Writing, answer: Answer) -> None:
    """Store the answer to `append`; with a problem, get ready to send again from where it says."""
    if answer.problem == "new_epoch":
        # Also what goes by its numbers: it can have waited there when the backup was made.
        enter_epoch(writing, answer.epoch)
        offer_everything(writing)
    elif answer.problem == "reused":
        become_new_seat(writing)
    elif answer.problem is not None:
        offer_again(writing, answer.last_q)
    if answer.problem is not None:
        return
    writing.set_meta(EPOCH, str(answer.epoch))
    roots = _store_verdicts(writing, answer.verdicts, answer.received_at)
    roots |= store_rows(writing, answer.rows)
    store_story(writing, answer.story)
    writing.rebuild(roots)
    writing.changed.outbox = True


def enter_epoch(writing: Writing, epoch: int) -> None:
    """The centre was restored or replaced: read all scopes anew, let any row replace ours."""
    connection = writing.connection
    for scope in connection.execute(select(_cursor.c.scope)).scalars().all():
        writing.set_meta(REFILLING + scope, "yes")
    connection.execute(delete(_cursor))
    for table in (_base, table_of(ContactRow), table_of(ReferenceRow)):
        connection.execute(update(table).values(n=STALE))
    connection.execute(delete(table_of(LentRow)))
    owe_all_photos(writing)
    writing.set_meta(EPOCH, str(epoch))


def store_rows(writing: Writing, rows: Iterable[SubjectRow]) -> set[str]:
    """Keep rows of subjects as the centre's last word; returns the cases they belong to.

    A row that is not newer than the one that is here is left out: a number is given once.
    """
    subjects = {(row.kind, row.id): row for row in rows if row.kind in VIEWS}
    known = _known(writing, subjects)
    newer = [row for key, row in subjects.items() if row.n > known.get(key, STALE)]
    _write_base.run_many(writing.connection, map(_stored, newer))
    close_settled(writing, subjects.values())
    return {str(row.row["root"]) for row in newer}


def _stored(row: SubjectRow) -> dict[str, Any]:
    return {"kind": row.kind, "id": row.id, "root": row.row["root"], "n": row.n, "row": row.row}


def _known(writing: Writing, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    by_kind: dict[str, list[str]] = {}
    for kind, row_id in keys:
        by_kind.setdefault(kind, []).append(row_id)
    return {
        (kind, row_id): n
        for kind, ids in by_kind.items()
        for row_id, n in _numbers.rows(writing.connection, of_kind=kind, ids=listed(ids))
    }


def store_story(writing: Writing, lines: Sequence[StoryLine]) -> None:
    """Keep lines of the history, which those who look at their subjects are told of.

    Most lines of a page are of steps of this seat, and came with their verdicts.
    """
    ids = listed([line.id for line in lines])
    here = {row[0]: row[1:] for row in _lines_here.rows(writing.connection, ids=ids)}
    new = [
        line for line in lines if here.get(line.id) != (line.n, line.received_at, line.counts_at)
    ]
    _write_story.run_many(writing.connection, map(vars, new))
    writing.changed.subjects.update((line.subject, line.subject_id) for line in new)


def _store_verdicts(writing: Writing, verdicts: Sequence[Verdict], received_at: int) -> set[str]:
    own = _own_entries(writing, verdicts)
    heads = _Heads(writing)
    notes = _Notes(writing)
    decided_ids: list[str] = []
    known: list[str] = []
    roots: set[str] = set()
    for verdict in sorted(verdicts, key=lambda verdict: verdict.q):
        entry = own[verdict.q]
        decided = _decided(verdict)
        head = None
        if decided == REFUSED and _is_known(writing.connection, entry, verdict.code):
            known.append(entry.id)  # and no head: what was built on it is seen by itself
        elif decided in (REFUSED, FALLEN):
            notes.write()  # the head is looked for among what was refused before
            head = heads.head_of(entry, verdict.code)
        notes.add(_noted(verdict, decided, head, received_at))
        roots.add(entry.root)
        if decided != PENDING:
            decided_ids.append(verdict.id)
        writing.changed.refusals |= head is not None or entry.head is not None
    notes.write()
    _close_known(writing.connection, known, received_at)
    return roots | writing.reached(decided_ids)


def _is_known(connection: Connection, own: _Own, code: str | None) -> bool:
    """Whether nobody has to settle an entry that was refused for this reason."""
    if code not in NOTHING_LOST:
        return False
    entry = entry_of(_body.column(connection, wanted=own.id)[0])
    return needs_nobody(entry.subject, entry.step, code)


def _close_known(connection: Connection, ids: Sequence[str], at: int) -> None:
    if ids:
        closed = {"closed_how": KNOWN, "closed_at": at}
        connection.execute(update(_ledger).where(_ledger.c.id.in_(ids)).values(**closed))


def _decided(verdict: Verdict) -> str:
    """`repeated` says what was decided before by its code alone; `held` is not decided."""
    if verdict.verdict == HELD:
        return PENDING
    if verdict.verdict != "repeated":
        return verdict.verdict
    if verdict.code is None:
        return APPLIED
    return FALLEN if verdict.code == FALLEN else REFUSED


def _noted(verdict: Verdict, decided: str, head: str | None, received_at: int) -> dict[str, Any]:
    """What a line of the ledger says from now on."""
    return {
        "of_q": verdict.q,
        "unsent": False,
        "verdict": decided,
        "code": verdict.code,
        "field": verdict.field,
        "n": verdict.n,
        "received_at": None if decided == PENDING else received_at,
        "head": head,
        "receipt": verdict.receipt,
    }


class _Notes:
    """Lines of the ledger that change, written together: one by one costs many times as much."""

    def __init__(self, writing: Writing) -> None:
        self._connection = writing.connection
        self._rows: list[dict[str, Any]] = []

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)

    def write(self) -> None:
        _note.run_many(self._connection, self._rows)
        self._rows.clear()


def _own_entries(writing: Writing, verdicts: Sequence[Verdict]) -> dict[int, _Own]:
    """The entries by their serial numbers: the centre names one that it cannot read differently."""
    if not verdicts:
        return {}
    numbers = [verdict.q for verdict in verdicts]
    rows = _own.rows(writing.connection, first=min(numbers), last=max(numbers))
    return {row[0]: _Own(*row) for row in rows}


class _Heads:
    """Finds the refused entry with which another one fell, so that both stand as one group.

    A group is one author's, since each settles their own. One that a person has settled already
    takes in nobody: what comes later must be seen.
    """

    def __init__(self, writing: Writing) -> None:
        self._connection = writing.connection
        self._of_entry: dict[tuple[str, str], str] = {}

    def head_of(self, own: _Own, code: str | None) -> str:
        """The first entry of the group; an entry that fell alone leads its own."""
        if code in (FALLEN, "stale"):
            head = self._by_parent(own)
        elif code == "unknown_subject":
            head = self._by_subject(own)
        else:
            head = None
        self._of_entry[own.id, own.author] = head or own.id
        return head or own.id

    def _by_parent(self, own: _Own) -> str | None:
        parent = entry_of(_body.column(self._connection, wanted=own.id)[0]).parent
        if parent is None:
            return None
        if (parent, own.author) in self._of_entry:
            return self._of_entry[parent, own.author]
        return _text(_open_head.one(self._connection, wanted=parent, by=own.author))

    def _by_subject(self, own: _Own) -> str | None:
        place = {"wanted": own.subject_id, "by": own.author, "before": own.position}
        return _text(_open_head_before.one(self._connection, **place))


def _text(found: Row | None) -> str | None:
    """The one text of a row that may not be there."""
    return None if found is None or found[0] is None else str(found[0])
