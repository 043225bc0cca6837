"""A calendar is imported from a table, and running cases are looked at before they are moved."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from seatapp.domain.calendar_year import calendar_words
from seatapp.domain.clock import DAY
from seatapp.domain.opening_hours import CITY_TIME
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.station import Station

TABLE = "version,date,kind,name\nzz-2026,2026-10-01,holiday,国庆节\n"


def test_a_calendar_is_imported_and_the_recount_previewed(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "home", centre)
    file = tmp_path / "calendar.csv"
    file.write_text(TABLE, "utf-8")
    looked = station.told("import", "calendar", file, "--dry-run", person=ADMIN)
    assert (looked["found"], looked["changed"]) == (1, 0)
    assert station.told("import", "calendar", file, person=ADMIN)["changed"] == 1
    words = ("center", "recompute", "--reason", "按通知重算", "--preview")
    told = station.told(*words, person=ADMIN)
    assert (told["calendar"], told["preview"], told["cases"]) == ("zz-2026", True, [])
    assert station.refused(*words, person="u1007")["error"] == "not_admin"


def faults(station: Station, *words: object) -> list[dict[str, Any]]:
    """What is wrong with a table that is not written."""
    result = station.run(*words, person=ADMIN)
    assert result.exit_code == 1, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["faults"]
    return found


def test_a_new_year_is_put_behind_the_calendar_in_force(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "home", centre)
    form = tmp_path / "2027-1.csv"
    station.told("import", "calendar-template", "2027", form)
    lines = form.read_text("utf-8-sig").splitlines()
    assert lines[0] == "version,date,kind,name"
    assert "cn-2027-1,,holiday,春节" in lines
    assert station.refused("import", "calendar-template", "2027", form)["error"] == "input_file"
    join = ("import", "calendar", form, "--continue")
    assert faults(station, *join, "--dry-run")[0]["column"] == "date"

    day = "cn-2027-1,2027-{:02}-01,holiday,元旦"
    form.write_text("\n".join([lines[0], day.format(1)]), "utf-8")
    assert station.told(*join, "--dry-run", person=ADMIN)["changed"] == 0
    assert station.told(*join, person=ADMIN)["changed"] == 1
    query = "SELECT max(starts), count(*) FROM core.calendar_frame WHERE version = %s"
    owner = centre.superuser()
    earlier = owner.execute(query, ("cn-2026-1",)).fetchone()
    whole = owner.execute(query, ("cn-2027-1",)).fetchone()
    assert earlier is not None
    assert whole is not None
    assert whole[0] - earlier[0] == 365 * 86_400
    assert whole[1] > earlier[1] + 500, "the days before stand in the new version too"
    assert "正好接在" in faults(station, *join)[0]["sentence"]


def test_people_are_told_weeks_before_the_calendar_ends() -> None:
    end = int(datetime(2027, 1, 1, tzinfo=CITY_TIME).timestamp())
    assert calendar_words(end, end - 61 * DAY) == ""
    assert "还有 60 天" in calendar_words(end, end - 60 * DAY)
    assert "2026 年底" in calendar_words(end, end - 60 * DAY)
    assert "已经用完" in calendar_words(end, end)


def test_substitutes_are_imported_after_a_look(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "home", centre)
    table = tmp_path / "substitutes.csv"
    row = "运营主管,马文清,2026-11-23,2026-11-24,外出开会"
    table.write_text(f"代谁,代批人,开始,结束,原因\n{row}\n", "utf-8")
    words = ("import", "substitutes", table)
    assert station.told(*words, "--dry-run", person=ADMIN)["changed"] == 0
    assert station.told(*words, person=ADMIN)["changed"] == 1
    stored = centre.superuser().execute("SELECT code FROM core.reference WHERE kind = 'substitute'")
    assert stored.fetchall() == [("operations_manager/u1007",)]
