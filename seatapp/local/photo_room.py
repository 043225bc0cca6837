"""How much of the disk photos may take, and which of their files go when it is too much.

What goes can be fetched again from the centre when somebody wants to see it. Files tell neither
photo nor kind by their names; small pictures are told from photos by their size.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 4 << 30
"""Photos never take more, however large the disk."""

SMALL_BYTES = 200_000
"""No file of a small picture is larger."""

SMALL_PART = 4
"""Small pictures may take one part in so many: some forty thousand of them at the most."""

RECENT_SECONDS = 86_400
"""What came or was looked at within a day stays: it is in front of somebody, or in a form."""

NOTED_SECONDS = 3_600
"""How exactly it is known when a photo was looked at last."""


@dataclass(frozen=True)
class PhotoFile:
    """A file with its bytes and when it was last of use (seconds since 1970)."""

    path: Path
    size: int
    used_at: float


def room_on_disk(folder: Path, files: Sequence[PhotoFile]) -> int:
    """Bytes that photos may take: at most half of what the disk would have free without them."""
    return min(MOST_BYTES, (_bytes_of(files) + shutil.disk_usage(folder).free) // 2)


def going(
    files: Sequence[PhotoFile], room: int, needed: Collection[Path], offered: Collection[Path]
) -> list[PhotoFile]:
    """The files that have to go so that the others fit into `room` bytes.

    What was not used for longest goes first, small pictures among themselves. `needed` stay
    whatever comes, `offered` go after all others.
    """
    before = time.time() - RECENT_SECONDS
    small = [file for file in files if file.size <= SMALL_BYTES]
    large = [file for file in files if file.size > SMALL_BYTES]

    def first_of(kind: Sequence[PhotoFile], excess: int) -> Iterator[PhotoFile]:
        may_go = [file for file in kind if file.used_at < before and file.path not in needed]
        for file in sorted(may_go, key=lambda one: (one.path in offered, one.used_at)):
            if excess <= 0:
                return
            excess -= file.size
            yield file

    small_going = list(first_of(small, _bytes_of(small) - room // SMALL_PART))
    small_left = _bytes_of(small) - _bytes_of(small_going)
    return small_going + list(first_of(large, _bytes_of(large) + small_left - room))


def note_use(path: Path) -> None:
    """Remember that somebody looks at a photo: many systems do not note when a file was read."""
    now = time.time()
    if path.stat().st_atime < now - NOTED_SECONDS:
        os.utime(path, (now, path.stat().st_mtime))


def files_in(folder: Path) -> Iterator[PhotoFile]:
    """The files of photos; one that is just being written may be gone before it is looked at."""
    for path in folder.glob("??/*"):
        with suppress(FileNotFoundError):
            stat = path.stat()
            yield PhotoFile(path, stat.st_size, max(stat.st_atime, stat.st_mtime))


def _bytes_of(files: Sequence[PhotoFile]) -> int:
    return sum(file.size for file in files)
