"""Work on a disk that has less and less room, for a program that runs on a steered disk."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

from seatapp.desk import Desk
from seatapp.errors import LocalFileError
from seatapp.local.ballast import FILE as BALLAST
from seatapp.local.database import connected
from seatapp.local.opening import open_replica
from seatapp.local.replica import Replica
from tests.faults.disk import Disk
from tests.faults.work import WORKFLOW, desk_of
from tests.helpers.rules import report_values
from tests.helpers.seat import KEY

STEPS = 3


def fill_again_and_again(model: str, place: str, whole: str, apart: str, ballast: str) -> None:
    """Copies of the seat in `model` work with 0, `apart`, … below `whole` bytes of room.

    Tells one JSON object a line: what was wrong afterwards, the code of the fault if there was
    one, whether the seat went on when there was room again, and whether it used its ballast.
    """
    folder = Path(place)
    disk = Disk(folder)
    for room in range(0, int(whole), int(apart)):
        shutil.copytree(model, folder)
        if int(ballast):
            (folder / BALLAST).write_bytes(bytes(int(ballast)))
        print(json.dumps(_one(disk, folder, room)), flush=True)
        shutil.rmtree(folder)


def _one(disk: Disk, folder: Path, room: int) -> dict[str, Any]:
    told: list[str] = []
    disk.leave_room(room)
    code, given_up = _until_full(folder, told)
    disk.leave_room(None)
    with closing(open_replica(folder, KEY, WORKFLOW)) as replica:
        before = len(told)
        told.append(_report(desk_of(replica)))
    return {
        "code": code,
        "given_up": given_up,
        "saved_after": len(told) > before,
        "wrong": wrong_with(folder, told),
    }


def _until_full(folder: Path, told: list[str]) -> tuple[str | None, bool]:
    try:
        replica = open_replica(folder, KEY, WORKFLOW)
    except LocalFileError as fault:
        return fault.code, False
    with closing(replica):
        code = _work(replica, told)
        return code, replica.ballast.given_up


def _work(replica: Replica, told: list[str]) -> str | None:
    desk = desk_of(replica)
    try:
        for _ in range(STEPS):
            told.append(_report(desk))
    except LocalFileError as fault:
        return fault.code
    return None


def _report(desk: Desk) -> str:
    values = report_values(acceptance_number=None, description="雨后积水" * 400)
    return desk.perform("report", "case", None, values).entry_id


def wrong_with(folder: Path, told: list[str]) -> list[str]:
    """What is wrong with a seat's file that is closed, of whose entries these were told."""
    with closing(connected(folder / "replica.db", KEY)) as connection:
        wrong = [r[0] for r in connection.execute("PRAGMA integrity_check") if r[0] != "ok"]
        rows = connection.execute("SELECT q, id FROM ledger ORDER BY q").fetchall()
    if [q for q, _ in rows] != list(range(1, len(rows) + 1)):
        wrong.append("the numbers have gaps")
    lost = set(told) - {entry_id for _, entry_id in rows}
    return [*wrong, f"{len(lost)} lost"] if lost else wrong
