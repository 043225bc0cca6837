"""The centre's server dies and its standby takes over: nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.resources import as_file, files
from pathlib import Path

import psycopg
import pytest

from seatapp.admin.centre import init_centre, make_database
from seatapp.admin.city import demo_password, furnish
from seatapp.admin.embedded import EmbeddedServer, installed_programs, installed_server
from seatapp.admin.people import NewPerson
from seatapp.admin.server_process import server_environment
from seatapp.app import Application
from seatapp.central.messages import HeldPost
from seatapp.config import EMBEDDED, Folders, Profile
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.hall import note, report

OTHER = "127.0.0.2"
DATABASE = "city"
ACCEPTOR = "u1001"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(installed_programs() is None, reason="no PostgreSQL on this machine"),
]


class Standby:
    """A second server that follows the first, on another address and the same port."""

    def __init__(self, primary: EmbeddedServer) -> None:
        programs = installed_programs()
        assert programs is not None
        self._programs = programs
        self._account = primary._account
        self.place = primary.place / "standby"
        shutil.rmtree(self.place, ignore_errors=True)
        address = primary.superuser_url()
        self._run(
            "pg_basebackup",
            *("-h", address.host, "-p", str(address.port), "-U", address.user),
            *("-D", str(self.place), "-R", "-X", "stream", "-c", "fast"),
            password=address.password,
        )
        own = self.place / "seatapp.conf"
        settings = own.read_text().replace("127.0.0.1", OTHER)
        own.write_text(settings)
        self._run("pg_ctl", "-D", str(self.place), "-w", "-l", "/dev/null", "start")

    def promote(self) -> None:
        """Take over."""
        self._run("pg_ctl", "-D", str(self.place), "-w", "promote")

    def stop(self) -> None:
        """End."""
        self._run("pg_ctl", "-D", str(self.place), "-m", "immediate", "stop")

    def _run(self, program: str, *words: str, password: str = "") -> None:
        environment = {**server_environment(), "PGPASSWORD": password}
        subprocess.run(
            [str(self._programs / program), *words],
            check=True,
            env=environment,
            cwd=self.place.parent,
            stdout=subprocess.DEVNULL,
            **self._account.process_options(),
        )


@contextmanager
def _pair(folder: Path) -> Iterator[tuple[EmbeddedServer, Standby]]:
    """A furnished centre whose commits wait for its standby."""
    with ExitStack() as stack:
        primary = installed_server(folder, settings={"wal_level": "replica"})
        primary.start()
        stack.callback(_forget, primary)
        make_database(primary.superuser_url(), DATABASE)
        head = NewPerson(ADMIN, "石立新", [HeldPost("admin", "9990")], demo_password(ADMIN))
        init_centre(primary.superuser_url(DATABASE), "999000", "宁川市", head)
        made = Centre(primary, DATABASE)
        with as_file(files("resources") / "demo") as demo:
            furnish(made.login(ADMIN), demo)
        made.close()
        standby = Standby(primary)
        stack.callback(standby.stop)
        with psycopg.connect(primary.superuser_url().conninfo(), autocommit=True) as wire:
            wire.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            wire.execute("SELECT pg_reload_conf()")
        yield primary, standby


def _forget(server: EmbeddedServer) -> None:
    with suppress(Exception):
        server.stop()


def test_a_synchronous_standby_has_every_acknowledged_entry(
    server_folder: Path, tmp_path: Path
) -> None:
    with _pair(server_folder) as (primary, standby):
        address = primary.superuser_url(DATABASE)
        hosts = f"{address.host},{OTHER}"
        profile = Profile("pair", EMBEDDED, hosts, address.port, DATABASE)
        application = Application(Folders(tmp_path / "A"), profile)
        password = demo_password(ACCEPTOR)
        with application.sign_in(ACCEPTOR, password, keep_in_step=False) as duty:
            duty.round()
            case = report(duty)
            told = []
            for number in range(60):
                entry = note(duty, case, f"第 {number} 次来电。")
                if number == 40:
                    assert primary.pid is not None
                    os.kill(primary.pid, signal.SIGKILL)
                duty.round()
                if duty.lookup.standing(entry).word == "applied":
                    told.append(entry)
            assert len(told) == 40
            assert not duty.status().online
            standby.promote()
            duty.round()
            assert (duty.status().online, duty.status().unsent) == (True, 0)
            query = "SELECT id::text FROM core.entry WHERE step = 'note'"
            with psycopg.connect(address.conninfo().replace(address.host, OTHER)) as wire:
                rows = wire.execute(query).fetchall()
            assert {row[0] for row in rows} >= set(told)
            assert len(rows) == 60
            assert duty.status().refused == 0
