"""Whether the replica holds what the centre holds: two figures a scope, and how to mend one.

The text that is hashed is that of `api.digests` at the centre: "kind/subject/n" a line, in order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select, update

from seatapp.local.prepared import Prepared, Row, given
from seatapp.local.rights import PERSON
from seatapp.local.settle import REFILLING, STALE
from seatapp.local.tables import BaseRow, ContactRow, CursorRow, ReferenceRow, RowScope, table_of
from seatapp.local.writing import Writing

COMPARED_AT = "compared_at"
MENDED_AT = "mended_at"
MENDED_SCOPES = "mended_scopes"

_base = table_of(BaseRow)
_contact = table_of(ContactRow)
_cursor = table_of(CursorRow)
_reference = table_of(ReferenceRow)
_scope = table_of(RowScope)
_same = (_scope.c.kind == _base.c.kind) & (_scope.c.id == _base.c.id)
_of_scope = Prepared(
    select(_base.c.kind, _base.c.id, _base.c.n)
    .join_from(_scope, _base, _same)
    .where(_scope.c.scope == given("scope"))
)
_contacts_of_scope = Prepared(
    select(_contact.c.root, _contact.c.n).where(_contact.c.scope == given("scope"))
)
_all_references = Prepared(select(_reference.c.kind, _reference.c.code, _reference.c.n))

Digest = tuple[int, str]
"""How many lines a scope has, and the SHA-256 of them in hex."""


def digests(connection: Connection, scopes: Iterable[str]) -> dict[str, Digest]:
    """What the replica holds of each of these scopes."""
    return {scope: _digest(connection, scope) for scope in scopes}


def _digest(connection: Connection, scope: str) -> Digest:
    lines = [*_subjects(connection, scope), *_contacts(connection, scope)]
    if scope == "ref":
        lines += _references(connection)
    text = "\n".join(f"{kind}/{subject}/{n}" for kind, subject, n in sorted(lines))
    return len(lines), hashlib.sha256(text.encode()).hexdigest()


def _subjects(connection: Connection, scope: str) -> Sequence[Row]:
    return _of_scope.rows(connection, scope=scope)


def _contacts(connection: Connection, scope: str) -> list[tuple[str, str, int]]:
    if not scope.startswith(PERSON):
        return []
    rows = _contacts_of_scope.rows(connection, scope=scope)
    return [("contact", root, n) for root, n in rows]


def _references(connection: Connection) -> list[tuple[str, str, int]]:
    rows = _all_references.rows(connection)
    return [("reference", f"{kind}/{code}", n) for kind, code, n in rows]


def read_anew(writing: Writing, scopes: Iterable[str], now: int) -> None:
    """Have these scopes read from their beginning; what is not mentioned then will be gone."""
    connection = writing.connection
    names = sorted(scopes)
    for scope in names:
        held = select(_scope.c.id).where(_scope.c.scope == scope)
        connection.execute(update(_base).where(_base.c.id.in_(held)).values(n=STALE))
        connection.execute(update(_contact).where(_contact.c.scope == scope).values(n=STALE))
        if scope == "ref":
            connection.execute(update(_reference).values(n=STALE))
        connection.execute(delete(_cursor).where(_cursor.c.scope == scope))
        writing.set_meta(REFILLING + scope, "yes")
    writing.set_meta(MENDED_AT, str(now))
    writing.set_meta(MENDED_SCOPES, " ".join(names))
