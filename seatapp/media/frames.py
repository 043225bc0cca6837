"""How the program and its decoder child speak: frames of a length (four bytes) and that much."""

from __future__ import annotations

import json
from typing import IO, Any

MOST_BYTES = 64 * 1024 * 1024
HEAD_BYTES = 64 * 1024
_LENGTH_BYTES = 4


def write_frame(pipe: IO[bytes], content: bytes) -> None:
    """Write one frame; the caller flushes."""
    pipe.write(len(content).to_bytes(_LENGTH_BYTES, "big"))
    pipe.write(content)


def read_frame(pipe: IO[bytes], most: int = MOST_BYTES) -> bytes:
    """The next frame. Raises EOFError at the end, ValueError when it is longer than `most`."""
    length = int.from_bytes(_exactly(pipe, _LENGTH_BYTES), "big")
    if length > most:
        raise ValueError("a frame that is too long")
    return _exactly(pipe, length)


def write_head(pipe: IO[bytes], head: object) -> None:
    """Write a frame of JSON."""
    write_frame(pipe, json.dumps(head, allow_nan=False).encode())


def read_head(pipe: IO[bytes]) -> dict[str, Any]:
    """The next frame as a JSON object. Raises EOFError, ValueError."""
    head = json.loads(read_frame(pipe, HEAD_BYTES))
    if not isinstance(head, dict):
        raise ValueError("a head that is no object")
    return head


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    content = pipe.read(length)
    if len(content) != length:
        raise EOFError
    return content
