"""A workstation whose keyring was lost is opened again by an admin, with everything in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from seatapp.local.database import FILE
from seatapp.secrets.device import FILE as KEYRING
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.station import Station

REASON = "更换主板，钥匙串丢失"
REPORT = {
    "case_kind": "hotline",
    "source": "web",
    "area": "999001",
    "urgency": "normal",
    "description": "路灯不亮。",
}


@pytest.fixture
def station(centre: Centre, tmp_path: Path) -> Station:
    """A workstation with an unsent entry, whose keyring has gone."""
    made = Station.at(tmp_path / "seat", centre)
    made.do("u1001", "report", **REPORT)
    made.do("u1001", "report", None, "--offline", **REPORT)
    (made.home / "seat" / KEYRING).unlink()
    return made


def files(station: Station) -> dict[str, bytes]:
    kept = (station.home / "seat").rglob("*")
    return {file.name: file.read_bytes() for file in kept if file.is_file()}


def test_nothing_is_lost_with_the_keyring(station: Station, centre: Centre) -> None:
    before = files(station)
    assert station.refused("queue", "to_accept", person="u1001")["error"] == "no_keyring"
    assert files(station) == before
    told = station.told("person", "key-recover", "--reason", REASON, person=ADMIN)
    assert told["seat"] == "A01"
    assert files(station)[FILE] == before[FILE]
    rows = station.queue("u1001", "to_accept")
    assert len(rows) == 2
    assert station.told("sync", person="u1001")["unsent"] == 0
    count = centre.superuser().execute("SELECT count(*) FROM core.entry").fetchone()
    assert count == (2,)
    lines = station.told("center", "admin-log", person="u1020")["lines"]
    assert (lines[0]["person"], lines[0]["act"], lines[0]["reason"]) == (ADMIN, "recovery", REASON)
    # The next loss can be repaired as well: a new key was left at once.
    (station.home / "seat" / KEYRING).unlink()
    station.told("person", "key-recover", "--reason", REASON, person="u1023")
    assert len(station.queue("u1002", "to_accept")) == 2


def test_only_an_admin_with_a_reason_recovers_and_only_in_the_old_place(
    station: Station, centre: Centre, tmp_path: Path
) -> None:
    before = files(station)
    recover = ("person", "key-recover", "--reason")
    assert station.refused(*recover, REASON, person="u1001")["error"] == "not_admin"
    assert station.refused(*recover, "急", person=ADMIN)["error"] == "malformed"
    station.pull_out()
    assert station.refused(*recover, REASON, person=ADMIN)["error"] == "offline"
    assert files(station) == before
    fresh = Station.at(tmp_path / "fresh", centre)
    assert fresh.refused(*recover, REASON, person=ADMIN)["error"] == "no_recovery_slot"
    assert [file for file in files(fresh) if file != "slots.json"] == []


def test_an_admin_takes_keys_back_and_the_person_goes_on_after_a_new_log_in(
    station: Station, centre: Centre
) -> None:
    told = station.told("person", "revoke", "u1002", "--reason", "密码外泄", person=ADMIN)
    assert told["keys"] == 0
    other = Station.at(station.home.parent / "other", centre)
    other.do("u1002", "report", **REPORT)
    told = station.told("person", "revoke", "--seat", "A02", "--reason", "电脑被盗", person=ADMIN)
    assert (told["keys"], told["people"]) == (1, ["u1002"])
    refused = station.refused("person", "revoke", "--reason", "电脑被盗", person=ADMIN)
    assert refused["error"] == "malformed"
    other.do("u1002", "report", **REPORT)
    assert other.told("sync", person="u1002")["unsent"] == 0
    assert centre.superuser().execute(
        "SELECT count(*) FROM core.entry WHERE author = 'u1002' AND verdict = 'applied'"
    ).fetchone() == (2,)
