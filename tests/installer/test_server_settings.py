"""PostgreSQL starts with the settings of the kit, and the check of a centre finds them right."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from seatapp.admin.embedded import installed_programs, installed_server
from seatapp.admin.server_lint import findings
from tests.helpers.authority import DAY, Authority

MOST_EXPOSED = 25
"""Tenths, of 100: systemd's own reckoning of what a service could do to its computer."""
KIT = Path(__file__).parents[2] / "installer" / "linux"


def settings_of(file: Path) -> dict[str, str]:
    lines = (line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line)
    return {name.strip(): value.strip().strip("'") for name, _, value in pairs}


@pytest.mark.slow
def test_a_server_with_the_settings_of_the_kit_has_no_finding(server_folder: Path) -> None:
    if installed_programs() is None:
        pytest.skip("no PostgreSQL is installed on this machine")
    with installed_server(server_folder, fast=True) as bare:
        data = bare.place / "data"
    Authority("site").issue(data, datetime.now(UTC) + 30 * DAY)
    rules = (KIT / "pg_hba.conf").read_text("utf-8")
    own = "hostssl all postgres 127.0.0.1/32 scram-sha-256\n"
    hba = data / "kit_hba.conf"
    hba.write_text(own + rules.replace("+seat_people", "all"), "utf-8")
    settings = settings_of(KIT / "seatapp.conf") | {"hba_file": str(hba)}
    assert settings["listen_addresses"] == "*"
    with (
        installed_server(server_folder, settings=settings) as server,
        psycopg.connect(server.superuser_url().conninfo()) as wire,
    ):
        codes = [one.code for one in findings(wire) if one.code != "server_minor"]
        assert codes == []
        told = wire.execute("SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL")
        assert told.fetchone() == (0,)


@pytest.mark.parametrize("unit", ["seatapp-watch.service", "seatapp-backup.service"])
def test_the_services_of_the_kit_can_do_little_else(unit: str) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not on this machine")
    look = [program, "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(KIT / unit)]
    told = subprocess.run(look, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-200:]
