"""What the attacks are made on: the furnished demo city, and how a person with psql tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from seatapp.admin.centre import close_database
from seatapp.admin.city import demo_password
from seatapp.admin.embedded import EmbeddedServer
from seatapp.central.connect import connect
from seatapp.config import SITE, Profile
from seatapp.domain.references import State
from tests.fixtures.centre import Centre, Wire

PHONE = "13912340077"
CALLER = "卡纳里"
REFUSED = ("42501", "0LP01")
"""The codes of PostgreSQL for what somebody may not do."""


@dataclass
class Target(Centre):
    """A centre under attack; with `root` it is a site that speaks TLS alone."""

    root: Path | None = None

    @property
    def profile(self) -> Profile:
        """How a seat reaches it."""
        if self.root is None:
            return super().profile
        address = self.server.superuser_url(self.database)
        return Profile("site", SITE, address.host, address.port, self.database, self.root)

    def through(self, profile: Profile, person: str, password: str | None = None) -> Wire:
        """A connection of the program by another profile or with another password."""
        wire = connect(profile, person, password or demo_password(person))
        return self._open.enter_context(wire)

    def psql(self, person: str, **settings: str) -> str:
        """The connection string of a person with a program of their own."""
        address = self.server.url(person, demo_password(person), self.database)
        return make_conninfo(address.conninfo(), **settings)


@dataclass(frozen=True)
class Fortress:
    """A server with a furnished centre to copy."""

    server: EmbeddedServer
    template: str
    root: Path | None = None

    def copy(self, database: str) -> Target:
        """The demo city once more, as an upgrade leaves it after a restore."""
        with psycopg.connect(self.server.superuser_url().conninfo(), autocommit=True) as wire:
            names = sql.Identifier(database), sql.Identifier(self.template)
            wire.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(*names)
            )
        made = Target(self.server, database, root=self.root)
        close_database(made.superuser())
        made.close()
        return made

    def drop(self, database: str) -> None:
        """Take a copy away, whoever is still connected."""
        with psycopg.connect(self.server.superuser_url().conninfo(), autocommit=True) as wire:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
            wire.execute(drop)


@dataclass(frozen=True)
class Hidden:
    """A case of district 999001 with a caller, which nobody of district 999002 may see."""

    state: State
    entry: str

    @property
    def id(self) -> str:
        """The identifier of the case."""
        return str(self.state["id"])


def outcome(wire: Wire, statement: str, values: Sequence[object] = ()) -> str:
    """`done`, or the code with which the server refused."""
    try:
        wire.execute(statement.encode(), values or None)
    except psycopg.Error as fault:
        return fault.sqlstate or "done"
    return "done"


def not_refused(wire: Wire, statements: Sequence[str]) -> list[tuple[str, str]]:
    """The statements that were not refused for want of a right, and what became of them."""
    tried = [(statement, outcome(wire, statement)) for statement in statements]
    return [(statement, code) for statement, code in tried if code not in REFUSED]


def rows(wire: Wire, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
    """What a query answers."""
    return wire.execute(query.encode(), values or None).fetchall()


def only(wire: Wire, query: str, values: Sequence[object] = ()) -> object:
    """The one value that a query answers."""
    ((value,),) = rows(wire, query, values)
    return value


def words(wire: Wire, statement: str) -> str:
    """Everything that a statement brings to light: rows, notices, and the words of an error."""
    heard: list[str] = []

    def listener(notice: psycopg.errors.Diagnostic) -> None:
        heard.append(f"{notice.message_primary} {notice.message_detail} {notice.context}")

    wire.add_notice_handler(listener)
    try:
        found = wire.execute(statement.encode())
        if found.description:
            heard.append(repr(found.fetchall()))
    except psycopg.Error as fault:
        heard.append(f"{fault} {fault.diag.message_detail} {fault.diag.context}")
    finally:
        wire.remove_notice_handler(listener)
    return "\n".join(heard)


@contextmanager
def mended(owner: Wire, *statements: str) -> Iterator[None]:
    """Afterwards the superuser runs the statements: roles outlive a database."""
    try:
        yield
    finally:
        for statement in statements:
            with suppress(psycopg.errors.UndefinedObject):
                owner.execute(statement.encode())


CopyMaker = Callable[[], Target]
