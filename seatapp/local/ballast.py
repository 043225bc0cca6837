"""A file that holds space on the disk, to be given back when the disk is full.

On a full disk SQLite can neither delete nor tidy up its log, so that whoever notices it then can
do nothing any more. The ballast is given up with the first write that finds no room: that write
is made again and holds, and so does everything until the ballast is used up. It is laid in anew
at a log-in, when the disk has room again.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from seatapp.errors import LocalFileError
from seatapp.local.database import DISK_FULL

T = TypeVar("T")

_log = logging.getLogger(__name__)

FILE = "ballast"
BYTES = 64 << 20
ROOM_FOR_IT = 4
"""The disk must have so many times the ballast free before it is laid in."""


class Ballast:
    """The ballast of the workstation in `folder`; any thread may ask."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self.given_up = False

    def lay_in(self, size: int = BYTES) -> None:
        """Hold `size` bytes of the disk, unless they are held already or the disk is nearly full.

        What the disk has against it is only logged: nobody has to wait for this.
        """
        try:
            if self._file.exists() and self._file.stat().st_size == size:
                return
            if shutil.disk_usage(self._file.parent).free < ROOM_FOR_IT * size:
                return
            with self._file.open("wb") as file:
                _fill(file.fileno(), size)
        except OSError as fault:
            _log.warning("no ballast: %s", fault.strerror)
            self._file.unlink(missing_ok=True)
        else:
            self.given_up = False

    def with_room(self, work: Callable[[], T]) -> T:
        """Do `work`, once more when the disk was full and could be given room."""
        try:
            return work()
        except LocalFileError as fault:
            if fault.code != DISK_FULL or not self.give_up():
                raise
        return work()

    def give_up(self) -> bool:
        """Give the disk its bytes back; whether there were any."""
        try:
            self._file.unlink()
        except OSError:
            return False
        _log.error("the disk is full, and the ballast was given up")
        self.given_up = True
        return True


def _fill(handle: int, size: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, size)
    else:
        os.ftruncate(handle, size)
