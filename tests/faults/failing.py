"""Rounds of a seat whose disk fails at one call, for a program that runs on a steered disk."""

from __future__ import annotations

import copy
import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

from seatapp.desk import Desk
from seatapp.domain.tables import load_workflow
from seatapp.errors import LocalFileError
from seatapp.local.opening import open_replica
from tests.faults.disk import Disk
from tests.faults.filling import wrong_with
from tests.faults.work import desk_of
from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import report_values
from tests.helpers.seat import KEY, Seat


def fail_again_and_again(place: str, apart: str, for_good: str) -> None:
    """The same morning of a seat with its 1st, (1 + `apart`)th … call failing, until none does.

    `for_good` is 1 when every later call fails as well. Tells one JSON object a line: the code of
    the fault if there was one, and what was wrong afterwards.
    """
    folder = Path(place)
    model, centre = _furnished(folder / "model")
    disk = Disk(folder / "seat")
    number = 0
    failed = True
    while failed:
        shutil.copytree(model, folder / "seat")
        told, failed = _one(disk, folder / "seat", copy.deepcopy(centre), number, for_good == "1")
        print(json.dumps(told), flush=True)
        shutil.rmtree(folder / "seat")
        number += int(apart)


def _furnished(folder: Path) -> tuple[Path, MadeCentre]:
    workflow = load_workflow()
    seat = Seat(folder, workflow, MadeCentre(workflow))
    seat.report()
    seat.push_all()
    seat.replica.close()
    return folder, seat.centre


def _one(
    disk: Disk, folder: Path, centre: MadeCentre, number: int, for_good: bool
) -> tuple[dict[str, Any], bool]:
    told: list[str] = []
    disk.fail_after(number, for_good=for_good)
    code = _morning(folder, centre, told)
    failed = disk.be_well() > number
    with closing(open_replica(folder, KEY, centre.workflow)) as replica:
        told.append(_report(desk_of(replica)))
    return {"code": code, "wrong": wrong_with(folder, told)}, failed


def _morning(folder: Path, centre: MadeCentre, told: list[str]) -> str | None:
    """Open, report, send, read, report, close: the code of what the disk had against it."""
    try:
        with closing(open_replica(folder, KEY, centre.workflow)) as replica:
            told.append(_report(desk_of(replica)))
            replica.settle(centre.append(replica.seat_id, replica.epoch, replica.unsent()))
            replica.absorb(centre.since(replica.cursors(), "u1"))
            told.append(_report(desk_of(replica)))
    except LocalFileError as fault:
        return fault.code
    return None


def _report(desk: Desk) -> str:
    return desk.perform("report", "case", None, report_values(acceptance_number=None)).entry_id
