"""One history of a city from one seed: people, seats, a centre, and all that goes wrong.

The same seed is the same history. After every restart of a seat its invariants are checked, and
all of them when everything has become quiet.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from unittest.mock import patch
from uuid import UUID

from seatapp import ids
from seatapp.domain.tables import load_workflow
from tests.helpers.centre_model import CentreModel
from tests.helpers.rules import NOON, ROWS, MadeReferences, everyone
from tests.simulator.centre import MadeCentre
from tests.simulator.invariants import check_history, check_quiet, check_seat, check_told
from tests.simulator.network import Network
from tests.simulator.receipts import Told
from tests.simulator.seat import Seat
from tests.simulator.warm import FILES, Image, cheap_seats

WORKFLOW = load_workflow()
EVENTS = 36
DEPTH = 2
"""How deep things may happen in the midst of other things."""


class Simulation:
    """Everything of one seed; `folder` is empty and the simulation's own."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = Random(seed)
        self.workflow = WORKFLOW
        self.now = NOON
        self.network = Network(self.random)
        people = [everyone(f"u{number}") for number in range(1, 4)]
        people.append(everyone("u4", "999002"))
        members = {person.id: person for person in people}
        model = CentreModel(WORKFLOW, MadeReferences(), members)
        self.centre = MadeCentre(model, ROWS, at=NOON)
        self._depth = 0
        self._backup = self.centre.copy()
        crews = (
            [people[:2], people[2:]]
            if self.random.random() < 0.7
            else [[person] for person in people[:3]]
        )
        self.seats = [Seat(n, folder / str(n), self, crew) for n, crew in enumerate(crews)]
        self._images: dict[int, tuple[Image, list[str], dict[str, Told]]] = {}

    def run(self) -> None:
        """Live through it. Raises `Violation`."""
        for _ in range(EVENTS):
            self.now += self.random.randrange(120)
            self._event()()
        self._become_quiet()
        check_history(self.centre)
        for seat in self.seats:
            check_seat(seat, self.workflow)
            check_told(seat, self.centre)
            check_quiet(seat, self.centre)

    def close(self) -> None:
        """Give all files back."""
        for seat in self.seats:
            seat.close()

    def meanwhile(self, seat: Seat) -> None:
        """Something happens while a call of `seat` is on its way."""
        if self._depth < DEPTH:
            self._depth += 1
            other = self.random.choice(self.seats)
            try:
                self.random.choice((other.act, other.turn, self.network.deliver_late))()
            finally:
                self._depth -= 1

    def began(self, seat: Seat) -> None:
        """A seat has started again, after whatever has ended it."""
        check_seat(seat, self.workflow)
        check_told(seat, self.centre)

    def _event(self) -> Callable[[], None]:
        seat = self.random.choice(self.seats)
        events: dict[Callable[[], None], int] = {
            seat.act: 36,
            seat.turn: 32,
            seat.die_soon: 9,
            seat.restart: 3,
            seat.change_shift: 4,
            seat.settle_refusal: 4,
            self.network.deliver_late: 6,
            self._back_up: 3,
            self._restore: 2,
            lambda: self._take_image(seat): 5,
            lambda: self._put_image_back(seat): 5,
        }
        return self.random.choices(list(events), list(events.values()))[0]

    def _back_up(self) -> None:
        self._backup = self.centre.copy()

    def _restore(self) -> None:
        """The centre as it was at the last backup; the seats bring back what it lost."""
        for seat in self.seats:
            check_told(seat, self.centre)
        lost = self.centre
        self.centre = self._backup.copy()
        self.centre.at = self.now
        self.centre.begin_epoch(lost.epoch)

    def _take_image(self, seat: Seat) -> None:
        """A copy of the seat's disk, as an administrator takes one."""
        if seat.turning:
            return
        seat.close()
        image = FILES.of(seat.folder).image()
        self._images[seat.number] = image, list(seat.saved), dict(seat.told)
        seat.restart()

    def _put_image_back(self, seat: Seat) -> None:
        """The disk is lost, and with it what was not sent; the image takes its place."""
        if seat.number not in self._images:
            return
        image, saved, told = self._images[seat.number]
        seat.close()
        FILES.of(seat.folder).put_back(image)
        seat.saved, seat.told = list(saved), dict(told)
        seat.restart()

    def _become_quiet(self) -> None:
        """All lines stand, what was late arrives, and everybody gets turns until it is done."""
        self.network.calm = True
        while self.network.late:
            self.network.deliver_late()
        for seat in self.seats:
            seat.restart()
        for asks_again in (True, False):
            self.centre.asks_again &= asks_again
            for _ in range(3):
                for seat in self.seats:
                    seat.turn()


def run_seed(seed: int, folder: Path) -> None:
    """One whole simulation in a folder of its own. Raises `Violation`."""
    place = folder / str(seed)
    place.mkdir()
    identifiers = patch.object(ids, "uuid7", partial(_made_identifier, Random(seed), count()))
    with cheap_seats(), identifiers:
        simulation = Simulation(seed, place)
        try:
            simulation.run()
        finally:
            simulation.close()
            shutil.rmtree(place)


def _made_identifier(random: Random, numbers: Iterator[int]) -> UUID:
    """Identifiers in order of time like real ones, and the same for the same seed."""
    head = (NOON * 1000 + next(numbers)) << 80
    return UUID(int=head | 0x7 << 76 | 0x2 << 62 | random.getrandbits(62))
