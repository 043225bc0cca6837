"""What the centre says about this seat's entries, stored in one transaction.

Verdicts, rows and history go in together; then every case that was touched is made again from
the centre's last rows and what is still pending. A refused entry is folded away by that, and
stays in the ledger until a person has settled it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, RowMapping, bindparam, delete, select, update

from seatapp.central.messages import Answer, StoryLine, SubjectRow, Verdict
from seatapp.domain.entries import entry_of
from seatapp.local.ledger import (
    APPLIED,
    EPOCH,
    FALLEN,
    HELD,
    REFUSED,
    become_new_seat,
    offer_again,
    owe_all_photos,
)
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
from seatapp.local.writing import PENDING, Writing, in_chunks, upsert

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
_names_of_story = tuple(column.name for column in _story.columns)
_write_base = upsert(_base, "kind", "id")
_write_story = upsert(_story, "id")
_of_q: BindParameter[int] = bindparam("of_q")
_note = (
    update(_ledger).where(_ledger.c.q == _of_q).values({name: bindparam(name) for name in NOTED})
)


def settle(writing: Writing, answer: Answer) -> None:
    """Store the answer to `append`; with a problem, get ready to send again from where it says."""
    if answer.problem == "new_epoch":
        enter_epoch(writing, answer.epoch)
    if answer.problem == "reused":
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

    A row older than the one that is here is left out.
    """
    subjects = {(row.kind, row.id): row for row in rows if row.kind in VIEWS}
    known = _known(writing, subjects)
    newer = [row for key, row in subjects.items() if row.n >= known.get(key, STALE)]
    if newer:
        writing.connection.execute(_write_base, [_stored(row) for row in newer])
    return {str(row.row["root"]) for row in newer}


def _stored(row: SubjectRow) -> dict[str, Any]:
    return {"kind": row.kind, "id": row.id, "root": row.row["root"], "n": row.n, "row": row.row}


def _known(writing: Writing, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    by_kind: dict[str, set[str]] = {}
    for kind, row_id in keys:
        by_kind.setdefault(kind, set()).add(row_id)
    for kind, ids in by_kind.items():
        # Without its kind a row is sought in the whole table: a first fill grew by its square.
        of_kind = select(_base.c.id, _base.c.n).where(_base.c.kind == kind)
        for chunk in in_chunks(sorted(ids)):
            for row_id, n in writing.connection.execute(of_kind.where(_base.c.id.in_(chunk))):
                found[kind, row_id] = n
    return found


def store_story(writing: Writing, lines: Sequence[StoryLine]) -> None:
    """Keep lines of the history; the same line again is no harm."""
    if lines:
        rows = [{name: getattr(line, name) for name in _names_of_story} for line in lines]
        writing.connection.execute(_write_story, rows)


def _store_verdicts(writing: Writing, verdicts: Sequence[Verdict], received_at: int) -> set[str]:
    own = _own_entries(writing, verdicts)
    heads = _Heads(writing)
    notes = _Notes(writing)
    decided_ids: list[str] = []
    roots: set[str] = set()
    for verdict in sorted(verdicts, key=lambda verdict: verdict.q):
        row = own[verdict.q]
        decided = _decided(verdict)
        head = None
        if decided in (REFUSED, FALLEN):
            notes.write()  # the head is looked for among what was refused before
            head = heads.head_of(row, verdict.code)
        notes.add(_noted(verdict, decided, head, received_at))
        roots.add(str(row["root"]))
        if decided != PENDING:
            decided_ids.append(verdict.id)
        writing.changed.refusals |= head is not None or row["head"] is not None
    notes.write()
    return roots | writing.reached(decided_ids)


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
    }


class _Notes:
    """Lines of the ledger that change, written together: one by one costs many times as much."""

    def __init__(self, writing: Writing) -> None:
        self._connection = writing.connection
        self._rows: list[dict[str, Any]] = []

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)

    def write(self) -> None:
        if self._rows:
            self._connection.execute(_note, self._rows)
            self._rows.clear()


def _own_entries(writing: Writing, verdicts: Sequence[Verdict]) -> dict[int, RowMapping]:
    """The entries by their serial numbers: the centre names one that it cannot read differently."""
    if not verdicts:
        return {}
    numbers = [verdict.q for verdict in verdicts]
    rows = select(_ledger).where(_ledger.c.q.between(min(numbers), max(numbers)))
    return {row["q"]: row for row in writing.connection.execute(rows).mappings()}


class _Heads:
    """Finds the refused entry with which another one fell, so that both stand as one group.

    A group that a person has settled already takes in nobody: what comes later must be seen.
    """

    def __init__(self, writing: Writing) -> None:
        self._connection = writing.connection
        self._of_entry: dict[str, str] = {}

    def head_of(self, row: RowMapping, code: str | None) -> str:
        """The first entry of the group; an entry that fell alone leads its own."""
        entry_id = str(row["id"])
        if code in (FALLEN, "stale"):
            head = self._by_parent(entry_of(row["body"]).parent)
        elif code == "unknown_subject":
            head = self._by_subject(row)
        else:
            head = None
        self._of_entry[entry_id] = head or entry_id
        return head or entry_id

    def _by_parent(self, parent: str | None) -> str | None:
        if parent is None:
            return None
        if parent in self._of_entry:
            return self._of_entry[parent]
        head = select(_ledger.c.head).where(_ledger.c.id == parent, _ledger.c.closed_at.is_(None))
        found = self._connection.execute(head).scalar_one_or_none()
        return None if found is None else str(found)

    def _by_subject(self, row: RowMapping) -> str | None:
        head = select(_ledger.c.head).where(
            _ledger.c.subject_id == row["subject_id"],
            _ledger.c.position < row["position"],
            _ledger.c.head.is_not(None),
            _ledger.c.closed_at.is_(None),
        )
        first = head.order_by(_ledger.c.position).limit(1)
        found = self._connection.execute(first).scalar_one_or_none()
        return None if found is None else str(found)
