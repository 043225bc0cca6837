"""What admins read of a centre: what was done, and who is there, in words."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from click.testing import CliRunner

import seatapp.admin
from seatapp.admin.city import demo_password
from seatapp.cli.admin_looks import act_words
from seatapp.cli.main import group
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.station import Station

LOGGED = re.compile(r"log_act\(\s*'([a-z_]+)'")
TOLD = re.compile(r"""(?:Event|_lock_out)\((?:wire, )?"([a-z_]+)\"""")


def acts() -> set[str]:
    """Every act that the centre, its owner or the watch writes down."""
    centre = [file.read_text("utf-8") for file in (files("db") / "central").iterdir()]
    (folder,) = seatapp.admin.__path__
    owner = [path.read_text("utf-8") for path in Path(folder).glob("*.py")]
    found = {act for text in [*centre, *owner] for act in LOGGED.findall(text)}
    return found | {act for text in owner for act in TOLD.findall(text)}


def test_every_act_has_a_name() -> None:
    found = acts()
    assert {"put_person", "put_admin", "locked_out", "bulk_read", "day_closed"} <= found
    assert all(act_words(act) for act in found)


def test_a_line_is_read_without_knowing_the_codes(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "seat", centre)
    environment = {"SEATAPP_LOGIN": ADMIN, "SEATAPP_PASSWORD": demo_password(ADMIN)}
    words = ["--home", str(station.home), "center", "admin-log", "--days", "400"]
    told = CliRunner().invoke(group, words, env=environment, catch_exceptions=False).stdout
    assert "put_" not in told
    assert "导入或更改基础数据" in told
    assert "\n\tsetting/" in told, "a rule stands in its own line"


def test_everybody_stands_in_a_line_of_the_list(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "seat", centre)
    told = station.told("person", "list", person=ADMIN)["people"]
    assert {"login": "u1001", "active": True, "locked_until": None}.items() <= told[0].items()
    environment = {"SEATAPP_LOGIN": ADMIN, "SEATAPP_PASSWORD": demo_password(ADMIN)}
    words = ["--home", str(station.home), "person", "list"]
    lines = CliRunner().invoke(group, words, env=environment, catch_exceptions=False).stdout
    first, *_others, last = lines.splitlines()
    assert first.startswith(f"u1001\t{told[0]['name']}\t受理员@")
    assert "密码到 " in first
    assert last == f"共 {len(told)} 人，其中停用 0 人。"
