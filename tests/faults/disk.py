"""Runs a program on a disk that fills up, fails at its n-th call, or has everything written down.

`disk.c` stands between the program and the system's calls; it is built with the machine's compiler
when a test first asks for it. `Disk` steers it from inside the program.
"""

from __future__ import annotations

import atexit
import ctypes
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
COMPILER = shutil.which("cc") or shutil.which("gcc")

needs_a_disk = pytest.mark.skipif(
    sys.platform != "linux" or COMPILER is None,
    reason="needs Linux and a C compiler to stand between a program and its disk",
)


class Disk:
    """The disk under the program that runs; `folder` is what is watched of it."""

    def __init__(self, folder: Path) -> None:
        self._calls = ctypes.CDLL(None)
        self._calls.disk_watch(os.fsencode(folder.resolve()))

    def record(self, path: Path) -> None:
        """Write down from now on what reaches the disk, and what is told on standard output."""
        self._calls.disk_record(os.fsencode(path))

    def leave_room(self, room: int | None) -> None:
        """Let files grow by so many bytes from now on; None for any amount."""
        self._calls.disk_room(ctypes.c_long(-1 if room is None else room))

    def fail_after(self, calls: int, *, for_good: bool = False) -> None:
        """Let so many calls go well, and the next fail, or all that follow."""
        self._calls.disk_fail(ctypes.c_long(calls), int(for_good))

    def be_well(self) -> int:
        """Fail no more; how many calls there have been since `fail_after`."""
        done = self._calls.disk_calls
        done.restype = ctypes.c_long
        made = int(done())
        self._calls.disk_fail(ctypes.c_long(-1), 0)
        return made


def run_on_the_disk(program: str, *words: object) -> str:
    """What the Python `program` tells; `sys.argv[1:]` of it are `words`."""
    ran = subprocess.run(
        [sys.executable, "-c", program, *map(str, words)],
        env={**os.environ, "LD_PRELOAD": str(_built()), "PYTHONPATH": str(PROJECT)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@functools.cache
def _built() -> Path:
    assert COMPILER is not None
    folder = tempfile.TemporaryDirectory(prefix="seatapp-disk-")
    atexit.register(folder.cleanup)
    made = Path(folder.name) / "disk.so"
    source = str(HERE / "disk.c")
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", str(made), source], check=True)
    return made
