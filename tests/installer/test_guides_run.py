"""What the guides tell to type is typed: in the tests that are named here, or it is marked there.

A command of the program counts as typed when the test named for it hands these words to the
program. What is not ours, or needs another system, is marked in the guide itself.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from click.testing import CliRunner

from seatapp.admin.embedded import EmbeddedServer, wheel_programs
from seatapp.cli.main import group
from seatapp.errors import SignInRefused
from tests.fixtures.centre import Centre
from tests.helpers.station import Station
from tests.installer.test_guides import PROJECT, TOLD, commands

GUIDES = ("admin-guide.md", "runbook.md", "softphone.md")
TESTS = PROJECT / "tests"
HERE = "installer/test_guides_run.py"
TYPED = {
    "--fault": "cli/test_care.py",
    "--selftest": "gui/test_selftest.py",
    "center admin-log": "cli/test_key_recover.py",
    "center ca": "admin/test_certificates.py",
    "center admin": HERE,
    "center check": HERE,
    "center init": HERE,
    "center recompute": "cli/test_calendar.py",
    "center reveals": "central/test_reveals.py",
    "center seats": "cli/test_care.py",
    "center server-certificate": "admin/test_certificates.py",
    "center try-backup": "installer/test_backup.py",
    "center upgrade": HERE,
    "doctor": "cli/test_care.py",
    "exchange folder": "cli/test_exchange.py",
    "exchange open311": "admin/test_open311.py",
    "import calendar": "cli/test_calendar.py",
    "import calendar-template": "cli/test_calendar.py",
    "import calls": "cli/test_missed_calls.py",
    "import cases": "cli/test_handed_in_tables.py",
    "import city": HERE,
    "import components": "admin/test_components.py",
    "import figures": "cli/test_report.py",
    "import grids": "admin/test_grid_import.py",
    "import people": "cli/test_handed_in_tables.py",
    "import substitutes": "cli/test_calendar.py",
    "import units": "cli/test_handed_in_tables.py",
    "packet rescue": "cli/test_care.py",
    "person add": HERE,
    "person disable": HERE,
    "person list": "cli/test_admin_log.py",
    "person key-recover": "cli/test_key_recover.py",
    "person reset": HERE,
    "person unlock": HERE,
    "pop": "cli/test_missed_calls.py",
    "report all": "cli/test_report.py",
    "reach": "central/test_site_connection.py",
    "rebuild": "cli/test_care.py",
}
ELSEWHERE = {
    "installer/linux/backup.sh": "installer/test_backup.py",
    "installer/linux/restore.sh": "installer/test_backup.py",
    "core.begin_epoch": "central/test_append_after_restore.py",
    "pg_basebackup": "sync/test_failover.py",
    "core.waiting": "central/test_append_after_restore.py",
    "createdb": HERE,
    "pg_ctl promote": "sync/test_failover.py",
}
MARKS = ("（此命令不在我们的测试里执行）", "(not run in our tests)")
FOREIGN = re.compile(
    r"(?:^ *|`)((?:createdb|apt-get|cp|pg_basebackup|pg_ctl|SELECT|installer/\S+\.(?:sh|ps1)"
    r"|SeatApp-\S+\.exe)\b[^`\n]*)(.*)",
    re.MULTILINE,
)
PASSWORD = "Amt-Stuhl-4711"


def spoken(line: str) -> list[str]:
    """The commands that a line of a guide stands for; alternatives are written with bars."""
    words = [word for word in shlex.split(line)[1:] if word.isascii() and word != "--home"]
    if words[0].startswith("--"):
        return [words[0]]
    names = words[0].split("|")
    if not hasattr(group.commands[names[0]], "commands"):
        return names
    return [f"{names[0]} {inner}" for inner in words[1].split("|")]


@pytest.mark.parametrize(("guide", "line"), [told for told in commands() if told[0] in GUIDES])
def test_a_command_of_a_guide_is_typed_in_a_test(guide: str, line: str) -> None:
    for command in spoken(line):
        text = (TESTS / TYPED[command]).read_text("utf-8")
        quoted = ", ".join(f'"{word}"' for word in command.split())
        assert quoted in text, f"{guide}: {command} is not in {TYPED[command]}"


@pytest.mark.parametrize("guide", GUIDES)
def test_what_is_not_ours_is_tried_or_marked(guide: str) -> None:
    text = (PROJECT / "docs" / guide).read_text("utf-8")
    for command, after in FOREIGN.findall(text):
        tried = [words for words in ELSEWHERE if words in command]
        assert tried or any(mark in after + _line_before(text, command) for mark in MARKS), command
        for words in tried:
            typed = (TESTS / ELSEWHERE[words]).read_text("utf-8")
            assert words.split()[-1].rpartition("/")[2] in typed, command


def _line_before(text: str, command: str) -> str:
    """The line above the block in which a command stands, where its mark is."""
    before = text[: text.index(command)]
    return before.rpartition("```")[0].rstrip().rpartition("\n")[2]


def test_a_guide_without_commands_would_be_noticed() -> None:
    for guide in GUIDES:
        assert TOLD.search((PROJECT / "docs" / guide).read_text("utf-8"))


def test_the_guide_leads_from_an_empty_database_to_people(
    server: EmbeddedServer, fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    """Section two and three of the guide of the administrator, word by word."""
    name, address = fresh_database(), server.superuser_url()
    create = [
        str(wheel_programs() / "createdb"),
        "--template",
        "template0",
        "--encoding",
        "UTF8",
        name,
    ]
    reached = {"PGHOST": address.host, "PGPORT": str(address.port), "PGUSER": address.user}
    subprocess.run(create, check=True, env=os.environ | reached | {"PGPASSWORD": address.password})
    url = server.superuser_url(name).conninfo()
    words = ["--json", "center", "init", "--url", url, "--city", "999000", "--city-name", "某市"]
    first = ["--admin", "u9000", "--admin-name", "王某", "--password", PASSWORD]
    assert CliRunner().invoke(group, words + first).exit_code == 0
    centre = Centre(server, name)
    station = Station.at(tmp_path / "seat", centre)
    found = station.run("center", "check", "--url", url)
    assert "findings" in json.loads(found.stdout)
    assert station.told("center", "upgrade", "--url", url)["ran"] == []
    admin = {"person": "u9000", "password": PASSWORD}
    with as_file(files("resources") / "demo") as lists:
        given = station.run("import", "city", str(lists), **admin)
    assert json.loads(given.stdout)["changed"] > 800
    adding = ("person", "add", "u9001", "--name", "李某", "--post", "acceptor@9990")
    assert station.run(*adding, "--initial-password", PASSWORD, **admin).exit_code == 0
    assert centre.login("u9001", PASSWORD).info.user == "u9001"
    given = station.run("person", "reset", "u9001", **admin)
    made = json.loads(given.stdout)["passwords"]["u9001"]
    assert centre.login("u9001", made).info.user == "u9001"
    with pytest.raises(SignInRefused):
        centre.login("u9001", PASSWORD)
    centre.superuser().execute("SELECT core.lock_out('u9001', 15, 5)")
    assert station.run("person", "unlock", "u9001", **admin).exit_code == 0
    assert centre.login("u9001", made).info.user == "u9001"
    gone = station.run("person", "disable", "u9001", "u9002", **admin)
    assert json.loads(gone.stdout.partition("\n")[0]) == {"people": ["u9001"]}
    assert gone.exit_code == 1, "there is no u9002"
    with pytest.raises(SignInRefused):
        centre.login("u9001", PASSWORD)
    other = {"person": "u9001", "password": PASSWORD}
    assert station.run("person", "reset", "u9000", **other).exit_code == 1
    saving = ("center", "admin", "u9001", "--name", "李某", "--url", url)
    assert station.run(*saving, **other).exit_code == 0
    assert station.run("person", "reset", "u9000", **other).exit_code == 0
    held = centre.superuser().execute("SELECT post FROM core.posts_of('u9001') ORDER BY 1")
    assert held.fetchall() == [("acceptor",), ("admin",)]
    centre.close()
