"""How one process of this workstation reaches the window that is already open.

The window listens on a local socket of its user; a second start rings it to come to the front,
and `seatapp pop` hands it a number that is ringing. One line of JSON in, one line out. A number is
told to a window of the same user alone: whoever else uses the computer could have taken its place.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

FRONT, POP = "front", "pop"
ANSWERED = "ok"

PATIENCE_S = 1.0
LONGEST = 4096
"""More bytes than any message has; what is longer was not meant for us."""

_LONGEST_PATH = 100
"""Paths of local sockets are limited to 108 bytes on Linux and 104 elsewhere."""


def address_of(folder: Path) -> str:
    """Where the window of the workstation in `folder` listens: a path, or a pipe on Windows."""
    if sys.platform == "win32":
        return rf"\\.\pipe\seatapp-{_mark(folder)}"
    beside = str(folder.resolve() / "window.socket")
    if len(beside.encode()) <= _LONGEST_PATH:
        return beside
    return f"{os.environ.get('XDG_RUNTIME_DIR', '/tmp')}/seatapp-{_mark(folder)}"


def _mark(folder: Path) -> str:
    # Loading OpenSSL takes longer than handing over a number, and is seldom needed for it.
    import hashlib

    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def message(what: str, number: str = "", call_id: str = "") -> bytes:
    """The line that is sent."""
    return json.dumps({"do": what, "number": number, "call_id": call_id}).encode() + b"\n"


def understood(line: bytes) -> tuple[str, str, str] | None:
    """What, number and call of a line that came in; None when it is not one of ours.

    A number holds what can be printed: a telephone program can hand on bytes that are no text.
    """
    try:
        said = json.loads(line)
        what, number, call_id = said["do"], said["number"], said["call_id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = all(isinstance(text, str) and len(text) <= 80 for text in (what, number, call_id))
    if not texts or what not in (FRONT, POP):
        return None
    return what, _printable(number), _printable(call_id)


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())


def rung(folders: Iterable[Path], line: bytes) -> bool:
    """Hand `line` to the first window that is open on one of these workstations, if any is."""
    return any(ring(folder, line) for folder in folders)


def ring(folder: Path, line: bytes) -> bool:
    """Hand `line` to the window of this workstation; whether one was there and took it."""
    try:
        answer = _through_pipe(folder, line) if sys.platform == "win32" else _asked(folder, line)
    except OSError:
        return False
    return answer.strip() == ANSWERED.encode()


def _asked(folder: Path, line: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
        wire.settimeout(PATIENCE_S)
        wire.connect(address_of(folder))
        if not _is_our_own(wire):
            raise PermissionError("somebody else listens here")
        wire.sendall(line)
        return wire.recv(LONGEST)


def _is_our_own(wire: socket.socket) -> bool:
    """Whether the process at the other end is one of this user; where that can be asked."""
    if sys.platform != "linux":
        return True
    form = "3i"
    told = wire.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize(form))
    _process, user, _group = struct.unpack(form, told)
    return bool(user == os.getuid())


def _through_pipe(folder: Path, line: bytes) -> bytes:
    with open(address_of(folder), "r+b", buffering=0) as pipe:
        pipe.write(line)
        return pipe.read(LONGEST)
