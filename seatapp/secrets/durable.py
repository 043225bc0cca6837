"""Small files that are whole or absent: written beside, forced to the disk, then renamed."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from seatapp.errors import LocalFileError
from seatapp.file_faults import why_not
from seatapp.text import _


def write_durably(path: Path, content: bytes) -> None:
    """Put `content` at `path` for good; only the account of this process can read it (0600).

    When it returns, a power cut loses nothing. Raises `LocalFileError` when the disk is full or
    the folder cannot be written; the file that was there before is then untouched.
    """
    try:
        _make_folder(path.parent)
        with durable_file(path) as file:
            file.write(content)
    except OSError as fault:
        raise LocalFileError(
            _(
                "不能写入本机文件 {path}（{reason}）。原有内容未改动。"
                "请腾出磁盘空间或检查文件夹权限后再试。"
            ).format(path=path, reason=why_not(fault))
        ) from fault


@contextmanager
def durable_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that stands at `path` for good when the block has ended well, else nowhere.

    Only the account of this process can read it (0600). Raises `OSError` when it cannot be kept.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise
    fix_folder(path.parent)


def _make_folder(folder: Path) -> None:
    """Make the folder and those above it, each for good."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        fix_folder(folder.parent)


def fix_folder(folder: Path) -> None:
    """Force the renamed entry of the folder to the disk; Windows does that by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
