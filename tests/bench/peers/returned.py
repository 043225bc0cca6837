"""A workstation that comes back with entries to send, as often as it is wanted.

The entries are made once; each return is a copy of its folder and of the centre's database, so that
every one of them sends the same to a centre that knows nothing of it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg

from seatapp.admin.city import demo_password
from seatapp.app import Application, Duty
from seatapp.config import Folders
from seatapp.local.changes import Changes
from tests.bench.bench_append_vs_copy import DATABASE
from tests.bench.peers.far_line import FarLine
from tests.fixtures.centre import Centre
from tests.helpers.hall import note, report

ACCEPTOR = "u1001"
NOTES = 4


@dataclass
class Returning:
    """Entries with these `bodies` wait in `folder`."""

    centre: Centre
    folder: Path
    bodies: list[str] = field(default_factory=list)
    _returns: int = 0

    def make(self, entries: int) -> None:
        """Cases with four notes each."""
        with self._sit(self.centre, self.folder / "made", self.centre.profile.port) as duty:
            duty.round()
            for _ in range(entries // (1 + NOTES)):
                case = report(duty)
                for number in range(NOTES):
                    note(duty, case, f"第 {number + 1} 次来电，已电话告知。")
            waiting = duty.replica.unsent(limit=1 << 30, limit_bytes=1 << 40)
        self.bodies = [letter.body for letter in waiting]
        self.centre.close()

    def settle(self, line: FarLine) -> float:
        """Come back over `line`; seconds until the last entry is settled on the disk here."""
        self._returns += 1
        place = self.folder / str(self._returns)
        shutil.copytree(self.folder / "made", place)
        database = f"returned_{self._returns}"
        with self._owner() as owner:
            owner.execute(f"CREATE DATABASE {database} TEMPLATE {DATABASE}".encode())
        centre = replace(self.centre, database=database)
        with self._sit(centre, place, line.port) as duty:
            settled = [0.0]

            def note_time(changes: Changes) -> None:
                if changes.outbox:
                    settled[0] = time.perf_counter()

            duty.replica.listen(note_time)
            begun = time.perf_counter()
            duty.round()
            status = duty.status()
            assert (status.unsent, status.refused) == (0, 0), status
        shutil.rmtree(place)
        with self._owner() as owner:
            owner.execute(f"DROP DATABASE {database}".encode())
        return settled[0] - begun

    @contextmanager
    def _sit(self, centre: Centre, folder: Path, port: int) -> Iterator[Duty]:
        application = Application(Folders(folder), replace(centre.profile, port=port))
        with application.sign_in(ACCEPTOR, demo_password(ACCEPTOR), keep_in_step=False) as duty:
            yield duty

    def _owner(self) -> psycopg.Connection[tuple[object, ...]]:
        address = self.centre.server.superuser_url()
        return psycopg.connect(address.conninfo(), autocommit=True)
