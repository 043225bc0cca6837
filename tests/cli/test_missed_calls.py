"""A list of missed calls becomes owed callbacks, once, however often it is handed in."""

from __future__ import annotations

from pathlib import Path

from tests.fixtures.centre import Centre
from tests.helpers.station import Station

LIST = """number,time,result,call_id
19900001234,2026-11-20 08:30,missed,a1
19900001234,2026-11-20 08:41,abandoned,a2
19900005678,2026-11-20 09:00,missed,a3
19900009999,2026-11-20 09:05,answered,a4
,2026-11-20 09:06,missed,a5
"""


def test_missed_calls_become_owed_callbacks_once(centre: Centre, tmp_path: Path) -> None:
    seat = Station.at(tmp_path / "A", centre)
    file = tmp_path / "calls.csv"
    file.write_text(LIST, "utf-8")
    told = seat.run("import", "calls", file, person="u1001")
    assert told.exit_code == 1, "the row without a number is told"
    assert '"owed": 2' in told.stdout
    assert '"again": 1' in told.stdout
    rows = seat.queue("u1002", "shift_callbacks")
    assert len(rows) == 2
    told = seat.run("import", "calls", file, person="u1001")
    assert '"owed": 0' in told.stdout
    assert '"known": 3' in told.stdout
    assert len(seat.queue("u1002", "shift_callbacks")) == 2


def test_pop_says_when_no_window_is_open(centre: Centre, tmp_path: Path) -> None:
    seat = Station.at(tmp_path / "A", centre)
    told = seat.refused("pop", "19900001234")
    assert told["error"] == "no_window"
