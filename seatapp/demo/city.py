"""A centre on this very computer for the demonstration: a real one, only embedded."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import psycopg

from seatapp.admin.centre import init_centre, make_database
from seatapp.admin.city import demo_password, furnish
from seatapp.admin.embedded import EmbeddedServer
from seatapp.admin.people import NewPerson
from seatapp.admin.people_table import read_people
from seatapp.admin.references import put_references
from seatapp.central.connect import connect
from seatapp.central.messages import HeldPost
from seatapp.config import EMBEDDED, Folders, Profile
from seatapp.demo.roster import demo_roster
from seatapp.desk import now_in_the_city
from seatapp.text import _

DATABASE = "seatapp_demo"
CITY, CITY_NAME = "999000", "宁川市"
ADMIN, ADMIN_NAME = "u1022", "石立新"
READY = "ready"
MADE_WITH = "made_with"

Progress = Callable[[str], None]
"""Is told what is being done, in a short sentence."""


@dataclass(frozen=True)
class DemoCity:
    """A running centre of the made city; `base` is the folder of the demonstration."""

    server: EmbeddedServer
    base: Path
    database: str = DATABASE

    @property
    def profile(self) -> Profile:
        """How a workstation reaches it."""
        address = self.server.superuser_url(self.database)
        name = _("{city} · 演示中心").format(city=CITY_NAME)
        return Profile(name, EMBEDDED, address.host, address.port, self.database)

    @property
    def made_with(self) -> str | None:
        """The tables of the program that furnished it, as `tables_here` tells them."""
        mark = self.base / MADE_WITH
        return mark.read_text("ascii") if mark.exists() else None

    def mark_made(self) -> None:
        """Remember which program furnished it."""
        (self.base / MADE_WITH).write_text(tables_here(), "ascii")

    def forget(self) -> None:
        """Do away with what was played in it, at the workstations too."""
        (self.base / READY).unlink(missing_ok=True)
        shutil.rmtree(self.base / "seats", ignore_errors=True)

    @property
    def played(self) -> bool:
        """Whether the day has been played in it."""
        return (self.base / READY).exists()

    def mark_played(self) -> None:
        """Remember that the day has been played."""
        (self.base / READY).touch()

    def seat_of(self, person: str) -> Folders:
        """The folders of the workstation at which somebody works in the story."""
        return Folders(self.base / "seats" / person)

    def superuser(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of the server's owner."""
        return psycopg.connect(self.server.superuser_url(self.database).conninfo(), autocommit=True)


@contextmanager
def demo_city(base: Path, progress: Progress) -> Iterator[DemoCity]:
    """The centre of the demonstration in `base`, made at the first call, running in the block.

    Raises `AlreadyRunning` when another process runs it, `ServerFault` when it does not start.
    """
    base.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        progress(_("启动本机演示中心……"))
        server = stack.enter_context(EmbeddedServer(base / "centre"))
        city = DemoCity(server, base)
        if not (_is_furnished(server) and city.made_with == tables_here()):
            progress(_("布置演示城市……"))
            city.forget()
            _furnish(city)
            city.mark_made()
        yield city


def tables_here() -> str:
    """What the tables of this program come to; the made city of another is furnished anew."""
    with as_file(files("db")) as folder:
        tables = sorted(path for path in folder.rglob("*") if path.suffix in (".sql", ".csv"))
        return hashlib.sha256(b"".join(path.read_bytes() for path in tables)).hexdigest()


def demo_folder() -> Path:
    """Where the demonstration's data files are, of an installed package too."""
    with as_file(files("resources") / "demo") as folder:
        return folder


def _is_furnished(server: EmbeddedServer) -> bool:
    with psycopg.connect(server.superuser_url().conninfo(), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
        if found.fetchone() is None:
            return False
    with psycopg.connect(server.superuser_url(DATABASE).conninfo()) as connection:
        found = connection.execute("SELECT to_regclass('core.reference') IS NOT NULL")
        row = found.fetchone()
        if row is None or not row[0]:
            return False
        return connection.execute("SELECT 1 FROM core.reference LIMIT 1").fetchone() is not None


def _furnish(city: DemoCity) -> None:
    with psycopg.connect(city.server.superuser_url().conninfo(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
    make_database(city.server.superuser_url(), DATABASE)
    admin = NewPerson(ADMIN, ADMIN_NAME, [HeldPost("admin", "9990")], demo_password(ADMIN))
    init_centre(city.server.superuser_url(DATABASE), CITY, CITY_NAME, admin)
    with closing(connect(city.profile, ADMIN, demo_password(ADMIN))) as connection:
        furnish(connection, demo_folder())
        people = read_people(demo_folder() / "people.csv")
        put_references(connection, demo_roster(people, now_in_the_city().date()))
