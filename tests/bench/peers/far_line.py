"""A line to a server that is far away: every byte takes its time, none is held back longer.

It runs in a process of its own: as threads of a program that it serves it would wait for that
program's interpreter, and would take from it.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import IO

Due = tuple[float, bytes]
"""When something may arrive, and what; no bytes are the end."""

CHUNK = 65_536


class FarLine:
    """A relay on the loopback address, at `port`, to another port of it.

    `orders` tell it how long a round trip takes, and it says in `answers` that it knows.
    """

    def __init__(self, orders: IO[str], answers: IO[str]) -> None:
        self._orders = orders
        self._answers = answers
        self.port = int(answers.readline())

    def take(self, round_trip: float) -> None:
        """Let a round trip take so many seconds, for what is sent from now on."""
        self._orders.write(f"{round_trip}\n")
        self._orders.flush()
        self._answers.readline()


@contextmanager
def far_line(port: int) -> Iterator[FarLine]:
    """A relay to `port` while the block runs; it delays nothing until it is told to."""
    command = [sys.executable, "-m", __spec__.name, str(port)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as relay:
        assert relay.stdin is not None
        assert relay.stdout is not None
        yield FarLine(relay.stdin, relay.stdout)
        relay.stdin.close()


class _Relay:
    """The other end: every connection to it goes on to the port `target`."""

    def __init__(self, target: int) -> None:
        self.round_trip = 0.0
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        _start(self._accept)

    def _accept(self) -> None:
        while True:
            near, _ = self._listening.accept()
            far = socket.create_connection(("127.0.0.1", self._target))
            for source, sink in ((near, far), (far, near)):
                sink.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                on_the_way: SimpleQueue[Due] = SimpleQueue()
                _start(self._take, source, on_the_way)
                _start(_bring, on_the_way, sink)

    def _take(self, source: socket.socket, on_the_way: SimpleQueue[Due]) -> None:
        data = b"begun"
        while data:
            try:
                data = source.recv(CHUNK)
            except OSError:
                data = b""
            on_the_way.put((time.perf_counter() + self.round_trip / 2, data))


def _bring(on_the_way: SimpleQueue[Due], sink: socket.socket) -> None:
    data = b"begun"
    with contextlib.suppress(OSError):
        while data:
            due, data = on_the_way.get()
            time.sleep(max(due - time.perf_counter(), 0))
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def _start(work: object, *values: object) -> None:
    threading.Thread(target=work, args=values, daemon=True).start()  # type: ignore[arg-type]


def main(target: int) -> None:
    """Relay until nobody gives orders any more."""
    relay = _Relay(target)
    print(relay.port, flush=True)
    for order in sys.stdin:
        relay.round_trip = float(order)
        print("known", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
