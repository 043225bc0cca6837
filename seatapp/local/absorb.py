"""Pages of the centre's feed, stored with their cursors in one transaction.

Pending entries are folded on top again. A row leaves when the last scope that held it says so.
A page of another epoch only tells that everything has to be read anew. Pages that bring nothing
write nothing: a quiet round costs no commit on the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Table, delete, select

from seatapp.central.messages import Cursor, Page, Pages, SubjectRow
from seatapp.local.ledger import EPOCH
from seatapp.local.lent_rows import give_back
from seatapp.local.prepared import Prepared, given, listed, upsert, values_of, word
from seatapp.local.rights import AREA, learn_scopes
from seatapp.local.sending import offer_everything
from seatapp.local.settle import REFILLING, STALE, enter_epoch, store_rows, store_story
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import (
    BaseRow,
    ContactRow,
    CursorRow,
    LedgerRow,
    Meta,
    ReferenceRow,
    RowScope,
    StoryRow,
    table_of,
)
from seatapp.local.writing import PENDING, Writing

UNUSED_SECONDS = 30 * 86_400
"""A scope that nobody asked for in this time is forgotten."""

USE_NOTED_SECONDS = 86_400
"""How old the note may be that somebody uses a scope."""


def _row_in(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The row of a table that stands for the subject `kind`, `id`."""
    return table.c.kind == given("kind"), table.c.id == given("id")


_base = table_of(BaseRow)
_contact = table_of(ContactRow)
_cursor = table_of(CursorRow)
_ledger = table_of(LedgerRow)
_meta = table_of(Meta)
_reference = table_of(ReferenceRow)
_scope = table_of(RowScope)
_story = table_of(StoryRow)
_read_cursors = Prepared(select(_cursor.c.scope, _cursor.c.n, _cursor.c.id, _cursor.c.used_at))
_write_cursor = Prepared(upsert(_cursor, "scope"))
_write_scope = Prepared(upsert(_scope, "scope", "kind", "id"))
_write_reference = Prepared(upsert(_reference, "kind", "code"))
_write_contact = Prepared(upsert(_contact, "scope", "root"))
_roots_waiting = Prepared(select(_ledger.c.root).where(_ledger.c.verdict == word(PENDING)))
_leave_scope = Prepared(delete(_scope).where(_scope.c.scope == given("scope"), *_row_in(_scope)))
_held_by = Prepared(select(_scope.c.scope).where(*_row_in(_scope)).limit(1))
_root_of = Prepared(select(_base.c.root).where(*_row_in(_base)))
_drop_base = Prepared(delete(_base).where(*_row_in(_base)))
# By the root, which has an index: by the subject alone every row would be sought in all lines.
_drop_story = Prepared(
    delete(_story).where(_story.c.root == given("root"), _story.c.subject_id == given("id"))
)
_kinds_of = Prepared(select(_base.c.kind, _base.c.id).where(_base.c.id.in_(values_of("roots"))))


def absorb(writing: Writing, pages: Pages) -> bool:
    """Store the answer to `since`; False when it only told that everything is to be read anew."""
    epoch = writing.meta(EPOCH, "0")
    if epoch not in ("0", str(pages.epoch)):
        enter_epoch(writing, pages.epoch)
        offer_everything(writing)
        return False
    if epoch != str(pages.epoch):
        writing.set_meta(EPOCH, str(pages.epoch))
    learn_scopes(writing, pages.scopes)
    roots: set[str] = set()
    now = int(pages.server_time)
    places = _places(writing)
    for page in pages.pages:
        if not _says_nothing(page, places.get(page.scope), now):
            roots |= _store_page(writing, page, now)
    store_story(writing, pages.story)
    read = {page.scope.removeprefix(AREA) for page in pages.pages if page.left == 0}
    roots |= give_back(writing, read)
    if writing.changed.references:
        writing.references.forget()
        roots |= _pending_roots(writing)
    writing.rebuild(roots)
    return True


def _places(writing: Writing) -> dict[str, tuple[Cursor, int]]:
    """How far each scope was read, and when somebody used it."""
    rows = _read_cursors.rows(writing.connection)
    return {scope: (Cursor(n, row_id), used_at) for scope, n, row_id, used_at in rows}


def _says_nothing(page: Page, place: tuple[Cursor, int] | None, now: int) -> bool:
    if page.rows or page.gone or place is None:
        return False
    cursor, used_at = place
    return page.cursor == cursor and abs(now - used_at) < USE_NOTED_SECONDS


def _store_page(writing: Writing, page: Page, now: int) -> set[str]:
    _store_references(writing, page.rows)
    roots = store_rows(writing, page.rows)
    _store_contacts(writing, page.scope, page.rows)
    _note_scope(writing, page)
    roots |= _let_go(writing, page.scope, page.gone)
    if page.left == 0 and writing.meta(REFILLING + page.scope):
        roots |= _drop_stale(writing, page.scope)
    place = {"n": page.cursor.n, "id": page.cursor.id}
    _write_cursor.run(writing.connection, scope=page.scope, used_at=now, **place)
    return roots


def _note_scope(writing: Writing, page: Page) -> None:
    rows = [
        {"scope": page.scope, "kind": row.kind, "id": row.id}
        for row in page.rows
        if row.kind in VIEWS
    ]
    _write_scope.run_many(writing.connection, rows)


def _store_references(writing: Writing, rows: Iterable[SubjectRow]) -> None:
    found = []
    for row in rows:
        if row.kind == "reference":
            kind, _, code = row.id.partition("/")
            found.append({"kind": kind, "code": code, "n": row.n, "row": dict(row.row)})
    if found:
        _write_reference.run_many(writing.connection, found)
        writing.changed.references = True


def _store_contacts(writing: Writing, scope: str, rows: Iterable[SubjectRow]) -> None:
    found = [
        {"scope": scope, "root": row.id, "n": row.n, "row": dict(row.row)}
        for row in rows
        if row.kind == "contact"
    ]
    if found:
        _write_contact.run_many(writing.connection, found)
        _contact_changed(writing, [str(row["root"]) for row in found])


def _let_go(writing: Writing, scope: str, gone: Iterable[tuple[str, str]]) -> set[str]:
    roots: set[str] = set()
    for kind, row_id in gone:
        if kind == "reference":
            _drop_reference(writing, row_id)
        elif kind == "contact":
            _drop_contact(writing, scope, row_id)
        else:
            roots |= _leave(writing, scope, kind, row_id)
    return roots


def _drop_reference(writing: Writing, row_id: str) -> None:
    kind, _, code = row_id.partition("/")
    place = (_reference.c.kind == kind, _reference.c.code == code)
    writing.connection.execute(delete(_reference).where(*place))
    writing.changed.references = True


def _drop_contact(writing: Writing, scope: str, root: str) -> None:
    place = (_contact.c.scope == scope, _contact.c.root == root)
    writing.connection.execute(delete(_contact).where(*place))
    _contact_changed(writing, [root])


def _contact_changed(writing: Writing, roots: Sequence[str]) -> None:
    """Whoever shows one of these roots has to look again."""
    kinds = _kinds_of.rows(writing.connection, roots=listed(roots))
    writing.changed.subjects.update((kind, root) for kind, root in kinds)


def _leave(writing: Writing, scope: str, kind: str, row_id: str) -> set[str]:
    """Take a row out of a scope, and away altogether when no scope holds it any more."""
    connection, row = writing.connection, {"kind": kind, "id": row_id}
    _leave_scope.run(connection, scope=scope, **row)
    if _held_by.one(connection, **row) is not None:
        return set()
    told = _root_of.one(connection, **row)
    root = row_id if told is None else str(told[0])
    _drop_base.run(connection, **row)
    _drop_story.run(connection, root=root, id=row_id)
    return {root}


def _drop_stale(writing: Writing, scope: str) -> set[str]:
    """A scope has been read anew: what the new epoch did not mention is gone."""
    connection = writing.connection
    old = select(_scope.c.kind, _scope.c.id).join_from(
        _scope, _base, (_scope.c.kind == _base.c.kind) & (_scope.c.id == _base.c.id)
    )
    rows = connection.execute(old.where(_scope.c.scope == scope, _base.c.n == STALE)).all()
    connection.execute(delete(_contact).where(_contact.c.scope == scope, _contact.c.n == STALE))
    if scope == "ref":
        connection.execute(delete(_reference).where(_reference.c.n == STALE))
        writing.changed.references = True
    connection.execute(delete(_meta).where(_meta.c.name == REFILLING + scope))
    roots: set[str] = set()
    for kind, row_id in rows:
        roots |= _leave(writing, scope, kind, row_id)
    return roots


def _pending_roots(writing: Writing) -> set[str]:
    return set(_roots_waiting.column(writing.connection))


def forget_unused_scopes(writing: Writing, now: int) -> None:
    """Take away what came through scopes that nobody has used for 30 days."""
    connection = writing.connection
    unused = select(_cursor.c.scope).where(_cursor.c.used_at < now - UNUSED_SECONDS)
    roots: set[str] = set()
    for scope in connection.execute(unused).scalars().all():
        if scope == "ref":
            continue
        held = select(_scope.c.kind, _scope.c.id).where(_scope.c.scope == scope)
        for kind, row_id in connection.execute(held).all():
            roots |= _leave(writing, scope, kind, row_id)
        connection.execute(delete(_contact).where(_contact.c.scope == scope))
        connection.execute(delete(_cursor).where(_cursor.c.scope == scope))
        roots |= give_back(writing, [scope.removeprefix(AREA)])
    writing.rebuild(roots)
