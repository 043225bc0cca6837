"""A list of missed calls becomes owed callbacks, once, however often it is handed in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from seatapp.domain.guards import external_case_id
from seatapp.domain.opening_hours import CITY_TIME
from tests.fixtures.centre import Centre
from tests.helpers.alike import another_like
from tests.helpers.seat_line import SeatLine
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


def test_a_list_without_names_of_calls_gives_no_number_away(centre: Centre, tmp_path: Path) -> None:
    """What tells rings apart is read by everybody of the area, and identifiers follow from it."""
    seat = Station.at(tmp_path / "A", centre)
    file = tmp_path / "calls.csv"
    lines = ["number,time", "19900001234,2026-11-20 08:30", "19900001234,2026-11-20 08:41"]
    file.write_text("\n".join(lines), "utf-8")
    for told in ('"owed": 1', '"known": 2'):
        assert told in seat.run("import", "calls", file, person="u1001").stdout
    public = "SELECT string_agg(public::text, ' ') FROM core.entry"
    [(text,)] = centre.superuser().execute(public).fetchall()
    assert "199****1234" in text
    assert "19900001234" not in text
    rang = int(datetime(2026, 11, 20, 8, 30, tzinfo=CITY_TIME).timestamp())
    guessed = external_case_id("telephone exchange", f"{rang}/19900001234")
    assert only_ids(centre).isdisjoint({guessed})


def only_ids(centre: Centre) -> set[str]:
    """The identifiers of all calls."""
    rows = centre.superuser().execute("SELECT id::text FROM core.call").fetchall()
    return {str(one) for (one,) in rows}


def test_two_numbers_with_one_key_are_rung_each(centre: Centre, tmp_path: Path) -> None:
    seat = Station.at(tmp_path / "A", centre)
    alike = another_like("19900001234", SeatLine(centre, "u1001").session.search_key)
    file = tmp_path / "calls.csv"
    rows = [
        "number,time,call_id",
        "19900001234,2026-11-20 08:30,a1",
        f"{alike},2026-11-20 08:31,a2",
    ]
    file.write_text("\n".join(rows), "utf-8")
    assert '"owed": 2' in seat.run("import", "calls", file, person="u1001").stdout


def test_pop_says_when_no_window_is_open(centre: Centre, tmp_path: Path) -> None:
    seat = Station.at(tmp_path / "A", centre)
    told = seat.refused("pop", "19900001234")
    assert told["error"] == "no_window"
