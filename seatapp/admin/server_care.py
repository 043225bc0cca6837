"""Looks at what a server needs in time: a certificate that lasts, backups that were tried, room.

As `server_lint`, it asks only a server that listens to more than its own computer.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from psycopg import Connection

from seatapp.admin.centre_lint import Finding
from seatapp.admin.server_lint import REACHED
from seatapp.central.certificate import shown_until
from seatapp.domain.centre_care import backup_words, certificate_words, disk_words

Wire = Connection[tuple[Any, ...]]

EVERYWHERE = {"*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}
"""Where a server that listens to every address is found on its own computer."""


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
    """When the certificate that the server shows to seats ends; None without one.

    Asked as a seat asks: a file that was put in place may not be loaded yet, and the watch may not
    read the folder of the server.
    """
    row = connection.execute(
        "SELECT current_setting('ssl') = 'on', current_setting('listen_addresses')"
    ).fetchone()
    if row is None or not row[0]:
        return None
    first = str(row[1]).split(",")[0].strip()
    here = EVERYWHERE.get(first, first)
    host = here if connection.info.host.startswith("/") else connection.info.host
    return shown_until(host, connection.info.port)


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
