"""The picker of periods: where it stands on the first days of one, and when a new one begins."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from seatapp.domain.opening_hours import CITY_TIME
from ui.widgets.period_picker import PeriodPicker


def at(day: str) -> int:
    """Noon of a day of the city."""
    return int(datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=CITY_TIME).timestamp())


@pytest.mark.parametrize(
    ("day", "kind", "stands"),
    [
        ("2026-11-01", "month", "2026-10"),
        ("2026-11-05", "month", "2026-10"),
        ("2026-11-06", "month", "2026-11"),
        ("2027-01-02", "month", "2026-12"),
        ("2026-11-02", "quarter", "2026-Q4"),
        ("2027-01-05", "year", "2026"),
        ("2026-11-23", "week", "2026-W47"),
        ("2026-11-24", "week", "2026-W48"),
    ],
)
def test_first_days_belong_to_the_period_before(
    qtbot: QtBot, day: str, kind: str, stands: str
) -> None:
    picker = PeriodPicker(lambda: at(day))
    qtbot.addWidget(picker)
    picker.start()
    place = picker.kinds.findData(kind)
    picker.kinds.setCurrentIndex(place)
    picker.kinds.activated.emit(place)
    assert picker.period == stands


def test_a_month_that_began_meanwhile_is_offered(qtbot: QtBot) -> None:
    now = [at("2026-10-31")]
    picker = PeriodPicker(lambda: now[0])
    qtbot.addWidget(picker)
    picker.start()
    picker.periods.setCurrentIndex(3)
    picker.start()
    assert picker.period == "2026-07", "what was chosen stays"
    now[0] = at("2026-11-01")
    picker.start()
    assert picker.periods.itemData(0) == "2026-11"
    assert picker.period == "2026-10"
