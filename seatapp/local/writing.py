"""One transaction in the making: the connection, the rules, and the views that screens read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import compress, islice
from operator import ne
from typing import Any

from sqlalchemy import Connection, delete, select, text

from seatapp.domain.effects import named
from seatapp.domain.entries import Entry, entry_of
from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.changes import Collected
from seatapp.local.prepared import Prepared, Row, given, listed, upsert, values_of, word
from seatapp.local.references import LocalReferences
from seatapp.local.replay import Family, Key, replayed, take
from seatapp.local.subject_tables import ROOTS, VIEWS
from seatapp.local.tables import BaseRow, LedgerRow, LentRow, Meta, ReachRow, table_of
from seatapp.local.view_rows import (
    COLUMNS,
    HIDE,
    PLACE_OF_ID,
    READ_OF_ROOT,
    READ_OF_ROOTS,
    SHOWN,
    WRITE,
    children_there,
    state_here,
    state_in,
    update_of,
)

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
READ_META = Prepared(select(_meta.c.value).where(_meta.c.name == given("wanted")))
_write_meta = Prepared(upsert(_meta, "name"))
_count_meta = Prepared(
    text(
        "INSERT INTO meta (name, value) VALUES (:name, '1') ON CONFLICT (name)"
        " DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) RETURNING value"
    )
)
_note_reach = Prepared(upsert(_reach, "entry_id", "root"))
_mine = _reach.c.entry_id.in_(values_of("entries"))
_read_reach = Prepared(select(_reach.c.root).where(_mine))
_end_reach = Prepared(delete(_reach).where(_mine))
_told = {
    table: Prepared(
        select(table.c.kind, table.c.id, table.c.root, table.c.n, table.c.row).where(
            table.c.root.in_(values_of("roots"))
        )
    )
    for table in (_base, _lent)
}
_waiting = _ledger.c.verdict == word(PENDING)
_own_waiting = Prepared(
    select(_ledger.c.position, _ledger.c.root, _ledger.c.body).where(
        _ledger.c.root.in_(values_of("roots")), _waiting
    )
)
_waiting_afar = Prepared(
    select(_ledger.c.position, _reach.c.root, _ledger.c.body)
    .join_from(_reach, _ledger, _reach.c.entry_id == _ledger.c.id)
    .where(_reach.c.root.in_(values_of("roots")), _waiting)
)


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
        found = READ_META.one(self.connection, wanted=name)
        return missing if found is None else str(found[0])

    def set_meta(self, name: str, value: str) -> None:
        """Note a single fact about this file."""
        self.facts.add(name)
        _write_meta.run(self.connection, name=name, value=value)

    def count_up(self, name: str) -> int:
        """The next number of a counter among the facts, from 1."""
        self.facts.add(name)
        return int(_count_meta.column(self.connection, name=name)[0])

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
            for kind in children_there(children).column(self.connection, wanted=root):
                self._read(found, kind, root)
        return found

    def _read(self, found: Family, kind: str, root: str) -> None:
        for row in READ_OF_ROOT[kind].rows(self.connection, wanted=root):
            found[kind, row[PLACE_OF_ID[kind]]] = state_in(kind, row)

    def standing(self, subject: str, subject_id: str) -> tuple[State | None, Family]:
        """A subject as its view shows it, and its family; None and nothing when it is not there."""
        if subject in ROOTS:
            family = self.family(subject, subject_id)
            return family.get((subject, subject_id)), family
        state = self.state(subject, subject_id)
        return state, {} if state is None else self.family(subject, str(state["root"]))

    def state(self, subject: str, subject_id: str) -> State | None:
        """A subject as its view shows it."""
        return state_here(self.connection, subject, subject_id)

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
            WRITE[subject].run_many(self.connection, rows)

    def hide(self, keys: Iterable[Key]) -> None:
        """Take subjects out of the views."""
        for subject, subject_id in keys:
            if subject in VIEWS:
                HIDE[subject].run(self.connection, wanted=subject_id)
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
        names = COLUMNS[subject]
        changed = [name for name in names if row[name] != before.get(name)]
        written = (*changed, "open", "pending")
        values = {name: row[name] for name in written}
        update_of(subject, written).run(self.connection, wanted=subject_id, **values)
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
            _note_reach.run_many(self.connection, rows)
        return found

    def reached(self, entry_ids: Sequence[str]) -> set[str]:
        """The other roots that these entries were to change; they wait no longer."""
        entries = listed(entry_ids)
        roots = set(_read_reach.column(self.connection, entries=entries))
        if roots:
            _end_reach.run(self.connection, entries=entries)
        return roots

    def rebuild(self, roots: Iterable[str]) -> None:
        """Make the views of these families again: last rows of the centre, then what is pending."""
        for chunk in in_chunks(sorted(set(roots))):
            bases, lent = self._bases(chunk)
            pending = self._pending(chunk)
            due: Family = {}
            marked = set(lent)
            for root in chunk:
                base, entries = bases.get(root, {}), pending.get(root, [])
                family = replayed(self.workflow, root, base, entries, self.state, self.references)
                due |= family
                marked |= {(entry.subject, entry.subject_id) for entry in entries}
                marked |= {key for key, state in family.items() if base.get(key) is not state}
            kinds = self._kinds_of(chunk, bases, pending)
            self._turn_into(self._shown(chunk, kinds), due, marked)

    def _kinds_of(
        self,
        roots: Sequence[str],
        bases: Mapping[str, Family],
        pending: Mapping[str, Sequence[Entry]],
    ) -> Collection[str]:
        """What kinds of subjects the views can hold of these families.

        A root of which only entries of others tell anything can be of any kind.
        """
        kinds: set[str] = set()
        for root in roots:
            mine = {kind for kind, _ in bases.get(root, ())}
            mine |= {entry.subject for entry in pending.get(root, ()) if entry.root == root}
            mine &= self.workflow.subjects.keys()
            if not mine:
                return VIEWS.keys()
            kinds |= mine
        return {kin for kind in kinds for kin in self.workflow.kin(kind)}

    def _turn_into(self, shown: Mapping[Key, Row], due: Family, marked: Collection[Key]) -> None:
        """Make the views of some families, which read `shown`, say what is due, and no more.

        Most of what the centre tells of a step is what was foreseen when it was taken.
        """
        changes: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = {}
        for key, state in due.items():
            subject, subject_id = key
            held = shown.get(key)
            if held is None or subject not in VIEWS:
                continue
            row = self._values(state, key in marked)
            names = tuple(compress(SHOWN[subject], map(ne, row, held)))
            if names:
                values = dict(zip(SHOWN[subject], row, strict=True))
                written = {name: values[name] for name in names}
                changes.setdefault((subject, names), []).append({"wanted": subject_id, **written})
        for (subject, names), rows in changes.items():
            update_of(subject, names).run_many(self.connection, rows)
        self.show([state for key, state in due.items() if key not in shown], marked)
        self.hide(shown.keys() - due.keys())
        self.changed.subjects.update(key for key in due if key[0] in VIEWS)

    def _row(self, state: State, pending: bool) -> dict[str, Any]:
        names = SHOWN[str(state["subject"])]
        return dict(zip(names, self._values(state, pending), strict=True))

    def _values(self, state: State, pending: bool) -> Row:
        """What the view of a state holds, in the order of `SHOWN`."""
        subject, stage = str(state["subject"]), str(state["stage"])
        known = self.workflow.stages.get((subject, stage))
        is_open = known is None or not known.terminal
        return (*map(state.get, COLUMNS[subject]), is_open, pending)

    def _bases(self, roots: Sequence[str]) -> tuple[dict[str, Family], set[Key]]:
        """Families as the centre had them last, by root; and what of them was only lent."""
        found: dict[str, Family] = {}
        numbers: dict[Key, int] = {}
        lent: set[Key] = set()
        for table, told in _told.items():
            for kind, row_id, root, n, row in told.rows(self.connection, roots=listed(roots)):
                if kind in VIEWS and n > numbers.get((kind, row_id), FIRST):
                    found.setdefault(root, {})[kind, row_id] = row
                    numbers[kind, row_id] = n
                    if table is _lent:
                        lent.add((kind, row_id))
        return found, lent

    def _pending(self, roots: Sequence[str]) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        asked = listed(roots)
        rows = [
            *_own_waiting.rows(self.connection, roots=asked),
            *_waiting_afar.rows(self.connection, roots=asked),
        ]
        for _position, root, body in sorted(rows, key=lambda row: int(row[0])):
            found.setdefault(root, []).append(entry_of(body))
        return found

    def _shown(self, roots: Sequence[str], kinds: Collection[str]) -> dict[Key, Row]:
        """The rows of these families in the views, in the order of `SHOWN`."""
        asked = listed(roots)
        return {
            (kind, row[PLACE_OF_ID[kind]]): row
            for kind in sorted(VIEWS.keys() & kinds)
            for row in READ_OF_ROOTS[kind].rows(self.connection, roots=asked)
        }
