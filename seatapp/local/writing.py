"""One transaction in the making: the connection, the rules, and the views that screens read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    RowMapping,
    Table,
    bindparam,
    delete,
    exists,
    literal,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects.sqlite import Insert, insert

from seatapp.domain.effects import named
from seatapp.domain.entries import Entry, entry_of
from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.changes import Collected
from seatapp.local.references import LocalReferences
from seatapp.local.replay import Family, Key, replayed, take
from seatapp.local.subject_tables import ROOTS, VIEWS
from seatapp.local.tables import BaseRow, LedgerRow, LentRow, Meta, ReachRow, table_of

CHUNK = 500
"""Families rebuilt together."""

PENDING = "pending"
FIRST = -2
"""Below the number of any row, the stale ones of an earlier epoch included."""

_base = table_of(BaseRow)
_lent = table_of(LentRow)
_ledger = table_of(LedgerRow)
_reach = table_of(ReachRow)
_meta = table_of(Meta)
_own_columns = ("key", "open", "pending")


def upsert(table: Table, *key: str) -> Insert:
    """The statement that writes a row of `table` over the one with the same `key`.

    A row that is nothing but its key stays as it is.
    """
    statement = insert(table)
    others = [c.name for c in table.columns if c.name not in key and not _made_here(c.name, table)]
    if not others:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(
        index_elements=key, set_={name: statement.excluded[name] for name in others}
    )


def _made_here(name: str, table: Table) -> bool:
    return name == "key" and table in VIEWS.values()


def root_column(subject: str) -> ColumnElement[str]:
    """The column that names the root a subject belongs to."""
    return VIEWS[subject].c.id if subject in ROOTS else VIEWS[subject].c.root


# Every step runs these, and building a statement costs more than running it.
_wanted: BindParameter[str] = bindparam("wanted")
READ_META = select(_meta.c.value).where(_meta.c.name == _wanted)
_write_meta = upsert(_meta, "name")
_count_meta = text(
    "INSERT INTO meta (name, value) VALUES (:name, '1') ON CONFLICT (name)"
    " DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) RETURNING value"
)
_read_view = {
    subject: select(table).where(table.c.id == _wanted) for subject, table in VIEWS.items()
}
_read_family = {
    subject: select(table).where(root_column(subject) == _wanted)
    for subject, table in VIEWS.items()
}
_note_reach = upsert(_reach, "entry_id", "root")
_write_view = {subject: upsert(table, "id") for subject, table in VIEWS.items()}
_update_view = {
    subject: update(table).where(table.c.id == _wanted) for subject, table in VIEWS.items()
}
_columns = {
    subject: tuple(c.name for c in table.columns if c.name not in _own_columns)
    for subject, table in VIEWS.items()
}


_of_roots = union_all(
    *(
        select(literal(subject, literal_execute=True), table.c.id).where(
            root_column(subject).in_(bindparam("roots", expanding=True))
        )
        for subject, table in VIEWS.items()
    )
)


@cache
def children_there(kinds: tuple[str, ...]) -> CompoundSelect[str]:
    """The question which of these kinds a root has children of."""
    return union_all(
        *(
            select(literal(kind)).where(exists().where(root_column(kind) == _wanted))
            for kind in kinds
        )
    )


def state_of(subject: str, row: RowMapping) -> State:
    """The state that a row of a view table holds."""
    names = _columns[subject]
    found = {name: row[name] for name in names if row[name] is not None and row[name] != []}
    return {"subject": subject, **found}


def in_chunks(items: Iterable[str]) -> Iterable[list[str]]:
    """`items` in lists of at most CHUNK."""
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


class Writing:
    """What every piece of writing works with; lives as long as its transaction.

    `facts` are the names of the single facts that it has written.
    """

    def __init__(
        self, connection: Connection, workflow: Workflow, references: LocalReferences
    ) -> None:
        self.connection = connection
        self.workflow = workflow
        self.references = references
        self.changed = Collected()
        self.facts: set[str] = set()

    def meta(self, name: str, missing: str = "") -> str:
        """A single fact about this file."""
        value = self.connection.execute(READ_META, {"wanted": name}).scalar_one_or_none()
        return missing if value is None else str(value)

    def set_meta(self, name: str, value: str) -> None:
        """Note a single fact about this file."""
        self.facts.add(name)
        self.connection.execute(_write_meta, {"name": name, "value": value})

    def count_up(self, name: str) -> int:
        """The next number of a counter among the facts, from 1."""
        self.facts.add(name)
        return int(self.connection.execute(_count_meta, {"name": name}).scalar_one())

    def family(self, subject: str, root: str) -> Family:
        """The root with its children as the views show them; `subject` is the kind of one of them.

        Only tables in which one of the family stands are read: asking for all of them costs more
        than asking first.
        """
        found: Family = {}
        kinds = self.workflow.kin(subject)
        for kind in kinds:
            if kind in ROOTS and not found:
                self._read(found, kind, root)
        children = tuple(kind for kind in kinds if kind not in ROOTS)
        if found and children:
            there = self.connection.execute(children_there(children), {"wanted": root})
            for kind in there.scalars().all():
                self._read(found, kind, root)
        return found

    def _read(self, found: Family, kind: str, root: str) -> None:
        rows = self.connection.execute(_read_family[kind], {"wanted": root})
        for row in rows.mappings():
            found[kind, str(row["id"])] = state_of(kind, row)

    def standing(self, subject: str, subject_id: str) -> tuple[State | None, Family]:
        """A subject as its view shows it, and its family; None and nothing when it is not there."""
        if subject in ROOTS:
            family = self.family(subject, subject_id)
            return family.get((subject, subject_id)), family
        state = self.state(subject, subject_id)
        return state, {} if state is None else self.family(subject, str(state["root"]))

    def state(self, subject: str, subject_id: str) -> State | None:
        """A subject as its view shows it."""
        found = self.connection.execute(_read_view[subject], {"wanted": subject_id})
        row = found.mappings().one_or_none()
        return None if row is None else state_of(subject, row)

    def show(self, states: Iterable[State], pending: Collection[Key]) -> None:
        """Write states into the views; those in `pending` carry the mark."""
        by_subject: dict[str, list[dict[str, Any]]] = {}
        for state in states:
            subject = str(state["subject"])
            if subject in VIEWS:
                key = (subject, str(state["id"]))
                by_subject.setdefault(subject, []).append(self._row(state, key in pending))
                self.changed.subjects.add(key)
        for subject, rows in by_subject.items():
            self.connection.execute(_write_view[subject], rows)

    def hide(self, keys: Iterable[Key]) -> None:
        """Take subjects out of the views."""
        for subject, subject_id in keys:
            if subject in VIEWS:
                table = VIEWS[subject]
                self.connection.execute(delete(table).where(table.c.id == subject_id))
                self.changed.subjects.add((subject, subject_id))

    def predict(self, family: Family, entry: Entry) -> None:
        """Show what an entry that was just made will do."""
        before = dict(family)
        changed = take(self.workflow, family, entry, self.references)
        self.show([family[key] for key in changed if key not in before], changed)
        for key in changed:
            if key in before:
                self.show_change(key, before[key], family[key], pending=True)

    def show_change(self, key: Key, before: State, after: State, pending: bool) -> None:
        """Write what is different of a state that is shown, and leave all other indexes alone."""
        subject, subject_id = key
        if subject not in VIEWS:
            return
        row = self._row(after, pending)
        same = [name for name in _columns[subject] if row[name] == before.get(name)]
        for name in same:
            del row[name]
        self.connection.execute(_update_view[subject], row | {"wanted": subject_id})
        self.changed.subjects.add(key)

    def reach_out(self, entry: Entry) -> set[str]:
        """Remember which other roots an entry that waits will change; returns them."""
        step = self.workflow.step(entry.subject, entry.step)
        found: set[str] = set()
        for kind, subject_id in named(self.workflow, step, entry.values) if step else ():
            state = self.state(kind, subject_id)
            if state is not None:
                found.add(str(state["root"]))
        if found:
            rows = [{"entry_id": entry.id, "root": root} for root in sorted(found)]
            self.connection.execute(_note_reach, rows)
        return found

    def reached(self, entry_ids: Sequence[str]) -> set[str]:
        """The other roots that these entries were to change; they wait no longer."""
        roots: set[str] = set()
        for chunk in in_chunks(entry_ids):
            mine = _reach.c.entry_id.in_(chunk)
            found = self.connection.execute(select(_reach.c.root).where(mine)).scalars().all()
            if found:
                roots.update(found)
                self.connection.execute(delete(_reach).where(mine))
        return roots

    def rebuild(self, roots: Iterable[str]) -> None:
        """Make the views of these families again: last rows of the centre, then what is pending."""
        for chunk in in_chunks(sorted(set(roots))):
            bases, lent = self._bases(chunk)
            pending = self._pending(chunk)
            shown: Family = {}
            marked = set(lent)
            for root in chunk:
                base, entries = bases.get(root, {}), pending.get(root, [])
                family = replayed(self.workflow, root, base, entries, self.state, self.references)
                shown |= family
                marked |= {(entry.subject, entry.subject_id) for entry in entries}
                marked |= {key for key, state in family.items() if base.get(key) is not state}
            self.show(shown.values(), marked)
            self.hide(self._standing(chunk) - shown.keys())

    def _row(self, state: State, pending: bool) -> dict[str, Any]:
        subject, stage = str(state["subject"]), str(state["stage"])
        known = self.workflow.stages.get((subject, stage))
        row: dict[str, Any] = {name: state.get(name) for name in _columns[subject]}
        row["open"] = known is None or not known.terminal
        row["pending"] = pending
        return row

    def _bases(self, roots: Sequence[str]) -> tuple[dict[str, Family], set[Key]]:
        """Families as the centre had them last, by root; and what of them was only lent."""
        found: dict[str, Family] = {}
        numbers: dict[Key, int] = {}
        lent: set[Key] = set()
        for table in (_base, _lent):
            columns = (table.c.kind, table.c.id, table.c.root, table.c.n, table.c.row)
            rows = self.connection.execute(select(*columns).where(table.c.root.in_(roots)))
            for kind, row_id, root, n, row in rows:
                if kind in VIEWS and n > numbers.get((kind, row_id), FIRST):
                    found.setdefault(root, {})[kind, row_id] = row
                    numbers[kind, row_id] = n
                    if table is _lent:
                        lent.add((kind, row_id))
        return found, lent

    def _pending(self, roots: Sequence[str]) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        waiting = _ledger.c.verdict == PENDING
        own = select(_ledger.c.position, _ledger.c.root, _ledger.c.body)
        afar = select(_ledger.c.position, _reach.c.root, _ledger.c.body)
        afar = afar.join_from(_reach, _ledger, _reach.c.entry_id == _ledger.c.id)
        rows = [
            *self.connection.execute(own.where(_ledger.c.root.in_(roots), waiting)),
            *self.connection.execute(afar.where(_reach.c.root.in_(roots), waiting)),
        ]
        for _position, root, body in sorted(rows, key=lambda row: int(row[0])):
            found.setdefault(root, []).append(entry_of(body))
        return found

    def _standing(self, roots: Sequence[str]) -> set[Key]:
        shown = self.connection.execute(_of_roots, {"roots": roots})
        return {(subject, row_id) for subject, row_id in shown}
