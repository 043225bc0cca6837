"""When claimed times count: within an outage that the centre knows of, and never otherwise."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from seatapp.admin.city import demo_password
from seatapp.admin.outages import note_outage
from seatapp.app import Application
from seatapp.config import Folders
from seatapp.domain.opening_hours import CITY_TIME
from tests.fixtures.centre import Centre
from tests.helpers.rules import report_values

HOURS_AGO = 5


def reported(centre: Centre, folder: Path, moment: datetime) -> tuple[int, int]:
    """When a case counts as reported, and its deadline: `moment` is the seat's clock."""
    application = Application(Folders(folder), centre.profile, lambda: moment)
    with application.sign_in("u1001", demo_password("u1001"), keep_in_step=False) as duty:
        duty.round()
        values = report_values(acceptance_number=None, photos_before=None)
        taken = duty.desk.perform("report", "case", None, values)
        duty.round()
        assert duty.lookup.standing(taken.entry_id).word == "applied"
        state = duty.reader.state("case", taken.subject_id)
    assert state is not None
    return int(str(state["reported_at"])), int(str(state["due_at"]))


@pytest.fixture
def moment() -> datetime:
    return datetime.now(CITY_TIME).replace(microsecond=0) - timedelta(hours=HOURS_AGO)


def test_a_silent_seat_alone_moves_no_deadline(
    centre: Centre, tmp_path: Path, moment: datetime
) -> None:
    at, due = reported(centre, tmp_path, moment)
    assert at > moment.timestamp() + 3600
    assert due > time.time()


def test_within_a_known_outage_the_claimed_time_counts(
    centre: Centre, tmp_path: Path, moment: datetime
) -> None:
    hour = timedelta(hours=1)
    note_outage(centre.superuser(), moment - hour, moment + hour, "线路中断")
    at = int(moment.timestamp())
    assert reported(centre, tmp_path, moment) == (at, at + 30 * 60)


def test_an_outage_at_another_time_changes_nothing(
    centre: Centre, tmp_path: Path, moment: datetime
) -> None:
    hour = timedelta(hours=1)
    note_outage(centre.superuser(), moment - 3 * hour, moment - hour, "线路中断")
    assert reported(centre, tmp_path, moment)[0] > moment.timestamp() + 3600
