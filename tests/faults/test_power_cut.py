"""The power goes at any moment: what was told as saved is there, and the file is whole.

A real seat works on a disk that has everything written down; then the disk is made again as it
would be after a cut at a random point, with what was not synced dropped or torn. One command for
the whole: `pytest tests/faults/test_power_cut.py -m slow -s`.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlcipher3  # type: ignore[import-untyped]

from seatapp.domain.entries import entry_of
from seatapp.domain.tables import load_workflow
from seatapp.local.database import CHECK, FILE, connected
from seatapp.local.opening import open_replica
from tests.faults.disk import needs_a_disk, run_on_the_disk
from tests.faults.power import Call, FilesAtAMoment, calls_of
from tests.helpers.made_centre import MadeCentre
from tests.helpers.seat import KEY, Seat

pytestmark = needs_a_disk

WORKFLOW = load_workflow()

WORK = """
import sys
from pathlib import Path
from tests.faults.disk import Disk
from tests.faults.work import work_offline

folder, recording, days, steps = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:])
Disk(folder).record(recording)
for _day in range(days):
    work_offline(folder, steps)
"""


@dataclass(frozen=True)
class Recording:
    """The seat's folder as it was before, and what reached the disk then."""

    file: Path
    before: bytes
    calls: Sequence[Call]

    def files(self, *, lying: bool = False) -> FilesAtAMoment:
        """The disk as it was before."""
        files = FilesAtAMoment(lying)
        files.have(self.file, self.before)
        return files


def _recorded(folder: Path, days: int, steps: int) -> Recording:
    """A seat works for some days, each from opening to closing its file."""
    seat = Seat(folder / "seat", WORKFLOW, MadeCentre(WORKFLOW))
    seat.replica.close()
    path = seat.folder / FILE
    before = path.read_bytes()
    run_on_the_disk(WORK, seat.folder, folder / "recording", days, steps)
    return Recording(path, before, list(calls_of(folder / "recording")))


@pytest.fixture(scope="module")
def short_day(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return _recorded(tmp_path_factory.mktemp("day"), 1, 12)


def _losses(recording: Recording, files: FilesAtAMoment, cuts: int, place: Path) -> list[str]:
    """What is wrong after each of `cuts` power cuts at random points of the recording."""
    random = Random(cuts)
    points = set(random.sample(range(len(recording.calls)), cuts))
    found = []
    for number, call in enumerate(recording.calls):
        files.pass_by(call)
        if number in points:
            _cut(recording, files, random, place)
            found += [f"after call {number}: {what}" for what in _wrong(place, bytes(files.told))]
            shutil.rmtree(place)
    return found


def _cut(recording: Recording, files: FilesAtAMoment, random: Random, place: Path) -> None:
    place.mkdir()
    shutil.copy(recording.file.with_name(CHECK), place / CHECK)
    files.cut(place, random)


def _wrong(folder: Path, told: bytes) -> list[str]:
    try:
        with closing(connected(folder / FILE, KEY)) as connection:
            wrong, rows = _read_through(connection)
    except sqlcipher3.DatabaseError as fault:
        return [str(fault)]
    if [q for q, _ in rows] != list(range(1, len(rows) + 1)):
        wrong.append("the numbers have gaps")
    lost = set(told.decode().split()) - {entry_id for _, entry_id in rows}
    return [*wrong, f"{len(lost)} lost"] if lost else wrong


def _read_through(connection: Any) -> tuple[list[str], list[tuple[int, str]]]:
    checked = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    wrong = [row for row in checked if row != "ok"]
    # Pages of the file itself, which may be torn as long as the log holds them as well.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    wrong += [str(row) for row in connection.execute("PRAGMA cipher_integrity_check")]
    return wrong, connection.execute("SELECT q, id FROM ledger ORDER BY q").fetchall()


def _check(recording: Recording, cuts: int, told: int, place: Path) -> None:
    files = recording.files()
    assert _losses(recording, files, cuts, place) == []
    assert len(bytes(files.told).split()) == told
    syncs = sum(call.kind == "s" for call in recording.calls)
    print(f"{cuts} cuts among {len(recording.calls)} calls, {syncs} syncs: 0 lost, 0 torn")


def test_nothing_told_is_lost_and_no_file_is_torn(short_day: Recording, tmp_path: Path) -> None:
    _check(short_day, 40, 12, tmp_path / "cut")


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_thousand_power_cuts_lose_nothing(tmp_path: Path) -> None:
    _check(_recorded(tmp_path, 4, 60), 1_000, 240, tmp_path / "cut")


def test_a_disk_that_only_says_it_has_saved_is_found_out(
    short_day: Recording, tmp_path: Path
) -> None:
    assert _losses(short_day, short_day.files(lying=True), 8, tmp_path / "cut")


def test_the_views_after_a_cut_are_those_of_the_ledger(
    short_day: Recording, tmp_path: Path
) -> None:
    files = short_day.files()
    for call in short_day.calls[: len(short_day.calls) * 2 // 3]:
        files.pass_by(call)
    _cut(short_day, files, Random(3), tmp_path / "cut")
    with closing(open_replica(tmp_path / "cut", KEY, WORKFLOW)) as replica:
        bodies = [entry_of(out.body) for out in replica.unsent(limit=1 << 30, limit_bytes=1 << 40)]
        cases = {entry.subject_id for entry in bodies if entry.step == "report"}
        moved = {entry.subject_id for entry in bodies if entry.step == "urgent_dispatch"}
        assert cases >= moved > set()
        for case in cases:
            state = replica.reader.state("case", case)
            assert state is not None
            assert (state["stage"] == "handling") == (case in moved)
