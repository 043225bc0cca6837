"""The one thread that writes the seat's file: a piece of work is one transaction.

A future resolves only after the commit, so that what it reports is on the disk.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from queue import SimpleQueue
from typing import TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Writer:
    """Runs pieces of work one after the other, each in its own `BEGIN IMMEDIATE` transaction.

    `guard` makes a context around each transaction, which turns faults of the disk into sentences.
    """

    def __init__(self, engine: Engine, guard: Callable[[], AbstractContextManager[None]]) -> None:
        self._guard = guard
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._closing = threading.Lock()
        """Held while something is put in line: nothing may stand behind the end of the line."""
        self._closed = False
        self._engine = engine
        with guard():
            self._connection = engine.connect()
        self._thread = threading.Thread(target=self._run, name="replica-writer", daemon=True)
        self._thread.start()

    def submit(
        self, work: Callable[[Connection], T], committed: Callable[[T], None] | None = None
    ) -> Future[T]:
        """Do `work` in a transaction of its own; the future resolves after the commit.

        `committed` is told of the result afterwards, on the writer's thread. The future raises
        what `work` raised; then nothing of it was written. Raises RuntimeError when closed.
        """
        future: Future[T] = Future()

        def job() -> None:
            try:
                with self._guard(), self._connection.begin():
                    result = work(self._connection)
            except BaseException as fault:
                # The thread serves everybody: the one who asked gets the fault, whatever it is.
                future.set_exception(fault)
                return
            future.set_result(result)
            if committed is not None:
                committed(result)

        with self._closing:
            if self._closed:
                raise RuntimeError("the replica is closed")
            self._jobs.put(job)
        return future

    def wait(self, work: Callable[[Connection], T], committed: Callable[[T], None]) -> T:
        """Do `work` as `submit` does and wait for the commit.

        Raises RuntimeError on the writer's own thread, which would wait for itself.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("the writer cannot wait for itself")
        return self.submit(work, committed).result()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """The writer's own connection, for what is read inside a piece of work."""
        yield self._connection

    def close(self) -> None:
        """Finish what was submitted and stop."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()
        self._connection.close()
        self._engine.dispose()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception:
                # A listener that fails must not stop everybody's saving.
                _log.exception("after a commit")
