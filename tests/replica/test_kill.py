"""A program that is killed in the middle of its work: what was told as saved is there, once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from seatapp.domain.entries import entry_of
from seatapp.domain.tables import load_workflow
from tests.helpers.made_centre import MadeCentre
from tests.helpers.seat import Seat

PROJECT = Path(__file__).parents[2]
STEPS = 200

WORKER = """
import sys
from pathlib import Path
from seatapp.domain.tables import load_workflow
from seatapp.desk import Desk
from seatapp.local.replica import open_replica
from tests.helpers.rules import everyone, report_values
from tests.helpers.seat import COURIER, KEY, Clock

workflow = load_workflow()
replica = open_replica(Path(sys.argv[1]), KEY, workflow)
desk = Desk(workflow, replica, Clock())
desk.take_seat(everyone("u1"), COURIER, "A01")
for number in range(int(sys.argv[2])):
    if number % 2:
        values = {"unit": "clean", "danger": "井盖缺失"}
        taken = desk.perform("urgent_dispatch", "case", case, values)
    else:
        taken = desk.perform("report", "case", None, report_values(acceptance_number=None))
        case = taken.subject_id
    print(taken.entry_id, flush=True)
"""


def _killed_after(folder: Path, lines: int) -> list[str]:
    """What a program told as saved before it was killed, some time after its line `lines`."""
    command = [sys.executable, "-c", WORKER, str(folder), str(STEPS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as worker:
        assert worker.stdout is not None
        told = [worker.stdout.readline().strip() for _ in range(lines)]
        worker.kill()
        told += worker.stdout.read().split()
    return [line for line in told if line]


def _work_with_kills(seat: Seat, rounds: int, random: Random) -> None:
    told: list[str] = []
    for _ in range(rounds):
        seat.replica.close()
        told += _killed_after(seat.folder, random.randrange(1, STEPS))
        seat.open()
    kept = [
        entry_of(out.body).id for out in seat.replica.unsent(limit_bytes=1 << 40, limit=1 << 40)
    ]
    assert [entry_id for entry_id in kept if entry_id in set(told)] == told
    assert len(kept) <= len(told) + rounds
    seat.push_all()
    assert [line.id for line in seat.centre.story] == kept
    assert seat.replica.reader.refused_count() == 0
    for case, state in seat.centre.world.states.items():
        assert seat.state(case, str(state["subject"])) == state


@pytest.mark.timeout(600)
def test_a_program_killed_twenty_times_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    workflow = load_workflow()
    seat = Seat(tmp_path / "seat", workflow, MadeCentre(workflow))
    _work_with_kills(seat, 20, Random(2))
    seat.replica.close()
