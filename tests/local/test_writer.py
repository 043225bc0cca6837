"""Whoever gives the writer something gets an answer, also while it is being closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from queue import SimpleQueue
from threading import Thread

import pytest
from sqlalchemy import Connection, create_engine

from seatapp.local.writer import Writer

Job = Callable[[], None]
PATIENCE_S = 0.1


@pytest.fixture
def writer() -> Iterator[Writer]:
    made = Writer(create_engine("sqlite://"), nullcontext)
    yield made
    made.close()


def _nothing(connection: Connection) -> int:
    return 0


class _ClosesMeanwhile:
    """A line in which work stands only after somebody has tried to close the writer."""

    def __init__(self, writer: Writer, line: SimpleQueue[Job | None]) -> None:
        self._line = line
        self.get = line.get
        self.closing = Thread(target=writer.close)

    def put(self, job: Job | None) -> None:
        if job is not None:
            self.closing.start()
            self.closing.join(PATIENCE_S)  # it has to wait for us, or it has ended before us
        self._line.put(job)


def test_nothing_is_given_to_a_closed_writer_and_never_answered(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = _ClosesMeanwhile(writer, writer._jobs)
    monkeypatch.setattr(writer, "_jobs", line)
    asked = writer.submit(_nothing)
    line.closing.join()
    assert asked.done()
    with pytest.raises(RuntimeError):
        writer.submit(_nothing)
