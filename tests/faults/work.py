"""A day's work of a seat without a line, for programs that do not survive it."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from seatapp.desk import Desk
from seatapp.domain.entries import Value
from seatapp.domain.tables import load_workflow
from seatapp.local.opening import open_replica
from seatapp.local.replica import Replica
from tests.helpers.rules import everyone, report_values
from tests.helpers.seat import COURIER, KEY, Clock

WORKFLOW = load_workflow()
DISPATCH: dict[str, Value] = {"unit": "clean", "danger": "井盖缺失"}


def desk_of(replica: Replica) -> Desk:
    """A desk with somebody at it who holds all posts."""
    desk = Desk(WORKFLOW, replica, Clock())
    desk.take_seat(everyone("u1"), COURIER, "A01")
    return desk


def work_offline(folder: Path, steps: int) -> None:
    """Open the file, report and dispatch cases, close it; each entry is told when it is saved."""
    with closing(open_replica(folder, KEY, WORKFLOW)) as replica:
        desk = desk_of(replica)
        case = ""
        for number in range(steps):
            if number % 2:
                taken = desk.perform("urgent_dispatch", "case", case, DISPATCH)
            else:
                values = report_values(acceptance_number=None)
                taken = desk.perform("report", "case", None, values)
                case = taken.subject_id
            os.write(1, f"{taken.entry_id}\n".encode())
