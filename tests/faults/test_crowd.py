"""Many write at once, slowly and in vain as well: a seat that reads on misses nothing.

One command for a whole minute: `pytest tests/faults/test_crowd.py -m slow -s`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from random import Random

import psycopg
import pytest

from seatapp.central.gateway import Gateway
from seatapp.central.messages import Cursor
from tests.fixtures.centre import Centre
from tests.helpers.seat_line import SeatLine, grid_report

WRITERS = 8
PEOPLE = ("u1001", "u1002", "u1003")
READER = "u1006"
PAGE = 50
SLOW_SECONDS = 0.03


def _write(line: SeatLine, ending: threading.Event, random: Random) -> list[str]:
    """Report case after case; those that were committed. Some commits are slow, some never come."""
    wire = line.gateway._connection
    committed = []
    while not ending.is_set():
        entry = line.entry("report", grid_report())
        letter = line.letter(entry)
        manner = random.choices(("at once", "slowly", "in vain"), (6, 2, 2))[0]
        try:
            if manner == "at once":
                line.hand_in([letter])
            else:
                with wire.transaction(force_rollback=manner == "in vain"):
                    line.hand_in([letter])
                    time.sleep(random.uniform(0, SLOW_SECONDS))
        except psycopg.errors.LockNotAvailable:
            manner = "in vain"
        if manner == "in vain":
            line.q -= 1
        else:
            committed.append(entry.subject_id)
    return committed


class _ReadingSeat:
    """Asks for what is new as a seat does, and remembers which cases it was told of."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._cursors: dict[str, Cursor] = {}
        self.seen: set[str] = set()

    def read_to_the_end(self) -> None:
        with closing(self._gateway.since_all(self._cursors, PAGE, PAGE)) as told:
            for pages in told:
                for page in pages.pages:
                    self._cursors[page.scope] = page.cursor
                    self.seen |= {row.id for row in page.rows if row.kind == "case"}


@contextmanager
def _idle(centre: Centre) -> Iterator[None]:
    """Somebody has begun to write before everybody else, and does nothing more."""
    with centre.superuser().transaction() as transaction:
        transaction.connection.execute("SELECT pg_current_xact_id()")
        yield


def _work(centre: Centre, seconds: int) -> tuple[list[str], set[str]]:
    """The cases that were committed, and those of which the reading seat was told."""
    ending = threading.Event()
    reader = _ReadingSeat(Gateway(centre.login(READER)))
    lines = [SeatLine(centre, PEOPLE[number % len(PEOPLE)]) for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as crowd:
        writing = [crowd.submit(_write, line, ending, Random(n)) for n, line in enumerate(lines)]
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            reader.read_to_the_end()
        ending.set()
    reader.read_to_the_end()
    return [case for one in writing for case in one.result()], reader.seen


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("seconds", "idle"),
    [
        (2, True),
        pytest.param(60, False, marks=pytest.mark.slow),
        pytest.param(60, True, marks=pytest.mark.slow),
    ],
)
def test_a_reading_seat_misses_nothing(centre: Centre, seconds: int, idle: bool) -> None:
    with _idle(centre) if idle else nullcontext():
        written, seen = _work(centre, seconds)
    print(f"{len(written)} committed by {WRITERS} writers in {seconds} s, 0 missed")
    assert set(written) == seen
    assert len(written) > WRITERS
