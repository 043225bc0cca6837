"""What makes a short history cheap: files that stay open from one history to the next, no thread,
no encryption, and no waiting for the disk.

A seat that starts again gets the connections of the one that ended, and with them the statements
that SQLite has prepared; everything that the program itself remembers is made anew. What a process
that ends leaves behind is tried in `tests/faults`.
"""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar
from unittest.mock import patch

import sqlcipher3  # type: ignore[import-untyped]
from sqlalchemy import Connection, Engine, QueuePool

from seatapp.local import database, opening, replica

T = TypeVar("T")
Image = Any
"""A copy of a seat's file in memory."""

_NO_KEY = bytes(database.KEY_BYTES)
_TABLES = """
    SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0
    AND name NOT LIKE 'case_words%' AND name NOT LIKE 'sqlite_%'
"""


class _KeptPool(QueuePool):
    """Connections that outlive those who say that they need them no longer."""

    def dispose(self) -> None:
        """Keep them."""

    def recreate(self) -> Self:
        """Go on with them."""
        return self


class _OneReader:
    """The readers' engine: one connection for all, for one thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """What an engine gives for reading."""
        yield self._connection

    def dispose(self) -> None:
        """Keep it for the next seat."""


class SeatFile:
    """The file of the seats of one number, one history after the other."""

    def __init__(self, place: Path) -> None:
        path = place / database.FILE
        with patch.object(database, "connected", _cheaply_connected):
            database._make(place, _NO_KEY)
            with closing(database.connected(path, _NO_KEY)) as connection:
                database._bring_up_to_date(connection)
        self._writing = database._engine(path, _NO_KEY, "BEGIN IMMEDIATE", _KeptPool)
        # Nobody writes while somebody reads, so that reading needs no transaction.
        reading = database._engine(path, _NO_KEY, "SELECT 1", _KeptPool)
        self.engines = self._writing, _OneReader(reading.connect())

    def empty(self) -> None:
        """Be a file that nobody has written to."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            for (name,) in connection.execute(_TABLES).fetchall():
                connection.execute(f"DELETE FROM {name}")
            connection.execute("INSERT INTO case_words (case_words) VALUES ('delete-all')")
            connection.commit()

    def image(self) -> Image:
        """A copy of the file as it is now."""
        image = sqlcipher3.connect(":memory:")
        with self._connection() as connection:
            connection.backup(image)
        return image

    def put_back(self, image: Image) -> None:
        """Be again what the file was when `image` was made."""
        with self._connection() as connection:
            image.backup(connection)

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        with closing(self._writing.raw_connection()) as kept:
            yield kept.driver_connection


class SeatFiles:
    """The files of all seats, which live as long as the process."""

    def __init__(self) -> None:
        self._files: dict[str, SeatFile] = {}
        self._place = tempfile.TemporaryDirectory(prefix="seatapp-seats-")
        atexit.register(self._place.cleanup)

    def opened(self, folder: Path, _key: bytes, create: bool) -> tuple[Engine, _OneReader]:
        """Stands in for `open_file`: a new seat in `folder` finds an empty file."""
        file = self.of(folder)
        if create:
            file.empty()
        return file.engines

    def of(self, folder: Path) -> SeatFile:
        """The file of the seat in `folder`, which only its name tells from others."""
        if folder.name not in self._files:
            self._files[folder.name] = SeatFile(Path(self._place.name) / folder.name)
        return self._files[folder.name]


FILES = SeatFiles()
_connect = database.connected


@contextmanager
def cheap_seats() -> Iterator[None]:
    """Seats that are opened inside cost as little as they can."""
    with ExitStack() as stack:
        for place, name, instead in (
            (opening, "open_file", FILES.opened),
            (replica, "Writer", SameThreadWriter),
            (database, "connected", _cheaply_connected),
        ):
            stack.enter_context(patch.object(place, name, instead))
        yield


def _cheaply_connected(path: Path, key: bytes, mode: str = "rw") -> Any:
    """Encryption is half of what a page costs, and no history is about it."""
    with patch.object(database, "_unlock", lambda connection, key: None):
        connection = _connect(path, key, mode)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


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
