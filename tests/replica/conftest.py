"""Seats with a real encrypted file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from seatapp.domain.tables import load_workflow
from tests.helpers.made_centre import MadeCentre
from tests.helpers.seat import Seat, SeatMaker

WORKFLOW = load_workflow()


@pytest.fixture
def centre() -> MadeCentre:
    return MadeCentre(WORKFLOW)


@pytest.fixture
def new_seat(tmp_path: Path, centre: MadeCentre) -> Iterator[SeatMaker]:
    """Makes seats at the same centre, each with a folder of its own."""
    made: list[Seat] = []

    def make() -> Seat:
        made.append(Seat(tmp_path / f"seat{len(made)}", WORKFLOW, centre))
        return made[-1]

    yield make
    for seat in made:
        seat.replica.close()


@pytest.fixture
def seat(new_seat: SeatMaker) -> Seat:
    return new_seat()
