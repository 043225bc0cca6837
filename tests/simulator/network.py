"""The line between a seat and the centre: it loses, doubles, delays and reorders what it carries.

While a call is on its way other people go on: that is where races come from.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TypeVar

from seatapp.central.gateway import Gateway
from seatapp.central.messages import Answer, Cursor, Outgoing, Pages, Standing
from seatapp.central.photo_lane import Wanted
from seatapp.errors import CentreUnreachable
from tests.simulator.centre import MadeCentre

T = TypeVar("T")

FAULTS = ("none", "lost", "answer_lost", "late", "doubled")
WEIGHTS = (82, 4, 6, 4, 4)
MEANWHILE = 0.25
"""How often somebody else does something while a call is on its way."""


@dataclass
class Network:
    """All lines of one simulation; `calm` ones do everything right."""

    random: Random
    calm: bool = False
    late: list[Callable[[], object]] = field(default_factory=list)

    def carry(self, call: Callable[[], T]) -> T:
        """Make a call, or something like it. Raises `CentreUnreachable`."""
        fault = "none" if self.calm else self.random.choices(FAULTS, WEIGHTS)[0]
        if fault == "late":
            self.late.append(call)
        if fault in ("lost", "late"):
            raise CentreUnreachable("")
        answer = call()
        if fault == "answer_lost":
            raise CentreUnreachable("")
        return call() if fault == "doubled" else answer

    def deliver_late(self) -> None:
        """Something that was thought lost arrives, whatever has happened since."""
        if self.late:
            self.late.pop(self.random.randrange(len(self.late)))()


class Line(Gateway):
    """A connection of one person at one seat to the centre of the simulation."""

    def __init__(
        self,
        network: Network,
        centre: Callable[[], MadeCentre],
        person: str,
        meanwhile: Callable[[], None],
    ) -> None:
        self._network = network
        self._centre = centre
        self._person = person
        self._meanwhile = meanwhile

    def append_all(
        self, seat: str, epoch: int, batches: Iterable[Sequence[Outgoing]]
    ) -> Generator[Answer, None, None]:
        """Hand in batches; when the line is cut, those behind may have arrived as well."""
        for batch in batches:
            self._pass_time()
            try:
                yield self._network.carry(partial(self._append, seat, epoch, batch))
            except CentreUnreachable:
                if self._network.random.random() < 0.5 and (behind := next(iter(batches), None)):
                    self._append(seat, epoch, behind)
                raise

    def since_all(
        self, cursors: Mapping[str, Cursor], first: int, more: int
    ) -> Generator[Pages, None, None]:
        """Pages of a size that makes several of them."""
        known = dict(cursors)
        unread = True
        while unread:
            self._pass_time()
            size = self._network.random.choice((3, 50))
            pages = self._network.carry(partial(self._since, dict(known), size))
            known |= {page.scope: page.cursor for page in pages.pages}
            unread = any(page.left for page in pages.pages)
            yield pages

    def digests(self) -> dict[str, tuple[int, str]]:
        """What the centre holds for the person."""
        return self._network.carry(partial(self._centre().digests, self._person))

    def tell_standing(self, seat: str, standing: Standing) -> None:
        """What a seat tells of itself changes nothing for anybody."""

    def photos_wanted(self, hashes: Sequence[str]) -> Wanted:
        """The centre has every photo."""
        return Wanted({})

    def photos_asked_again(self, _after: str) -> tuple[list[str], str]:
        """The centre has lost none."""
        return [], ""

    def get_thumbnail(self, _name: str) -> None:
        """The centre has no small picture."""

    def close(self) -> None:
        """Hang up."""

    def _append(self, seat: str, epoch: int, batch: Sequence[Outgoing]) -> Answer:
        return self._centre().append(self._person, seat, epoch, batch)

    def _since(self, cursors: Mapping[str, Cursor], size: int) -> Pages:
        return self._centre().since(self._person, cursors, size)

    def _pass_time(self) -> None:
        if not self._network.calm and self._network.random.random() < MEANWHILE:
            self._meanwhile()
