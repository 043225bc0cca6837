"""The ballast: laid in where there is room for it, given up once, and for a full disk alone."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from seatapp.errors import LocalFileError
from seatapp.local.ballast import FILE, ROOM_FOR_IT, Ballast
from seatapp.local.database import DISK_FULL

SIZE = 4096


@pytest.fixture
def ballast(tmp_path: Path) -> Ballast:
    """A ballast that is laid in."""
    made = Ballast(tmp_path)
    made.lay_in(SIZE)
    return made


def failing(*codes: str | None) -> Callable[[], str]:
    """Work that meets these faults, one a try, and then is done."""
    faults = [LocalFileError("磁盘已满。", code) for code in codes]

    def work() -> str:
        if faults:
            raise faults.pop(0)
        return "done"

    return work


def test_it_is_given_up_once(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path)
    assert (ballast.given_up, ballast.give_up()) == (False, False), "there was none"
    ballast.lay_in(SIZE)
    assert (tmp_path / FILE).stat().st_size == SIZE
    assert (ballast.give_up(), ballast.give_up(), ballast.given_up) == (True, False, True)
    assert not (tmp_path / FILE).exists()
    ballast.lay_in(SIZE)
    assert not ballast.given_up


def test_what_is_held_already_is_not_written_again_and_another_size_is(
    tmp_path: Path, ballast: Ballast
) -> None:
    (tmp_path / FILE).write_bytes(b"x" * SIZE)
    ballast.lay_in(SIZE)
    assert (tmp_path / FILE).read_bytes() == b"x" * SIZE
    ballast.lay_in(2 * SIZE)
    assert (tmp_path / FILE).stat().st_size == 2 * SIZE


@pytest.mark.parametrize(("missing", "laid_in"), [(0, True), (1, False)])
def test_a_disk_that_is_nearly_full_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: int, laid_in: bool
) -> None:
    free = SimpleNamespace(free=ROOM_FOR_IT * SIZE - missing)
    monkeypatch.setattr("seatapp.local.ballast.shutil.disk_usage", lambda _folder: free)
    Ballast(tmp_path).lay_in(SIZE)
    assert (tmp_path / FILE).exists() == laid_in


def test_what_could_not_be_held_leaves_nothing_and_is_only_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_handle: int, _size: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("seatapp.local.ballast._fill", full)
    Ballast(tmp_path).lay_in(SIZE)
    assert not (tmp_path / FILE).exists()
    assert "No space left on device" in caplog.text


def test_where_there_is_no_folder_it_is_only_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Ballast(tmp_path / "gone").lay_in(SIZE)
    assert "no ballast" in caplog.text


def test_it_is_as_large_where_the_system_cannot_set_room_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fallocate", raising=False)
    Ballast(tmp_path).lay_in(SIZE)
    assert (tmp_path / FILE).stat().st_size == SIZE


def test_work_that_found_the_disk_full_is_done_once_more(
    tmp_path: Path, ballast: Ballast, caplog: pytest.LogCaptureFixture
) -> None:
    assert ballast.with_room(failing()) == "done"
    assert (tmp_path / FILE).exists()
    assert ballast.with_room(failing(DISK_FULL)) == "done"
    assert not (tmp_path / FILE).exists()
    assert [one.levelno for one in caplog.records] == [logging.ERROR]


@pytest.mark.parametrize(
    ("codes", "held_after"), [((None,), True), ((DISK_FULL, DISK_FULL), False)]
)
def test_another_fault_and_a_second_one_are_told(
    tmp_path: Path, ballast: Ballast, codes: tuple[str | None, ...], held_after: bool
) -> None:
    with pytest.raises(LocalFileError):
        ballast.with_room(failing(*codes))
    assert (tmp_path / FILE).exists() == held_after


def test_without_ballast_a_full_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(LocalFileError) as told:
        Ballast(tmp_path).with_room(failing(DISK_FULL))
    assert told.value.code == DISK_FULL
