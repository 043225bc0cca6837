"""What makes a short history cheap: engines that are kept from one seat to the next, and no thread.

A fresh engine of SQLAlchemy compiles every statement anew, which would be most of the cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine, Pool

from seatapp.local import database

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


WARM = WarmEngines()


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
