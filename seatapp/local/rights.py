"""Whose rows a person may see, as the centre granted it: scopes, areas, and posts with areas."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from seatapp.local.prepared import Prepared, given
from seatapp.local.tables import CursorRow, GrantedRow, HeldRow, table_of
from seatapp.local.writing import Writing

PERSON, AREA = "person:", "area:"

_granted = table_of(GrantedRow)
_held = table_of(HeldRow)
_cursor = table_of(CursorRow)

READ_TO_ITS_END = "~"
"""The subject of a cursor behind which nothing was left when the scope was last read."""

_read_granted = Prepared(
    select(_granted.c.scope, _granted.c.area).where(_granted.c.person == given("asking"))
)
_read_held = Prepared(select(_held.c.post, _held.c.area).where(_held.c.person == given("asking")))
_read_unread = Prepared(
    select(_granted.c.scope)
    .outerjoin(_cursor, _cursor.c.scope == _granted.c.scope)
    .where(
        _granted.c.person == given("asking"),
        func.coalesce(_cursor.c.id, "") != READ_TO_ITS_END,
    )
    .limit(1)
)


@dataclass(frozen=True)
class Rights:
    """Scopes, the codes of the areas among them, and posts with the prefix of their area."""

    scopes: frozenset[str]
    areas: tuple[str, ...]
    posts: frozenset[tuple[str, str]]

    def areas_of(self, posts: Collection[str]) -> list[str]:
        """The areas for which the person holds one of `posts`."""
        prefixes = tuple(prefix for post, prefix in self.posts if post in posts)
        return [area for area in self.areas if area.startswith(prefixes)]


def rights_of(connection: Connection, person: str) -> Rights:
    """What `person` may see; nothing for a stranger."""
    rows = _read_granted.rows(connection, asking=person)
    held = _read_held.rows(connection, asking=person)
    return Rights(
        scopes=frozenset(scope for scope, _ in rows),
        areas=tuple(sorted(area for _, area in rows if area)),
        posts=frozenset(held),
    )


def read_whole(connection: Connection, person: str) -> bool:
    """Whether every scope of `person` has been read to its end."""
    return _read_unread.one(connection, asking=person) is None


def grant_posts(writing: Writing, person: str, posts: Collection[tuple[str, str]]) -> None:
    """The posts of `person` from now on, each with the prefix of its area."""
    connection = writing.connection
    if rights_of(connection, person).posts == set(posts):
        return
    connection.execute(delete(_held).where(_held.c.person == person))
    rows = [{"person": person, "post": post, "area": area} for post, area in sorted(set(posts))]
    if rows:
        connection.execute(insert(_held), rows)
    writing.changed.rights = True


def grant_scopes(writing: Writing, person: str, scopes: Sequence[str]) -> None:
    """The scopes of `person` from now on."""
    connection = writing.connection
    if rights_of(connection, person).scopes == set(scopes):
        return
    connection.execute(delete(_granted).where(_granted.c.person == person))
    rows = [{"person": person, "scope": s, "area": _area_of(s)} for s in sorted(set(scopes))]
    if rows:
        connection.execute(insert(_granted), rows)
    writing.changed.rights = True


def learn_scopes(writing: Writing, scopes: Sequence[str]) -> None:
    """Whose scopes these are is told by the one person's own scope among them."""
    for scope in scopes:
        if scope.startswith(PERSON):
            grant_scopes(writing, scope.removeprefix(PERSON), scopes)


def _area_of(scope: str) -> str:
    return scope.removeprefix(AREA) if scope.startswith(AREA) else ""
