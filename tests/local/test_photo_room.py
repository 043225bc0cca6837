"""How much of the disk photos may take, to the byte, and when a photo counts as looked at."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from seatapp.local.photo_room import (
    NOTED_SECONDS,
    SMALL_BYTES,
    SMALL_PART,
    PhotoFile,
    going,
    note_use,
)

LARGE = SMALL_BYTES + 1
LONG_AGO = 1_700_000_000.0


def files(*sizes: int) -> list[PhotoFile]:
    """Files of these sizes, each used a little later than the one before."""
    return [PhotoFile(Path(str(n)), size, LONG_AGO + n) for n, size in enumerate(sizes)]


def gone(made: list[PhotoFile], room: int) -> list[str]:
    return [file.path.name for file in going(made, room, (), ())]


@pytest.mark.parametrize(("missing", "names"), [(0, []), (1, ["0"]), (LARGE, ["0"])])
def test_photos_go_when_a_byte_is_missing_and_no_more_than_have_to(
    missing: int, names: list[str]
) -> None:
    assert gone(files(LARGE, LARGE, LARGE), 3 * LARGE - missing) == names


def test_photos_leave_room_for_the_small_pictures_that_stay() -> None:
    made = files(LARGE, LARGE, *[SMALL_BYTES] * 4)
    room = SMALL_PART * 2 * SMALL_BYTES  # two of the small ones stay
    assert gone(made, room) == ["2", "3"]
    tight = files(*[LARGE] * 8, SMALL_BYTES)
    room = SMALL_PART * SMALL_BYTES * 2  # all but one fit, beside the small one
    assert gone(tight, room) == ["0", "1"]


def test_a_file_is_of_a_small_picture_up_to_its_largest_size() -> None:
    small, large = files(SMALL_BYTES, LARGE)
    assert going([small], SMALL_PART * SMALL_BYTES - 1, (), ()) == [small], "its part is too small"
    assert going([small], 0, (), ()) == [small]
    assert going([large], LARGE, (), ()) == []


@pytest.mark.parametrize(("hours", "noted"), [(2, True), (0.5, False)])
def test_a_look_is_noted_once_an_hour(tmp_path: Path, hours: float, noted: bool) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(b"x")
    before = time.time() - hours * NOTED_SECONDS
    os.utime(photo, (before, LONG_AGO))
    note_use(photo)
    seen = photo.stat()
    assert seen.st_atime > before + 60 if noted else seen.st_atime == pytest.approx(before, abs=1)
    assert seen.st_mtime == LONG_AGO
