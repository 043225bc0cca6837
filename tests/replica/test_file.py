"""The encrypted file: wrong keys, foreign files, full disks, two processes."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3  # type: ignore[import-untyped]

from seatapp.domain.tables import load_workflow
from seatapp.errors import AlreadyRunning, LocalFileError
from seatapp.local import database, numbering, rescue
from seatapp.local import replica as replica_module
from seatapp.local.opening import open_replica
from seatapp.local.writing import Writing
from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import PHOTO
from tests.helpers.seat import KEY, Seat

WORKFLOW = load_workflow()
OTHER_KEY = bytes(32)
NOBODY = 65534
PROJECT = Path(__file__).parents[2]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _refused(folder: Path, key: bytes = KEY, create: bool = False) -> LocalFileError:
    with pytest.raises(LocalFileError) as caught:
        open_replica(folder, key, WORKFLOW, create=create)
    assert caught.value.sentence
    return caught.value


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder with a replica that holds one report and is closed."""
    seat = Seat(tmp_path / "seat", WORKFLOW, MadeCentre(WORKFLOW))
    seat.report(description="只有本机知道的一句话")
    seat.replica.close()
    return seat.folder


def test_nothing_of_it_can_be_read_without_the_key(made: Path) -> None:
    raw = (made / database.FILE).read_bytes()
    assert b"SQLite format" not in raw
    assert "一句话".encode() not in raw
    assert b"case_row" not in raw


def test_what_is_not_closed_yet_is_encrypted_as_well(tmp_path: Path) -> None:
    seat = Seat(tmp_path / "seat", WORKFLOW, MadeCentre(WORKFLOW))
    seat.report(description="只有本机知道的一句话")
    log = (seat.folder / f"{database.FILE}-wal").read_bytes()
    seat.replica.close()
    assert log
    assert "一句话".encode() not in log


@pytest.mark.parametrize("create", [False, True])
def test_a_wrong_key_touches_nothing(made: Path, create: bool) -> None:
    path = made / database.FILE
    before = _digest(path)
    assert _refused(made, OTHER_KEY, create).code == "wrong_key"
    assert _digest(path) == before
    open_replica(made, KEY, WORKFLOW).close()


def test_an_absent_file_is_made_on_request_only(tmp_path: Path) -> None:
    assert _refused(tmp_path).code == "file_absent"
    assert not (tmp_path / database.FILE).exists()
    replica = open_replica(tmp_path, KEY, WORKFLOW, create=True)
    seat = replica.seat_id
    replica.close()
    again = open_replica(tmp_path, KEY, WORKFLOW, create=True)
    assert again.seat_id == seat
    again.close()


@pytest.mark.parametrize("create", [False, True])
def test_a_foreign_file_is_left_alone(tmp_path: Path, create: bool) -> None:
    path = tmp_path / database.FILE
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE t (x)")
    foreign.close()
    before = _digest(path)
    assert _refused(tmp_path, KEY, create).code == "foreign_file"
    assert _digest(path) == before


def test_a_damaged_file_is_told_from_a_wrong_key(made: Path) -> None:
    path = made / database.FILE
    raw = bytearray(path.read_bytes())
    raw[100:200] = bytes(100)
    path.write_bytes(raw)
    before = _digest(path)
    assert _refused(made).code == "damaged"
    assert _digest(path) == before


def test_a_damaged_page_is_noticed_when_it_is_read(made: Path) -> None:
    path = made / database.FILE
    raw = bytearray(path.read_bytes())
    for start in range(4096 * 2, len(raw), 4096):
        raw[start + 2000] ^= 1
    path.write_bytes(raw)
    assert _refused(made).code == "damaged"


def test_a_file_of_a_newer_program_is_left_alone(made: Path) -> None:
    connection = sqlcipher3.connect(str(made / database.FILE))
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert _refused(made).code == "newer_file"


def test_an_old_engine_is_refused(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlcipher3, "sqlite_version_info", (3, 51, 2))
    assert _refused(made).code == "engine_too_old"


def test_a_second_process_is_told_so(made: Path) -> None:
    replica = open_replica(made, KEY, WORKFLOW)
    try:
        with pytest.raises(AlreadyRunning) as caught:
            open_replica(made, KEY, WORKFLOW)
        assert "正在使用" in caught.value.sentence
    finally:
        replica.close()
    open_replica(made, KEY, WORKFLOW).close()


def test_the_lock_is_free_after_an_opening_that_failed(made: Path) -> None:
    _refused(made, OTHER_KEY)
    open_replica(made, KEY, WORKFLOW).close()


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    seat = Seat(tmp_path / "seat", WORKFLOW, MadeCentre(WORKFLOW))
    first = seat.report()
    seat.replica.write(_no_more_pages)
    with pytest.raises(LocalFileError) as caught:
        _report_for_ever(seat)
    assert caught.value.code == "disk_full"
    saved = seat.replica.reader.unsent_count()
    seat.replica.close()
    seat.open()
    assert seat.state(first)["stage"] == "reported"
    assert seat.replica.reader.unsent_count() == saved
    seat.report()
    assert [out.q for out in seat.replica.unsent()] == list(range(1, saved + 2))
    seat.replica.close()


def _report_for_ever(seat: Seat) -> None:
    for _ in range(50):
        seat.report(description="很" * 2000)


def _no_more_pages(writing: Writing) -> None:
    pages = writing.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    writing.connection.exec_driver_sql(f"PRAGMA max_page_count = {int(pages) + 2}")


OPENING = """
import os, sys
from pathlib import Path
from seatapp.domain.tables import load_workflow
from seatapp.errors import LocalFileError
from seatapp.local.opening import open_replica
workflow = load_workflow()
os.setuid(int(sys.argv[2]))
try:
    open_replica(Path(sys.argv[1]), bytes(range(32)), workflow, create=True)
except LocalFileError as refused:
    print(refused.code)
"""


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs to become somebody else")
@pytest.mark.parametrize("present", [True, False])
def test_a_folder_that_cannot_be_written_is_told(present: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="seatapp-file-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if present:
            open_replica(folder, KEY, WORKFLOW, create=True).close()
            (folder / "replica.lock").chmod(0o666)
            for file in (database.FILE, database.CHECK):
                (folder / file).chmod(0o644)
        before = sorted(path.name for path in folder.iterdir())
        ran = subprocess.run(
            [sys.executable, "-c", OPENING, name, str(NOBODY)],
            capture_output=True,
            text=True,
            check=False,
            cwd=PROJECT,
        )
        assert ran.stdout.strip() == ("read_only" if present else "folder_unusable"), ran.stderr
        assert sorted(path.name for path in folder.iterdir()) == before


def test_an_opening_that_fails_late_leaves_nothing_open(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(writing: Writing, seat: str) -> None:
        raise LocalFileError("读写磁盘出错。", "disk_fault")

    monkeypatch.setattr(replica_module, "_begin_file", fails)
    before = {thread.name for thread in threading.enumerate()}
    with pytest.raises(LocalFileError):
        open_replica(made, KEY, WORKFLOW)
    assert {thread.name for thread in threading.enumerate()} == before


def test_a_replica_is_given_back_whatever_fails_at_its_end(made: Path) -> None:
    replica = open_replica(made, KEY, WORKFLOW)
    done: list[str] = []
    replica.before_close(lambda: done.append("first"))
    replica.before_close(_fails)
    replica.before_close(lambda: done.append("last"))
    with pytest.raises(ZeroDivisionError):
        replica.close()
    assert sorted(done) == ["first", "last"]
    open_replica(made, KEY, WORKFLOW).close()


def _fails() -> None:
    raise ZeroDivisionError


class _WithoutIndex:
    """A connection to a file whose index of unsettled entries cannot be read."""

    def __init__(self, whole: Any) -> None:
        self._whole = whole
        self.close = whole.close

    def execute(self, query: str, values: tuple[object, ...] = ()) -> Any:
        if "ORDER BY position" in query:
            raise sqlcipher3.DatabaseError("malformed")
        return self._whole.execute(query, values)


def test_entries_of_a_seat_numbered_anew_are_rescued_without_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = Seat(tmp_path / "seat", WORKFLOW, MadeCentre(WORKFLOW))
    for _settled in range(3):
        seat.report()
    seat.push_all()
    seat.replica.photos_sent([PHOTO])
    seat.clock.pass_by(days=31)
    seat.report()
    seat.replica.prune(seat.clock.at)
    seat.replica.write(numbering.become_new_seat)
    waiting = [letter.body for letter in seat.replica.unsent()]
    seat.replica.close()
    opened = database.connected
    monkeypatch.setattr(rescue, "connected", lambda *how: _WithoutIndex(opened(*how)))
    assert [letter.body for letter in rescue.rescued(seat.folder, KEY).letters] == waiting
