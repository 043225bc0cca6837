"""A program that is killed in the middle of its work: what was told as saved is there, once.

One command for the whole: `pytest tests/faults/test_kill.py -m slow -s`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from seatapp.domain.entries import entry_of
from seatapp.domain.tables import load_workflow
from tests.faults.disk import PROJECT
from tests.helpers.made_centre import MadeCentre
from tests.helpers.seat import Seat

WORKFLOW = load_workflow()
STEPS = 40
LONGEST = 0.05
"""Seconds within which a killing moment lies after the line that it follows."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")

SERVER = """
import os, signal, sys
from pathlib import Path
from tests.faults.work import work_offline

for line in sys.stdin:
    if os.fork() == 0:
        os.write(1, f"{os.getpid()}\\n".encode())
        signal.alarm(60)
        work_offline(Path(line.strip()), int(sys.argv[1]))
        while True:
            signal.pause()
    os.wait()
    os.write(1, b"over\\n")
"""
"""Makes a worker for each folder that it is told; what is slow to load is loaded once.

A quick one has done all its work before it is killed, and waits for that.
"""


@contextmanager
def _workers() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", SERVER, str(STEPS + 20)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    ) as server:
        yield server
        server.communicate()


def _killed(server: subprocess.Popen[str], folder: Path, random: Random) -> list[str]:
    """What a process told as saved before it was killed at a random moment of its work."""
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(f"{folder}\n")
    server.stdin.flush()
    worker = int(server.stdout.readline())
    told = [server.stdout.readline() for _ in range(random.randrange(STEPS))]
    time.sleep(random.uniform(0, LONGEST))
    os.kill(worker, signal.SIGKILL)
    while (line := server.stdout.readline()) != "over\n":
        told.append(line)
    return [line.strip() for line in told]


def _work_with_kills(seat: Seat, kills: int, random: Random) -> tuple[int, int]:
    """How many entries were told as saved, and how many were there beyond those."""
    told: list[str] = []
    with _workers() as server:
        for _ in range(kills):
            seat.replica.close()
            told += _killed(server, seat.folder, random)
            seat.open()
    waiting = seat.replica.unsent(limit_bytes=1 << 40, limit=1 << 40)
    kept = [entry_of(out.body).id for out in waiting]
    assert [entry_id for entry_id in kept if entry_id in set(told)] == told
    assert len(kept) <= len(told) + kills
    seat.push_all()
    assert [line.id for line in seat.centre.story] == kept
    assert seat.replica.reader.refused_count() == 0
    for case, state in seat.centre.world.states.items():
        assert seat.state(case, str(state["subject"])) == state
    return len(told), len(kept) - len(told)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kills", [12, pytest.param(200, marks=pytest.mark.slow)])
def test_a_program_killed_at_any_moment_loses_nothing_and_doubles_nothing(
    tmp_path: Path, kills: int
) -> None:
    seat = Seat(tmp_path / "seat", WORKFLOW, MadeCentre(WORKFLOW))
    told, more = _work_with_kills(seat, kills, Random(kills))
    print(f"{kills} kills: {told} entries told as saved, 0 lost, {more} saved and not told yet")
    seat.replica.close()
