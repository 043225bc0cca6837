"""Trying a backup: restored beside the centre on a server of its own, replayed, and thrown away.

A backup that nobody ever restored is a hope. The trial needs the room of the centre once more, and
neither another computer nor a break: the centre goes on meanwhile.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from seatapp.admin.centre import (
    ConnectionParameters,
    audit_centre,
    make_database,
    replay_centre,
    upgrade_centre,
)
from seatapp.admin.centre_lint import Finding
from seatapp.admin.embedded import EmbeddedServer, ServerAddress, installed_programs, wheel_programs
from seatapp.errors import CentreUnreachable, InputFileError
from seatapp.text import _

DATABASE = "trial"
PARTS = ("roles.sql", "centre.dump")


@dataclass(frozen=True)
class Trial:
    """What a backup came to: how many entries it holds, and what is wrong with them."""

    backup: str
    entries: int
    findings: list[Finding]


def newest_backup(folder: Path) -> Path:
    """The backup that `folder` is, or the newest of those in it.

    Raises `InputFileError` when there is none.
    """
    if (folder / "centre.dump").exists():
        return folder
    found = sorted(dump.parent for dump in folder.glob("[0-9]*-[0-9]*[0-9]/centre.dump"))
    if not found:
        raise InputFileError(_("{folder} 里没有备份。").format(folder=folder), "no_backup")
    return found[-1]


def try_backup(backup: Path, room: Path | None = None) -> Trial:
    """Restore a backup on a server of its own under `room`, bring it up to date and replay it.

    Raises:
        InputFileError: A file of the backup is missing or damaged, or it cannot be restored.
        ServerFault: No PostgreSQL is installed here, or its server does not start.
    """
    _check_sums(backup)
    programs = installed_programs() or wheel_programs()
    with tempfile.TemporaryDirectory(prefix="seatapp-trial-", dir=room) as place:
        server = EmbeddedServer(Path(place), programs, fast=True, listen="socket")
        server.start()
        try:
            return _tried(backup, programs, server)
        finally:
            server.remove()


def note_trial(superuser: ConnectionParameters) -> None:
    """Note at a centre that a backup of it was tried and is good.

    Raises `CentreUnreachable`.
    """
    try:
        with closing(psycopg.connect(superuser.conninfo(), autocommit=True)) as connection:
            connection.execute("SELECT core.note_backup(tried => true)")
    except psycopg.Error as fault:
        raise CentreUnreachable(
            _("备份可用，但没有记到中心里。请检查连接串，再试一次。")
        ) from fault


def _check_sums(backup: Path) -> None:
    """Whether the files are those that the backup wrote, by the sums beside them."""
    try:
        lines = (backup / "sums.txt").read_text("ascii").splitlines()
        sums = {name: digest for digest, name in map(str.split, lines)}
        sound = all(_digest(backup / name) == sums.get(name) for name in PARTS)
    except (OSError, ValueError) as fault:
        raise _damaged(backup) from fault
    if not sound:
        raise _damaged(backup)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _damaged(backup: Path) -> InputFileError:
    words = _("备份 {name} 不完整或已损坏，不能用来恢复。请另取一份，并查看备份任务。")
    return InputFileError(words.format(name=backup.name), "damaged_backup")


def _tried(backup: Path, programs: Path, server: EmbeddedServer) -> Trial:
    owner = server.superuser_url()
    with closing(psycopg.connect(owner.conninfo(), autocommit=True)) as connection:
        _call(backup, programs / "psql", owner, "--no-psqlrc", "--quiet", "--file", "roles.sql")
        # The roles bring the password of the centre's own superuser along.
        back = sql.SQL("ALTER ROLE {} PASSWORD {}")
        connection.execute(back.format(sql.Identifier(owner.user), sql.Literal(owner.password)))
    make_database(owner, DATABASE)
    trial = server.superuser_url(DATABASE)
    restore = ("--exit-on-error", "--single-transaction", "--dbname", DATABASE, "centre.dump")
    if _call(backup, programs / "pg_restore", trial, *restore) != 0:
        raise _damaged(backup)
    upgrade_centre(trial)
    faults, _heads = audit_centre(trial, {})
    replayed = replay_centre(trial)
    return Trial(backup.name, replayed.entries, [*faults, *replayed.findings])


def _call(backup: Path, program: Path, to: ServerAddress, *words: str) -> int:
    """Run a program of PostgreSQL in the folder of the backup; its exit code.

    What it writes is not shown: it can name what stands in the rows.
    """
    environment = {
        "PGHOST": to.host,
        "PGPORT": str(to.port),
        "PGUSER": to.user,
        "PGPASSWORD": to.password,
        "PGDATABASE": to.database,
    }
    quiet = subprocess.DEVNULL
    return subprocess.run(
        [program, *words], cwd=backup, env=environment, stdout=quiet, stderr=quiet, check=False
    ).returncode
