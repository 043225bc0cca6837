"""The least that settling entries can cost: their texts stored, and marks that they are.

COPY brings the texts into a bare table beside the centre, and SQLite alone marks them in an
encrypted file; nobody judges, signs, folds or shows anything. Both commit to the disk as often as
a workstation hands in a batch.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg

from seatapp.local.database import FILE, connected
from tests.fixtures.centre import Centre

KEY = bytes(range(32))
AT_A_TIME = 200


def copied(centre: Centre, bodies: Sequence[str]) -> float:
    """Seconds that COPY takes to store the texts on the server of the centre."""
    address = centre.server.superuser_url()
    with psycopg.connect(address.conninfo(), autocommit=True) as wire:
        wire.execute("CREATE TABLE floor (q bigint PRIMARY KEY, body text)")
        begun = time.perf_counter()
        for batch in _batches(bodies):
            with wire.cursor().copy("COPY floor FROM STDIN") as rows:
                for number in batch:
                    rows.write_row((number, bodies[number]))
        took = time.perf_counter() - begun
        wire.execute("DROP TABLE floor")
    return took


def marked(folder: Path, bodies: Sequence[str]) -> float:
    """Seconds that SQLite takes to mark the texts in a new encrypted file in `folder`."""
    folder.mkdir(parents=True)
    with closing(connected(folder / FILE, KEY, "rwc")) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("CREATE TABLE floor (q INTEGER PRIMARY KEY, body TEXT, settled INTEGER)")
        file.execute("BEGIN IMMEDIATE")
        file.executemany("INSERT INTO floor VALUES (?, ?, 0)", list(enumerate(bodies)))
        file.execute("COMMIT")
        begun = time.perf_counter()
        for batch in _batches(bodies):
            file.execute("BEGIN IMMEDIATE")
            mark = "UPDATE floor SET settled = 1 WHERE q = ?"
            file.executemany(mark, [(number,) for number in batch])
            file.execute("COMMIT")
        return time.perf_counter() - begun


def _batches(bodies: Sequence[str]) -> list[range]:
    whole = range(len(bodies))
    return [whole[start : start + AT_A_TIME] for start in whole[::AT_A_TIME]]
