"""What can be saved from a file that is damaged, and how it is put out of the way.

The file is opened for reading only and never changed; what it held that the centre does not have
goes into the ledger of the file that is made in its place.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3  # type: ignore[import-untyped]

from seatapp.local.carried import Letter
from seatapp.local.database import CHECK, FILE, connected, world_faults
from seatapp.local.writing import PENDING

_log = logging.getLogger(__name__)

_OWED = (
    f"SELECT position FROM ledger INDEXED BY ledger_kept WHERE verdict = '{PENDING}'",
    "SELECT position FROM ledger INDEXED BY ledger_unsent WHERE unsent = 1",
)
"""Looks into indexes alone: a damaged page of the table does not hide where the others are."""

PARTS = (FILE, f"{FILE}-wal", f"{FILE}-shm", CHECK)
"""The files that a replica is made of."""


@dataclass(frozen=True)
class Rescued:
    """Entries that the centre has to get, in their order, and how many could not be read."""

    letters: list[Letter]
    unreadable: int


def rescued(folder: Path, key: bytes) -> Rescued:
    """What the centre has to get of the replica in `folder`, as far as it can be read.

    Nothing is there to be saved when there is no file. `key` is the raw data key.
    """
    if not (folder / FILE).exists():
        return Rescued([], 0)
    try:
        with closing(connected(folder / FILE, key, "ro")) as connection:
            found = list(_each(connection))
    except sqlcipher3.Error as fault:
        _log.error("nothing could be read of the damaged file: %s", type(fault).__name__)
        return Rescued([], 0)
    letters = [letter for letter in found if letter is not None]
    return Rescued(letters, len(found) - len(letters))


def _each(connection: Any) -> Iterator[Letter | None]:
    """Each unsettled entry by itself, None for one that lies on a damaged page."""
    query = (
        "SELECT body, mac, coalesce(receipt, '') FROM ledger"
        " WHERE position = ? AND (verdict = ? OR unsent)"
    )
    for position in _positions(connection):
        try:
            row = connection.execute(query, (position, PENDING)).fetchone()
        except sqlcipher3.DatabaseError:
            yield None
        else:
            if row is not None:
                yield Letter(*row)


def _positions(connection: Any) -> list[int]:
    """Where unsettled entries may be: by the index, or everywhere when that is damaged."""
    try:
        return sorted({row[0] for query in _OWED for row in connection.execute(query)})
    except sqlcipher3.DatabaseError:
        # Places are not numbers: a seat that was numbered anew counts from 1 far down its ledger.
        last = connection.execute("SELECT max(position) FROM ledger").fetchone()
        return list(range(1, int(last[0] or 0) + 1))


def put_aside(folder: Path, stamp: str) -> Path:
    """Move what is left of the replica into a folder of its own, as it is; that folder.

    Raises `LocalFileError` when it cannot be moved.
    """
    place = folder / f"set-aside-{stamp}"
    with world_faults(folder / FILE):
        place.mkdir()
        for part in PARTS:
            if (folder / part).exists():
                (folder / part).rename(place / part)
    return place
