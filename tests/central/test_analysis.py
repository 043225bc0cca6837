"""What the centre finds to look at: hot spots, rises, slow units, repeat callers."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

import pytest

from seatapp.central.gateway import Gateway
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.tables import load_workflow
from seatapp.errors import CentreRefused
from seatapp.reports.analysis import analysis_tables
from seatapp.reports.figure_tables import Naming, Table
from tests.fixtures.centre import Centre
from tests.helpers.made_month import DAY
from tests.helpers.month_at_centre import (
    CITY,
    MONTH,
    SINCE,
    SUPERVISOR,
    one,
    put,
    put_duties,
)

ACCEPTOR = "u1001"
GRID = "999001001001001"
CALL = {"n": 1, "area": "999001", "stage": "answered", "caller_phone_masked": "199****0001"}


def tables(centre: Centre) -> dict[str, Table]:
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        found = gateway.analysis(MONTH, CITY)
    naming = Naming(load_workflow(), lambda _kind, code: code)
    return {table.name: table for table in analysis_tables(naming, found)}


def test_a_cell_where_much_comes_together_is_found_with_its_hours(centre: Centre) -> None:
    noon = SINCE + 3 * DAY + 12 * 3600
    put(centre.superuser(), [one(grid_code=GRID, reported_at=noon + n) for n in range(12)])
    shown = tables(centre)
    assert shown["hot_spots"].rows == [[GRID, "C010101", "12", "0.0", "12–15 时"]]
    (group, count) = shown["hot_spots"].links[0, 2]
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        assert gateway.counted_cases(MONTH, CITY, group, count).total == 12
    assert [row[:3] for row in shown["rises"].rows] == [["999001", "C010101", "12"]]
    assert "条件二项检验" in shown["rises"].base


def test_a_period_that_runs_is_compared_by_as_much_of_it_as_has_gone(centre: Centre) -> None:
    now = datetime.now(CITY_TIME)
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        found = gateway.analysis(f"{now:%Y}", CITY)
    begun = int(datetime(now.year, 1, 1, tzinfo=CITY_TIME).timestamp())
    assert found["seconds"] < now.timestamp() - begun + DAY


def test_slow_units_and_repeat_callers(centre: Centre) -> None:
    done = [one(stage="responded", responded_at=SINCE + 13 * DAY + n) for n in range(5)]
    put(centre.superuser(), done)
    calls = [
        {**CALL, "id": f"00000000-0000-4000-8000-00000000000{n}", "caller_key": "k",
         "root": f"00000000-0000-4000-8000-00000000000{n}", "taken_at": SINCE + n,
         "fresh": f"00000000-0000-4000-8000-00000000000{n}"}
        for n in range(3)
    ]  # fmt: skip
    put_duties(centre.superuser(), {"call": calls})
    shown = tables(centre)
    assert [row[:2] for row in shown["slow_units"].rows] == [["401", "5"]]
    assert [row[:3] for row in shown["repeat_callers"].rows] == [["199****0001", "3", "0"]]


def test_only_those_who_answer_for_figures_get_the_analysis(centre: Centre) -> None:
    with closing(Gateway(centre.login(ACCEPTOR))) as gateway, pytest.raises(CentreRefused):
        gateway.analysis(MONTH, CITY)
