"""A hall of real workstations: people at work against a real centre that can be cut off, copied
and restored under them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import psycopg
from psycopg import Connection, sql

from seatapp.admin.centre import close_database
from seatapp.admin.city import demo_password
from seatapp.app import Application, Duty
from seatapp.config import Folders
from seatapp.domain.entries import Value
from seatapp.local.rescue import Rescued
from tests.fixtures.centre import Centre

PATIENCE = 60.0
"""Seconds after which a condition that does not come fails the test."""

REPORT: dict[str, Value] = {
    "case_kind": "grid",
    "source": "collector",
    "area": "999001",
    "urgency": "normal",
    "description": "路面破损，雨后积水。",
}


@dataclass
class Hall:
    """Workstations by name, each in a folder of its own."""

    folder: Path
    centre: Centre
    _leaving: ExitStack = field(default_factory=ExitStack)

    def application(self, seat: str = "A") -> Application:
        """The workstation, with nobody in front of it."""
        return Application(Folders(self.folder / seat), self.centre.profile)

    def sit(
        self,
        person: str,
        seat: str = "A",
        *,
        keep_in_step: bool = False,
        first_round: bool = True,
    ) -> Duty:
        """Sign a person in, until the end of the test or their own leaving."""
        duty = self.application(seat).sign_in(
            person, demo_password(person), keep_in_step=keep_in_step
        )
        self._leaving.enter_context(duty)
        if first_round:
            duty.round()
        return duty

    def rebuild(self, person: str, seat: str = "A") -> tuple[Rescued, Path]:
        """Have the file of a workstation made anew."""
        return self.application(seat).rebuild(person, demo_password(person))

    def leave(self) -> None:
        """Everybody signs out."""
        self._leaving.close()


def report(duty: Duty, **more: Value) -> str:
    """Register a plain case; its identifier."""
    return duty.desk.perform("report", "case", None, {**REPORT, **more}).subject_id


def note(duty: Duty, case_id: str, text: str) -> str:
    """Write a note on a case; the identifier of the entry."""
    return duty.desk.perform("note", "case", case_id, {"note": text}).entry_id


def until(duty: Duty, condition: Callable[[], bool]) -> None:
    """Wait for a condition that follows from what the duty tells its listeners."""
    told = threading.Event()
    duty.listen(told.set)
    duty.nudge()
    while not condition():
        assert told.wait(PATIENCE), "nothing came of it"
        told.clear()


def cut(centre: Centre) -> None:
    """End every connection of people to the centre."""
    with _server(centre) as wire:
        _end_connections(wire, centre.database)


@contextmanager
def shut(centre: Centre) -> Iterator[None]:
    """Nobody gets in while the block runs, and who was in is out."""
    name = sql.Identifier(centre.database)
    with _server(centre) as wire:
        wire.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(name))
        _end_connections(wire, centre.database)
    yield
    with _server(centre) as wire:
        wire.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true").format(name))


def back_up(centre: Centre) -> str:
    """A copy of the centre as it is now; its name."""
    name = f"{centre.database}_copy"
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with _server(centre) as wire:
        _end_connections(wire, centre.database)
        wire.execute(copy.format(sql.Identifier(name), sql.Identifier(centre.database)))
    return name


def restore(centre: Centre, copy: str) -> None:
    """Put the copy in the place of the centre, in a new epoch, as a runbook would."""
    own, other = sql.Identifier(centre.database), sql.Identifier(copy)
    with _server(centre) as wire:
        wire.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(own))
        wire.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(other, own))
    close_database(centre.superuser())
    centre.superuser().execute("SELECT core.begin_epoch(30)")


def entries(centre: Centre) -> list[tuple[str, str]]:
    """Step and verdict of everything that people handed in, in the order of the ledger."""
    query = "SELECT step, verdict FROM core.entry WHERE cause IS NULL ORDER BY n NULLS LAST, id"
    return list(centre.superuser().execute(query).fetchall())


def stored(centre: Centre, subject: str, subject_id: str) -> dict[str, Value]:
    """A subject as the centre has it."""
    query = b"""
        SELECT core.whole_state(h)
        FROM core.each_held(core.held_of('{}', ARRAY[%s]::uuid[])) h WHERE h.id = %s
    """
    row = centre.superuser().execute(query, (subject_id, subject_id)).fetchone()
    assert row is not None
    state: dict[str, Value] = row[0]
    assert state["subject"] == subject
    return state


def _end_connections(wire: Connection[tuple[Any, ...]], database: str) -> None:
    wire.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,)
    )


def _server(centre: Centre) -> Connection[tuple[Any, ...]]:
    return psycopg.connect(centre.server.superuser_url().conninfo(), autocommit=True)


def shown(duty: Duty, sha256: str, size: int = 480) -> bytes | None:
    """What a screen gets for a photo."""
    answers: SimpleQueue[bytes | None] = SimpleQueue()
    duty.pictures.picture(sha256, size, answers.put)
    return answers.get(timeout=PATIENCE)
