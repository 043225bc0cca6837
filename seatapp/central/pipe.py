"""Several calls on their way to the centre at a time, each in a transaction of its own.

libpq's pipeline mode, with a synchronisation point after each call: what fails spoils no other
call, and an answer can be read while later calls are still travelling. The pipeline of psycopg
itself waits at every such point, which is why the wire is worked by hand here.
"""

from __future__ import annotations

import selectors
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from random import Random
from types import TracebackType
from typing import Any, Self

from psycopg import Connection, OperationalError, errors, pq

from seatapp.central.connect import Deadline

ON_THE_WAY = 8
"""Calls that are sent before the answer to the first is read: enough to hide the way there."""

TRIES = 5
TRY_AGAIN_SECONDS = 0.05

BEATEN = (errors.SerializationFailure, errors.DeadlockDetected)
"""Another seat was faster at the same case; asking again settles who was first."""

Call = tuple[str, Sequence[str]]
"""A query and its parameters."""


def answers(
    connection: Connection[tuple[Any, ...]], calls: Iterator[Call], random: Random
) -> Generator[str, None, None]:
    """Make the calls, several on their way at a time; the one value that each of them answers.

    A call that was beaten is made again, and those after it with it. Raises `psycopg.Error`.
    """
    unanswered: deque[Call] = deque()
    tries = 0
    while True:
        try:
            with closing(_through_one_pipe(connection, unanswered, calls)) as told:
                for answer in told:
                    tries = 0
                    yield answer
            return
        except BEATEN:
            tries += 1
            if tries == TRIES:
                raise
        time.sleep(random.uniform(0, TRY_AGAIN_SECONDS))


def _through_one_pipe(
    connection: Connection[tuple[Any, ...]], unanswered: deque[Call], calls: Iterator[Call]
) -> Generator[str, None, None]:
    """What is `unanswered` first, then the calls; each is `unanswered` until it is answered."""
    with Pipe(connection) as pipe:
        for call in unanswered:
            pipe.send(*call)
        while True:
            while pipe.on_the_way < ON_THE_WAY and (following := next(calls, None)):
                unanswered.append(following)
                pipe.send(*following)
            if not unanswered:
                return
            answer = pipe.receive()
            unanswered.popleft()
            yield answer


class Pipe:
    """Calls and answers in one order on `connection`, which nobody else may use meanwhile.

    A context manager: at its end the answers that are still to come are awaited and dropped.
    Sending and receiving are bounded in time and raise `psycopg.Error`.
    """

    def __init__(self, connection: Connection[tuple[Any, ...]]) -> None:
        self._connection = connection
        self._wire = connection.pgconn
        self.on_the_way = 0

    def __enter__(self) -> Self:
        """Begin to send calls one behind the other."""
        self._wire.enter_pipeline_mode()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for what is still to come, and leave the connection as it was."""
        with suppress(OperationalError), Deadline(self._connection):
            while self.on_the_way:
                self._answer()
        if self._wire.status == pq.ConnStatus.OK:
            self._wire.exit_pipeline_mode()

    def send(self, query: str, values: Sequence[str]) -> None:
        """Put a call on its way; its parameters travel as texts."""
        with Deadline(self._connection):
            self._wire.send_query_params(query.encode(), [value.encode() for value in values])
            self._wire.pipeline_sync()
            self.on_the_way += 1
            self._flush()

    def receive(self) -> str:
        """The one value that the oldest call on its way answers, as text.

        Raises `psycopg.Error` when that call failed; later ones are not touched by it.
        """
        with Deadline(self._connection):
            answer = self._answer()
        if answer.status != pq.ExecStatus.TUPLES_OK:
            raise errors.error_from_result(answer)
        value = answer.get_value(0, 0)
        assert value is not None
        return value.decode()

    def _answer(self) -> pq.abc.PGresult:
        """The result of the oldest call; what marks its end is read with it."""
        answer = self._result()
        if answer is None:
            raise OperationalError("the connection ended before the answer")
        while self._wire.status == pq.ConnStatus.OK:
            mark = self._result()
            if mark is not None and mark.status == pq.ExecStatus.PIPELINE_SYNC:
                break
        self.on_the_way -= 1
        return answer

    def _result(self) -> pq.abc.PGresult | None:
        while self._wire.is_busy():
            self._wait(selectors.EVENT_READ)
            self._wire.consume_input()
        return self._wire.get_result()

    def _flush(self) -> None:
        """Send what is buffered; the centre may be writing to us at the same time."""
        while self._wire.flush() == 1:
            if self._wait(selectors.EVENT_READ | selectors.EVENT_WRITE) & selectors.EVENT_READ:
                self._wire.consume_input()

    def _wait(self, wanted: int) -> int:
        with selectors.DefaultSelector() as selector:
            selector.register(self._wire.socket, wanted)
            return selector.select()[0][1]
