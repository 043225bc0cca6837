"""Whoever gives the writer something gets an answer, also while it is being closed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier

import pytest
from sqlalchemy import Connection, create_engine

from seatapp.local.writer import Writer

THREADS, ROUNDS = 4, 60


@pytest.fixture
def quick_turns() -> Iterator[None]:
    """Threads that take turns all the time, so that what can come between does."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def _asked(writer: Writer, together: Barrier) -> list[Future[int]]:
    """Futures of work that is given until the writer takes nothing any more."""
    found: list[Future[int]] = []
    together.wait()
    try:
        while True:
            found.append(writer.submit(_nothing))
    except RuntimeError:
        return found


def _nothing(connection: Connection) -> int:
    return 0


def test_nothing_is_given_to_a_closed_writer_and_never_answered(quick_turns: None) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for _round in range(ROUNDS):
            writer = Writer(create_engine("sqlite://"), nullcontext)
            together = Barrier(THREADS + 1)
            asked = [pool.submit(_asked, writer, together) for _thread in range(THREADS)]
            together.wait()
            writer.close()
            futures = [future for one in asked for future in one.result()]
            assert all(future.done() for future in futures)
