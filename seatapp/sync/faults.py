"""Lines to the centre that go wrong on purpose, for trying by hand what a seat does then.

Each is a real line with one fault. `seatapp --fault NAME` works through it, in the window too,
where the status line says so; `seatapp doctor --fault NAME` makes one round.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from psycopg import Connection

from seatapp.central.gateway import Gateway, Told
from seatapp.central.messages import Answer, Cursor, Outgoing, Pages
from seatapp.errors import CentreUnreachable
from seatapp.text import _

SLOW_SECONDS = 2.0


class OfflineLine(Gateway):
    """Nothing gets through: it is cut before the first word."""

    def __init__(self, connection: Connection[tuple[Any, ...]]) -> None:
        connection.close()
        raise _gone()


class SlowLine(Gateway):
    """Every answer takes seconds."""

    def append_all(
        self, seat: str, epoch: int, batches: Iterable[Sequence[Outgoing]]
    ) -> Told[Answer]:
        """Wait before each answer."""
        for answer in super().append_all(seat, epoch, batches):
            time.sleep(SLOW_SECONDS)
            yield answer

    def since_all(self, cursors: Mapping[str, Cursor], first: int, more: int) -> Told[Pages]:
        """Wait before each page."""
        for pages in super().since_all(cursors, first, more):
            time.sleep(SLOW_SECONDS)
            yield pages


class CutLine(Gateway):
    """The centre takes what is sent, and the answer is lost."""

    def append_all(
        self, seat: str, epoch: int, batches: Iterable[Sequence[Outgoing]]
    ) -> Told[Answer]:
        """Lose the first answer."""
        for _answer in super().append_all(seat, epoch, batches):
            shut(self._connection)
            raise _gone()
        yield from ()


class RepeatingLine(Gateway):
    """Everything is sent twice."""

    def append_all(
        self, seat: str, epoch: int, batches: Iterable[Sequence[Outgoing]]
    ) -> Told[Answer]:
        """Send each batch again before the answer to the second time is looked at."""
        twice = (batch for once in batches for batch in (once, once))
        for number, answer in enumerate(super().append_all(seat, epoch, twice)):
            if number % 2:
                yield answer


FAULTS: Mapping[str, type[Gateway]] = {
    "offline": OfflineLine,
    "slow": SlowLine,
    "cut": CutLine,
    "repeat": RepeatingLine,
}
"""The faults by name."""


def trial_words(line: type[Gateway]) -> str:
    """What the status line says of a line with a fault; nothing of a real one."""
    words = {
        OfflineLine: _("试验线路：断线"),
        SlowLine: _("试验线路：慢"),
        CutLine: _("试验线路：丢失答复"),
        RepeatingLine: _("试验线路：重复发送"),
    }
    return words.get(line, "")


def shut(connection: Connection[tuple[Any, ...]]) -> None:
    """Cut the socket under a connection, as a network does that goes away."""
    under = socket.socket(fileno=connection.fileno())
    try:
        under.shutdown(socket.SHUT_RDWR)
    finally:
        under.detach()  # it is libpq's to close


def _gone() -> CentreUnreachable:
    return CentreUnreachable(_("线路按要求断开了（试验）。内容都在本机，没有丢失。"))
