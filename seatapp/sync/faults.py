"""Lines to the centre that go wrong on purpose, for trying by hand what a seat does then.

Each is a real line with one fault; `seatapp doctor --fault NAME` makes a round through it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

from seatapp.central.gateway import Gateway, Told
from seatapp.central.messages import Answer, Cursor, Outgoing, Pages
from seatapp.errors import CentreUnreachable
from seatapp.text import _

SLOW_SECONDS = 2.0


class OfflineLine(Gateway):
    """Nothing gets through."""

    def append_all(
        self, seat: str, epoch: int, batches: Iterable[Sequence[Outgoing]]
    ) -> Told[Answer]:
        """Fail at once."""
        raise _gone()

    def since_all(self, cursors: Mapping[str, Cursor], first: int, more: int) -> Told[Pages]:
        """Fail at once."""
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


def _gone() -> CentreUnreachable:
    return CentreUnreachable(_("线路按要求断开了（试验）。内容都在本机，没有丢失。"))
