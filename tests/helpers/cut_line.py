"""A line between a seat and its centre that can be cut after any number of bytes, either way."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class CutLine:
    """A relay on the loopback address; `cut_after` bytes one way every connection through it ends.

    `up` counts what the seat has sent, `down` what the centre has answered, over all connections
    since the last `reset`.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._limits: dict[str, int | None] = {"up": None, "down": None}
        self._passed = {"up": 0, "down": 0}
        self._ends: list[socket.socket] = []
        self._carrying: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def reset(self, up: int | None = None, down: int | None = None) -> None:
        """Count from 0 again and cut after so many bytes, or not at all."""
        self._limits = {"up": up, "down": down}
        self._passed = {"up": 0, "down": 0}

    @property
    def passed(self) -> tuple[int, int]:
        """Bytes up and down since the last `reset`."""
        return self._passed["up"], self._passed["down"]

    def close(self) -> None:
        """End every connection and listen no more."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for carry in (self._thread, *self._carrying):
            carry.join()
        for end in self._ends:
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                seat, _ = self._listening.accept()
            except OSError:
                return
            centre = socket.create_connection(self._target)
            self._ends += (seat, centre)
            for way, source, sink in (("up", seat, centre), ("down", centre, seat)):
                carry = threading.Thread(target=self._carry, args=(way, source, sink), daemon=True)
                self._carrying.append(carry)
                carry.start()

    def _carry(self, way: str, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                limit = self._limits[way]
                if limit is not None and self._passed[way] + len(data) > limit:
                    sink.sendall(data[: max(limit - self._passed[way], 0)])
                    self._passed[way] = limit
                    break
                self._passed[way] += len(data)
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def cut_line(host: str, port: int) -> Iterator[CutLine]:
    """A relay to `host` and `port` while the block runs."""
    line = CutLine(host, port)
    try:
        yield line
    finally:
        line.close()
