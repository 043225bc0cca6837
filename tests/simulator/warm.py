"""What makes a short history cheap: engines and an empty file that are kept from one seat to the
next, no thread, and no waiting for the disk.

A fresh engine of SQLAlchemy compiles every statement anew, which would be most of the cost. A
process that ends leaves to the system what it has written; power cuts are tried in `tests/faults`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast
from unittest.mock import patch

from sqlalchemy import Connection, Engine, Pool

from seatapp.local import database, replica

T = TypeVar("T")


class _Place:
    """Where an engine connects to next, in the form of a path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)


class WarmEngines:
    """Stands in for the making of engines in `seatapp.local.database`; one set a seat number."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], tuple[Engine, _Place]] = {}
        self._make = database._engine

    def __call__(self, path: Path, key: bytes, begin: str, pool: type[Pool]) -> Engine:
        """An engine for the file at `path`; the last one for the same seat must be closed."""
        known = self._made.get((path.parent.name, begin))
        if known is None:
            place = _Place(path)
            known = self._make(cast(Path, place), key, begin, pool), place
            self._made[path.parent.name, begin] = known
        known[1].path = path
        return known[0]


_WARM = WarmEngines()
_make_file = database._make
_connect = database.connected


@contextmanager
def cheap_seats() -> Iterator[None]:
    """Seats that are opened inside cost as little as they can."""
    with ExitStack() as stack:
        for place, name, instead in (
            (database, "_engine", _WARM),
            (database, "_make", _copy_empty_file),
            (database, "connected", _unsynced),
            (database, "_unlock", _leave_in_clear),
            (replica, "Writer", SameThreadWriter),
        ):
            stack.enter_context(patch.object(place, name, instead))
        yield


def _unsynced(path: Path, key: bytes, mode: str = "rw") -> Any:
    connection = _connect(path, key, mode)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _leave_in_clear(_connection: Any, _key: bytes) -> None:
    """Encryption is half of what a page costs, and no history is about it."""


def _copy_empty_file(folder: Path, key: bytes) -> None:
    for name, content in _empty_file(key):
        (folder / name).write_bytes(content)


@cache
def _empty_file(key: bytes) -> tuple[tuple[str, bytes], ...]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _make_file(folder, key)
        return tuple((file.name, file.read_bytes()) for file in folder.iterdir())


class SameThreadWriter:
    """The writer of a replica without its thread: in a simulation nothing happens at a time."""

    def __init__(self, engine: Engine, guard: Callable[[], AbstractContextManager[None]]) -> None:
        self._engine = engine
        self._guard = guard
        self._connection = engine.connect()

    def wait(self, work: Callable[[Connection], T], committed: Callable[[T], None]) -> T:
        """Do `work` in a transaction of its own; `committed` is told of the result."""
        with self._guard(), self._connection.begin():
            result = work(self._connection)
        committed(result)
        return result

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """The writer's own connection, for what is read inside a piece of work."""
        yield self._connection

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
        self._engine.dispose()
