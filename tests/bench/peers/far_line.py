"""A line to a server that is far away: every byte takes its time, none is held back longer."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

Due = tuple[float, bytes]
"""When something may arrive, and what; no bytes are the end."""

CHUNK = 65_536


class FarLine:
    """A relay on the loopback address to a port of it; `round_trip` is in seconds.

    The delay can be changed while connections stand, and holds for what is sent from then on.
    """

    def __init__(self, port: int, round_trip: float = 0.0) -> None:
        self.round_trip = round_trip
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def close(self) -> None:
        """End every connection and listen no more."""
        for end in (self._listening, *self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for end in (self._listening, *self._ends):
            end.close()

    def _start(self, work: object, *values: object) -> None:
        thread = threading.Thread(target=work, args=values, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            self._ends += (near, far)
            for source, sink in ((near, far), (far, near)):
                sink.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                on_the_way: SimpleQueue[Due] = SimpleQueue()
                self._start(self._take, source, on_the_way)
                self._start(self._bring, on_the_way, sink)

    def _take(self, source: socket.socket, on_the_way: SimpleQueue[Due]) -> None:
        data = b"begun"
        while data:
            try:
                data = source.recv(CHUNK)
            except OSError:
                data = b""
            on_the_way.put((time.perf_counter() + self.round_trip / 2, data))

    def _bring(self, on_the_way: SimpleQueue[Due], sink: socket.socket) -> None:
        data = b"begun"
        with contextlib.suppress(OSError):
            while data:
                due, data = on_the_way.get()
                time.sleep(max(due - time.perf_counter(), 0))
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


@contextmanager
def far_line(port: int, round_trip: float = 0.0) -> Iterator[FarLine]:
    """A relay to `port` while the block runs."""
    line = FarLine(port, round_trip)
    try:
        yield line
    finally:
        line.close()
