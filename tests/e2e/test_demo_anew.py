"""The made city of an earlier program is furnished anew: its tables are not those of today."""

from __future__ import annotations

from pathlib import Path

import pytest

from seatapp.admin.city import demo_password
from seatapp.app import Application
from seatapp.demo.city import MADE_WITH, demo_city

ACCEPTOR = "u1001"


def count(base: Path) -> int:
    """Signs in at a workstation of the city and leaves a mark; how many marks there were."""
    with demo_city(base, lambda _sentence: None) as city:
        seat = city.seat_of(ACCEPTOR)
        marks = list(seat.base.glob("mark*")) if seat.base.exists() else []
        with Application(seat, city.profile).sign_in(ACCEPTOR, demo_password(ACCEPTOR)) as duty:
            duty.round()
            assert duty.status().online
        (seat.base / f"mark{len(marks)}").touch()
        assert not city.played or marks
        city.mark_played()
        return len(marks)


@pytest.mark.slow
def test_the_city_stays_until_the_tables_change(tmp_path: Path) -> None:
    assert count(tmp_path) == 0
    assert count(tmp_path) == 1
    (tmp_path / MADE_WITH).write_text("those of last year", "ascii")
    assert count(tmp_path) == 0
    assert count(tmp_path) == 1
