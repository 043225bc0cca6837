"""What tests of the centre share: a workstation as it sees it."""

from __future__ import annotations

import pytest

from tests.fixtures.centre import Centre
from tests.helpers.seat_line import SeatLine


@pytest.fixture
def line(centre: Centre) -> SeatLine:
    """The acceptor u1001 at a workstation."""
    return SeatLine(centre, "u1001")
