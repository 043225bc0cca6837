"""How the replica of a workstation is opened: by one process at a time, or held against all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time

from filelock import FileLock, Timeout

from seatapp.domain.workflow import Workflow
from seatapp.errors import AlreadyRunning
from seatapp.ids import new_id
from seatapp.local.ballast import Ballast
from seatapp.local.database import FILE, open_file, world_faults
from seatapp.local.replica import HeldFile, Replica
from seatapp.text import _

LOCK = "replica.lock"


def this_second() -> int:
    """Seconds since 1970, by the clock of this computer."""
    return int(time())


def open_replica(
    folder: Path,
    key: bytes,
    workflow: Workflow,
    create: bool = False,
    seat: str | None = None,
    now: Callable[[], int] = this_second,
) -> Replica:
    """Open the replica in `folder` for writing; with `create` an absent one is made.

    `key` is the raw data key of 32 bytes; `seat` is the identity of a new one, `now` the clock as
    of which states are shown. Raises `AlreadyRunning` when another process has it open,
    `LocalFileError` when the file is absent, not ours, damaged, or cannot be written.
    """
    if create:
        with world_faults(folder / FILE):
            folder.mkdir(parents=True, exist_ok=True)
    lock = _locked(folder)
    ballast = Ballast(folder)

    def opened() -> Replica:
        engines = open_file(folder, key, create)
        file = HeldFile(folder / FILE, lock, ballast, *engines)
        return Replica(file, workflow, seat or new_id(), now)

    try:
        return ballast.with_room(opened)
    except BaseException:
        lock.release()
        raise


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Hold the files of the replica in `folder` against every other process."""
    lock = _locked(folder)
    try:
        yield
    finally:
        lock.release()


def _locked(folder: Path) -> FileLock:
    lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
    with world_faults(folder / FILE):
        # A folder that cannot be written looks to the lock like one that is taken.
        (folder / LOCK).open("ab").close()
        try:
            lock.acquire()
        except Timeout:
            raise AlreadyRunning(
                _("本机已有一个窗口或命令正在使用数据文件。请先关闭它，或直接使用已打开的窗口。")
            ) from None
    return lock
