"""Looks at what a server needs in time: a certificate that lasts, backups that were tried, room.

As `server_lint`, it asks only a server that listens to more than its own computer.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from cryptography import x509
from psycopg import Connection

from seatapp.admin.centre_lint import Finding
from seatapp.admin.server_lint import REACHED
from seatapp.domain.centre_care import backup_words, certificate_words, disk_words

Wire = Connection[tuple[Any, ...]]


def findings(connection: Wire, now: int) -> Iterator[Finding]:
    """What somebody has to see to, as the superuser of `connection`; nothing where all is well."""
    reached = connection.execute(f"SELECT {REACHED}".encode()).fetchone()
    if reached is None or not reached[0]:
        return
    until = certificate_until(connection)
    found = [
        ("certificate", "" if until is None else certificate_words(until, now)),
        ("backup", backup_words(*backup_times(connection), now)),
        ("disk", _room(connection)),
    ]
    yield from (Finding(code, code, words) for code, words in found if words)


def certificate_until(connection: Wire) -> int | None:
    """When the certificate of the server ends; None without one, or where it cannot be read.

    The file is read by the server itself, so that this works from another computer too.
    """
    query = """
        SELECT pg_read_binary_file(current_setting('ssl_cert_file'))
        WHERE current_setting('ssl') = 'on'
    """
    try:
        row = connection.execute(query).fetchone()
    except psycopg.errors.UndefinedFile:
        return None
    return None if row is None else until_of(bytes(row[0]))


def until_of(pem: bytes) -> int | None:
    """When the first certificate of a file ends, in seconds since 1970; None for another file."""
    try:
        return int(x509.load_pem_x509_certificate(pem).not_valid_after_utc.timestamp())
    except ValueError:
        return None


def backup_times(connection: Wire) -> tuple[int | None, int | None]:
    """When the centre was last backed up, and when a backup was last tried."""
    row = connection.execute("SELECT made_at, tried_at FROM core.backup_times()").fetchone()
    assert row is not None
    return row[0], row[1]


def _room(connection: Wire) -> str:
    """What to say of the disk of the data, seen from the server's own computer alone."""
    row = connection.execute("SELECT current_setting('data_directory')").fetchone()
    assert row is not None
    here = connection.info.host.startswith("/") or connection.info.hostaddr in ("127.0.0.1", "::1")
    return room_words(Path(row[0])) if here else ""


def room_words(folder: Path) -> str:
    """What to say of the disk under a folder; nothing where it cannot be seen."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return ""
    return disk_words(usage.free, usage.total)
