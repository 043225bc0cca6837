"""A calendar is imported from a table, and running cases are looked at before they are moved."""

from __future__ import annotations

from pathlib import Path

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
