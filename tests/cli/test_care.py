"""`seatapp doctor` and `seatapp rebuild` at a real centre."""

from __future__ import annotations

from pathlib import Path

import pytest

from seatapp import __version__
from seatapp.cli.care import findings
from seatapp.local.database import FILE
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.station import Station

ACCEPTOR = "u1001"
COUNTED = ("refused", "held", "without_receipt", "photos_spoiled", "mended_at")
REPORT = {
    "case_kind": "grid",
    "source": "collector",
    "area": "999001",
    "urgency": "normal",
    "description": "路面破损。",
}


@pytest.fixture
def station(tmp_path: Path, centre: Centre) -> Station:
    return Station.at(tmp_path / "A", centre)


def test_the_doctor_tells_how_the_workstation_stands(station: Station) -> None:
    station.do(ACCEPTOR, "report", **REPORT)
    told = station.told("doctor", person=ACCEPTOR)
    assert (told["online"], told["unsent"], told["refused"], told["findings"]) == (True, 0, 0, [])
    assert (told["ledger"], told["without_receipt"]) == ({"applied": 1}, 0)
    assert told["digests"]["area:999001"][0] == 1
    assert told["compared_at"] > 0
    (seat,) = station.told("center", "seats", person=ADMIN)["seats"]
    known = (seat["code"], seat["version"], seat["unsent"], seat["refused"], seat["findings"])
    assert known == ("A01", __version__, 0, 0, [])
    station.pull_out()
    away = station.run("doctor", person=ACCEPTOR)
    assert away.exit_code == 1
    assert "连不上中心" in away.output


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("held", "等其他席位补传"),
        ("without_receipt", "现在做一次备份"),
        ("photos_spoiled", "在中心的原件已损坏"),
    ],
)
def test_the_doctor_says_what_to_do_about_what_was_lost(fact: str, words: str) -> None:
    facts = {"online": True, "trouble": None, "skew_seconds": 0, "disk_free_bytes": 1 << 40}
    facts |= dict.fromkeys(COUNTED, 0)
    assert findings(facts) == []
    (told,) = findings(facts | {fact: 7})
    assert "有 7 " in told
    assert words in told


@pytest.mark.parametrize(
    ("fault", "online", "unsent"),
    [("offline", False, 1), ("cut", False, 1), ("repeat", True, 0)],
)
def test_faults_for_trying_lose_and_double_nothing(
    station: Station, centre: Centre, fault: str, online: bool, unsent: int
) -> None:
    station.told("sync", person=ACCEPTOR)
    station.do(ACCEPTOR, "report", None, "--offline", **REPORT)
    assert '"online": ' + str(online).lower() in (
        answer := station.run("--fault", fault, "doctor", person=ACCEPTOR).output
    )
    assert f'"unsent": {unsent}' in answer
    assert station.told("sync", person=ACCEPTOR)["unsent"] == 0
    steps = centre.superuser().execute("SELECT step, verdict FROM core.entry").fetchall()
    assert steps == [("report", "applied")]


def test_a_lost_file_is_made_anew_on_request(station: Station) -> None:
    made = station.do(ACCEPTOR, "report", **REPORT)
    (station.home / "seat" / FILE).unlink()
    assert "rebuild" in station.refused("sync", person=ACCEPTOR)["sentence"]
    told = station.told("rebuild", person=ACCEPTOR)
    assert (told["saved"], told["unreadable"], told["unsent"]) == (0, 0, 0)
    assert Path(told["kept"]).is_dir()
    again = station.do(ACCEPTOR, "note", str(made["number"]), note="已电话告知。")
    assert again["standing"] == "applied"


def test_the_outbox_is_carried_away_without_the_centre(station: Station, tmp_path: Path) -> None:
    station.told("sync", person=ACCEPTOR)
    station.do(ACCEPTOR, "report", None, "--offline", **REPORT)
    station.pull_out()
    told = station.told("packet", "rescue", str(tmp_path), person=ACCEPTOR)
    assert (told["entries"], told["unreadable"]) == (1, 0)
    assert Path(told["path"]).is_file()
