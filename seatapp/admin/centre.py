"""Sets a centre up in a database, brings it up to date, and looks whether it is sound.

The numbered files of `db/central` run in order, each in a transaction of its own and once;
`core.migration` remembers them with their SHA-256, and a file that changed after it ran is refused.
Everything here is done by the superuser of the database server, on the server's own computer or
over a connection that the site trusts.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any, Protocol

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from seatapp.admin import centre_lint, server_care, server_lint
from seatapp.admin.audit import Head, audit_findings, close_days, heads
from seatapp.admin.centre_lint import Finding
from seatapp.admin.ledger_replay import Replayed, replay
from seatapp.admin.people import NewPerson, person_request, refusal
from seatapp.admin.references import area_prefix
from seatapp.admin.stored_photos import check_photos, photos_stored, spoiled_findings
from seatapp.central.messages import HeldPost
from seatapp.domain.workflow import SCHEMA
from seatapp.errors import CentreRefused, CentreUnreachable, WorldError
from seatapp.text import _

OLDEST_SERVER = 150000
LOCK = 7_328_001
"""Number of the server's lock that two set-ups at a time would have to share."""

# What comes with every server; other databases are named by the check, and closed by hand.
OPEN_DATABASES = """
    SELECT d.datname
    FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
    WHERE d.datname IN ('postgres', 'template1') AND a.grantee = 0 GROUP BY 1
"""

# Whoever has a right on the database itself, but for its owner.
HOLDERS = """
    SELECT DISTINCT pg_get_userbyid(a.grantee)
    FROM pg_database d, aclexplode(d.datacl) a
    WHERE d.datname = current_database() AND a.grantee NOT IN (0, d.datdba)
"""

# What is made from the tables there are and from all functions, so that no file can forget to, and
# what an upgrade of the server may have opened.
MADE_ANEW = (
    "CALL core.close_server()",
    "CALL core.make_subject_functions()",
    "CALL core.make_rows_behind()",
    "CALL core.pin_settings()",
)

# A log that quotes a failing statement or its values would hold names and telephone numbers.
QUIET_SETTINGS = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class CentreFault(WorldError):
    """A centre cannot be set up or brought up to date; what was there is unchanged."""

    code = "centre_fault"


class ConnectionParameters(Protocol):
    """Where the superuser connects: anything that gives a connection string."""

    def conninfo(self) -> str:
        """The connection string, password included."""


@dataclass(frozen=True)
class Migration:
    """One numbered file of `db/central`."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        """The fingerprint of what the file says."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def make_database(superuser: ConnectionParameters, database: str) -> None:
    """Make an empty database for a centre, next to the one that `superuser` connects to.

    Raises:
        CentreFault: There is one of that name already.
    """
    with _superuser(superuser) as connection:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            connection.execute(make.format(sql.Identifier(database)))
        except psycopg.errors.DuplicateDatabase:
            raise CentreFault(
                _("数据库 {name} 已经存在，没有改动。请换一个名称。").format(name=database),
                "exists",
            ) from None


def init_centre(
    superuser: ConnectionParameters, city: str, city_name: str, first_admin: NewPerson
) -> None:
    """Make a centre in the empty database of `superuser`, with its first admin.

    `city` is the six-digit code. Safe to repeat after a failure half way.

    Raises:
        CentreFault: The database holds a centre already, or the server cannot carry one.
        PersonRefused: The first admin cannot be put in place.
        CentreUnreachable: No connection.
    """
    with _superuser(superuser) as connection:
        _check_server(connection)
        if _holds_centre(connection):
            raise CentreFault(_("这个数据库里已经有一个中心，没有改动。"), "exists")
        _bring_up_to_date(connection)
        with connection.transaction():
            connection.execute(
                "INSERT INTO core.centre (city, city_name, schema) VALUES (%s, %s, %s)",
                (city, city_name, SCHEMA),
            )
            connection.execute("INSERT INTO core.counter DEFAULT VALUES")
            connection.execute(
                "INSERT INTO core.secret VALUES"
                " ('search_key', core.random_key()), ('city_key', core.random_key())"
            )
            request = person_request(connection, first_admin)
            row = connection.execute("SELECT core.put_person(%s)", (request,)).fetchone()
            if row and row[0] is not None:
                raise refusal(row[0])


def put_admin(superuser: ConnectionParameters, admin: NewPerson) -> None:
    """Make somebody an admin, or give the one there is a new password, with posts as they are.

    For a centre whose only admin has left or forgot the password; the log of admins says so.

    Raises:
        CentreFault: No centre there.
        PersonRefused: The person cannot be put in place.
        CentreUnreachable: No connection.
    """
    with _centre(superuser) as connection, connection.transaction():
        held = connection.execute("SELECT post, area FROM core.posts_of(%s)", (admin.login,))
        city = connection.execute("SELECT city FROM core.centre").fetchone()
        assert city is not None
        posts = [HeldPost("admin", area_prefix(city[0])), *(HeldPost(*one) for one in held)]
        request = person_request(connection, replace(admin, posts=list(dict.fromkeys(posts))))
        row = connection.execute("SELECT core.put_person(%s)", (request,)).fetchone()
        if row and row[0] is not None:
            raise refusal(row[0])
        log = "SELECT core.log_act('put_admin', %s, '')"
        connection.execute(log, (admin.login,))


def upgrade_centre(superuser: ConnectionParameters) -> list[str]:
    """Run the files that the centre has not run, close what a restore opened; their names.

    Raises:
        CentreFault: No centre there, a file that ran has changed, or the server is too old.
        CentreUnreachable: No connection.
    """
    with _superuser(superuser) as connection:
        _check_server(connection)
        if not _holds_centre(connection):
            raise _no_centre()
        ran = _bring_up_to_date(connection)
        connection.execute("UPDATE core.centre SET schema = %s", (SCHEMA,))
        return ran


def check_centre(superuser: ConnectionParameters) -> list[Finding]:
    """What is wrong with a centre: holes in its rights, files that have not run, lack of care.

    Raises:
        CentreFault: No centre there.
        CentreUnreachable: No connection.
    """
    with _centre(superuser) as connection:
        ran = _ran(connection)
        known = migrations()
        whole = all(one.name in ran for one in known)
        return [
            *centre_lint.findings(connection),
            *server_lint.findings(connection),
            *(server_care.findings(connection, int(time.time())) if whole else ()),
            *(centre_lint.behind(one.name) for one in known if one.name not in ran),
            *(
                centre_lint.changed_file(one.name)
                for one in known
                if ran.get(one.name, one.sha256) != one.sha256
            ),
            *(spoiled_findings(connection) if whole else ()),
        ]


def calendar_until(superuser: ConnectionParameters) -> int | None:
    """Until when the calendar in force at a centre knows its days; None when none is loaded.

    Raises what `check_centre` raises.
    """
    query = """
        SELECT (SELECT max(f.ends) FROM core.calendar_frame f
                WHERE f.version = core.calendar_in_force())
    """
    with _centre(superuser) as connection:
        row = connection.execute(query).fetchone()
        return None if row is None or row[0] is None else int(row[0])


def stored_photos(superuser: ConnectionParameters) -> tuple[int, int | None]:
    """How many photos a centre has, and since when each was looked at (None without any).

    Nothing is told of a centre of another version. Raises what `check_centre` raises.
    """
    with _centre(superuser) as connection:
        return photos_stored(connection) if _is_current(connection) else (0, None)


def check_stored_photos(
    superuser: ConnectionParameters, seconds: float | None
) -> Generator[tuple[int, int], None, None]:
    """Look at the photos of a centre, see `check_photos`; an upgrade need not wait for its end.

    Raises what `replay_centre` raises.
    """
    with _centre(superuser) as connection:
        _check_version(connection)
        connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
        yield from check_photos(connection, seconds)


def audit_centre(
    superuser: ConnectionParameters, noted: Mapping[date, str]
) -> tuple[list[Finding], list[Head]]:
    """What is wrong with the ledger of a centre, and the heads of its days.

    `noted` are heads that were kept outside the database. The days that have ended get theirs.

    Raises:
        CentreFault: No centre there.
        CentreUnreachable: No connection.
    """
    with _centre(superuser) as connection:
        close_days(connection)
        return list(audit_findings(connection, noted)), heads(connection)


def replay_centre(superuser: ConnectionParameters) -> Replayed:
    """Whether states, deadlines, figures and details of callers are what the ledger adds up to.

    Raises:
        CentreFault: No centre there, or it is not on the version of this program.
        CentreUnreachable: No connection.
    """
    with _centre(superuser) as connection:
        _check_version(connection)
        return replay(connection)


def close_database(connection: Connection[tuple[Any, ...]]) -> None:
    """Let only people and the watch connect to this database, and log no value.

    These rights and settings are part neither of a dump nor of a copy: run this after both.
    """
    row = connection.execute("SELECT current_database()").fetchone()
    assert row is not None
    database = sql.Identifier(row[0])
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    for (holder,) in connection.execute(HOLDERS).fetchall():
        revoke = sql.SQL("REVOKE ALL ON DATABASE {} FROM {}")
        connection.execute(revoke.format(database, sql.Identifier(holder)))
    let_in = sql.SQL("GRANT CONNECT ON DATABASE {} TO seat_people, seat_watcher")
    connection.execute(let_in.format(database))
    # In a database of the same server a person could exhaust what all of them share.
    for other in connection.execute(OPEN_DATABASES).fetchall():
        revoke = sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC")
        connection.execute(revoke.format(sql.Identifier(other[0])))
    for name, value in QUIET_SETTINGS.items():
        quiet = sql.SQL("ALTER DATABASE {} SET {} = {}")
        connection.execute(quiet.format(database, sql.Identifier(name), sql.Literal(value)))


def migrations() -> list[Migration]:
    """The numbered files in the order in which they run."""
    folder = files("db") / "central"
    found = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [Migration(name, (folder / name).read_text("utf-8")) for name in found]


@contextmanager
def _centre(parameters: ConnectionParameters) -> Iterator[Connection[tuple[Any, ...]]]:
    """A connection to a database that holds a centre."""
    with _superuser(parameters) as connection:
        if not _holds_centre(connection):
            raise _no_centre()
        yield connection


@contextmanager
def _superuser(parameters: ConnectionParameters) -> Iterator[Connection[tuple[Any, ...]]]:
    settings = conninfo_to_dict(parameters.conninfo())
    settings["application_name"] = "seatapp centre"
    try:
        connection = psycopg.connect(make_conninfo("", **settings), autocommit=True)
    except psycopg.OperationalError as fault:
        raise CentreUnreachable(
            _("连不上数据库服务器，没有做任何更改。请检查地址、端口和密码。")
        ) from fault
    with connection:
        try:
            connection.execute("SET client_min_messages = warning")
            connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            yield connection
        except psycopg.OperationalError as fault:
            raise CentreUnreachable(
                _("与数据库服务器的连接断开了，正在进行的一步已撤销。请重新执行。")
            ) from fault
        except psycopg.errors.InsufficientPrivilege as fault:
            raise CentreRefused(
                _("这个数据库用户不是超级用户，没有做任何更改。请换用超级用户。"), "not_superuser"
            ) from fault


def _no_centre() -> CentreFault:
    return CentreFault(_("这个数据库里还没有中心，没有改动。请先初始化。"), "no_centre")


def _is_current(connection: Connection[tuple[Any, ...]]) -> bool:
    return set(_ran(connection)) == {migration.name for migration in migrations()}


def _check_version(connection: Connection[tuple[Any, ...]]) -> None:
    if not _is_current(connection):
        raise CentreFault(_("中心与这个程序不是同一版本，没有核对。请先升级。"), "behind")


def _check_server(connection: Connection[tuple[Any, ...]]) -> None:
    if connection.info.server_version < OLDEST_SERVER:
        raise CentreFault(_("需要 PostgreSQL 15 或更新的版本，没有做任何更改。"), "too_old")
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise CentreFault(_("数据库的编码必须是 UTF8，没有做任何更改。请重新建库。"), "encoding")


def _holds_centre(connection: Connection[tuple[Any, ...]]) -> bool:
    row = connection.execute("SELECT to_regclass('core.centre') IS NOT NULL").fetchone()
    if row is None or not row[0]:
        return False
    return connection.execute("SELECT FROM core.centre").fetchone() is not None


def _bring_up_to_date(connection: Connection[tuple[Any, ...]]) -> list[str]:
    ran = _ran(connection)
    known = migrations()
    for migration in known:
        if migration.name in ran and ran[migration.name] != migration.sha256:
            raise CentreFault(
                _("升级文件 {name} 与已执行过的不同，没有做任何更改。请用正式发布的程序。").format(
                    name=migration.name
                ),
                "changed_file",
            )
    if set(ran) - {migration.name for migration in known}:
        raise CentreFault(_("中心比这个程序新，没有做任何更改。请换用新版本的程序。"), "newer")
    due = [migration for migration in known if migration.name not in ran]
    with connection.transaction():
        for migration in due:
            connection.execute(migration.text.encode())
            connection.execute("RESET ROLE")
            connection.execute(
                "INSERT INTO core.migration (name, sha256) VALUES (%s, %s)",
                (migration.name, migration.sha256),
            )
        for make in MADE_ANEW:
            connection.execute(make)
    close_database(connection)
    return [migration.name for migration in due]


def _ran(connection: Connection[tuple[Any, ...]]) -> dict[str, str]:
    row = connection.execute("SELECT to_regclass('core.migration') IS NOT NULL").fetchone()
    if row is None or not row[0]:
        return {}
    return dict(connection.execute("SELECT name, sha256 FROM core.migration").fetchall())
