"""The parent's side: a decoder child that is watched by the clock and replaced often.

Photos come from strangers, and decoders have faults. So a photo is decoded in a process of its
own, which gets bytes through a pipe and can use only so much; when it hangs it is ended, when it
falls the next photo gets a new one, and nothing of that reaches this process.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Timer
from types import TracebackType

from seatapp.media.facts import Look, facts_from
from seatapp.media.frames import MOST_BYTES, read_frame, read_head, write_frame, write_head
from seatapp.media.refusals import (
    NOT_A_PHOTO,
    TIME_OUT,
    TOO_BIG,
    TOO_LARGE,
    UNREADABLE,
    PhotoRefused,
    refused,
)

_log = logging.getLogger(__name__)

MEDIA_WORKER = "--media-worker"
"""How a program packed into one file is told to be the decoder child."""

SECONDS = 10.0
START_SECONDS = 60.0
PHOTOS_A_CHILD = 50
SMALLEST, LARGEST = 16, 8192


class Decoder:
    """Looks at photos in a child process; any thread may call, one photo is decoded at a time.

    `seconds` is the longest a photo may take, `photos` how many a child sees before it is
    replaced, `command` what to start instead of the program's own child. The child starts with
    the first photo and ends with `close`.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        photos: int = PHOTOS_A_CHILD,
        command: Sequence[str] | None = None,
    ) -> None:
        self._seconds = seconds
        self._photos = photos
        self._command = list(command or own_command())
        self._lock = Lock()
        self._child: _Child | None = None
        self._closed = Event()

    def __enter__(self) -> Decoder:
        """Nothing starts yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the child."""
        self.close()

    def look(self, data: bytes, size: int) -> Look:
        """Facts of a photo, and a JPEG of it with its longer side at most `size` (16 to 8192).

        Raises `PhotoRefused` with the reason; then there is nothing to show of this file.
        """
        if not SMALLEST <= size <= LARGEST:
            raise ValueError(f"a size out of bounds: {size}")
        if not data:
            raise refused(NOT_A_PHOTO)
        if len(data) > MOST_BYTES:
            raise refused(TOO_BIG)
        with self._lock:
            child = self._ready_child()
            try:
                look = child.look(data, size, self._seconds)
            except PhotoRefused as refusal:
                _log.info("a photo was refused: %s", refusal.code)
                if refusal.code == TOO_LARGE:
                    child.end()  # it may have been out of memory
                raise
            if child.looks >= self._photos:
                child.end()
            return look

    def close(self) -> None:
        """End the child, even in the middle of a photo, which is then refused."""
        self._closed.set()
        child = self._child
        if child is not None:
            child.kill()
        with self._lock:
            if self._child is not None:
                self._child.end()

    def _ready_child(self) -> _Child:
        if self._closed.is_set():
            raise RuntimeError("the decoder was closed")
        if self._child is None or not self._child.running:
            if self._child is not None:
                self._child.end()
            self._child = _Child(self._command)
            if self._closed.is_set():
                self._child.end()
                raise RuntimeError("the decoder was closed")
        return self._child


class _Child:
    """One child process. After any trouble it is ended, never used again."""

    def __init__(self, command: Sequence[str]) -> None:
        self.looks = 0
        self._process = _started(command)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._questions = self._process.stdin
        self._answers = self._process.stdout
        with _Clock(self._process, START_SECONDS):
            try:
                hello = read_head(self._answers)
            except (EOFError, ValueError) as fault:
                self.end()
                raise RuntimeError("the decoder child did not start") from fault
        _log.info("a decoder child started, limits: %s", hello.get("limits"))

    @property
    def running(self) -> bool:
        """Whether it can take a photo."""
        return self._process.poll() is None

    def look(self, data: bytes, size: int, seconds: float) -> Look:
        """See `Decoder.look`."""
        self.looks += 1
        clock = _Clock(self._process, seconds)
        try:
            with clock:
                write_head(self._questions, {"size": size})
                write_frame(self._questions, data)
                self._questions.flush()
                head = read_head(self._answers)
                refusal = head.get("refused")
                if refusal is None:
                    look = Look(facts_from(head["facts"]), read_frame(self._answers))
        except (OSError, EOFError, ValueError, KeyError, TypeError) as fault:
            self.end()
            raise refused(TIME_OUT if clock.struck or self._out_of_cpu() else UNREADABLE) from fault
        if clock.struck:
            self.end()
        if refusal is not None:
            raise refused(str(refusal))
        return look

    def kill(self) -> None:
        """End the process at once; safe from any thread."""
        self._process.kill()

    def end(self) -> None:
        """End the process and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._questions, self._answers):
            with suppress(OSError):  # what was still to be written cannot be
                pipe.close()

    def _out_of_cpu(self) -> bool:
        if sys.platform == "win32":
            return False
        import signal

        return self._process.returncode == -signal.SIGXCPU


class _Clock:
    """Ends a process when its time is up; never after the work was done."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.struck = False
        self._process = process
        self._done = False
        self._lock = Lock()
        self._timer = Timer(seconds, self._strike)
        self._timer.daemon = True

    def __enter__(self) -> _Clock:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._done = True

    def _strike(self) -> None:
        with self._lock:
            if not self._done:
                self.struck = True
                self._process.kill()


def own_command() -> list[str]:
    """How this very program is started as a decoder child, packed into one file or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, MEDIA_WORKER]
    return [sys.executable, "-m", "seatapp.media"]


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """The process, with pipes to it and without a console window."""
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        # Each arena of the C library reserves address space, which is what is limited.
        env={**os.environ, "MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
