"""A centre is backed up and restored by the scripts of the kit, and seats go on with it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from seatapp.admin.centre import check_centre, upgrade_centre
from seatapp.admin.embedded import EmbeddedServer, wheel_programs
from seatapp.cli.main import group
from tests.fixtures.centre import Centre
from tests.helpers.seat_line import SeatLine, phone_report

SCRIPTS = Path(__file__).parents[2] / "installer" / "linux"


class Owner:
    """The owner of the cluster at the command line."""

    def __init__(self, server: EmbeddedServer) -> None:
        address = server.superuser_url()
        self._environment = os.environ | {
            "PATH": f"{wheel_programs()}:{os.environ['PATH']}",
            "PGHOST": address.host,
            "PGPORT": str(address.port),
            "PGUSER": address.user,
            "PGPASSWORD": address.password,
        }

    def run(self, script: str, *words: object, good: bool = True) -> str:
        """What the script says when it succeeds, or when it fails."""
        done = subprocess.run(
            ["sh", SCRIPTS / script, *map(str, words)],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) is good, done.stderr
        return done.stdout if good else done.stderr


@pytest.fixture
def owner(server: EmbeddedServer) -> Owner:
    if os.name != "posix" or not (wheel_programs() / "pg_dump").exists():
        pytest.skip("no pg_dump beside the server")
    return Owner(server)


def test_a_restored_centre_has_every_entry_and_a_new_epoch(
    centre: Centre, owner: Owner, fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    line = SeatLine(centre, "u1001")
    entries = [line.entry("report", phone_report(description=f"噪声 {n}。")) for n in range(3)]
    line.send(*entries)
    backup = Path(owner.run("backup.sh", tmp_path / "backups", centre.database).strip())
    assert {file.name for file in backup.iterdir()} == {
        "roles.sql",
        "centre.dump",
        "contents.txt",
        "sums.txt",
    }
    assert all(file.stat().st_mode & 0o077 == 0 for file in backup.iterdir())

    again = Centre(centre.server, fresh_database())
    owner.run("restore.sh", backup, again.database)
    restored = again.server.superuser_url(again.database)
    assert "database_rights" in {one.code for one in check_centre(restored)}
    upgrade_centre(restored)
    assert check_centre(restored) == check_centre(centre.server.superuser_url(centre.database))
    back = SeatLine(again, "u1001", line.seat)
    assert back.session.epoch > line.session.epoch + 1
    found = again.superuser().execute("SELECT id::text FROM core.entry WHERE q > 0").fetchall()
    assert {str(row[0]) for row in found} >= {entry.id for entry in entries}
    again.close()


def test_a_backup_is_tried_beside_the_centre(
    centre: Centre, owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = SeatLine(centre, "u1001")
    line.send(*(line.entry("report", phone_report(description=f"噪声 {n}。")) for n in range(3)))
    backups = tmp_path / "backups"
    owner.run("backup.sh", backups, centre.database)
    url = centre.server.superuser_url(centre.database).conninfo()
    words = ["--json", "center", "try-backup", str(backups), "--url", url]
    monkeypatch.setattr("seatapp.admin.backup_trial.installed_programs", lambda: None)
    tried = CliRunner().invoke(group, words)
    told = json.loads(tried.output)
    assert (tried.exit_code, told["entries"], told["findings"]) == (0, 3, [])
    row = centre.superuser().execute("SELECT * FROM core.backup_times()").fetchone()
    assert row is not None
    assert row[1] >= row[0] > 0
    dump = next(backups.glob("*/centre.dump"))
    dump.write_bytes(dump.read_bytes()[:-100])
    assert "已损坏" in CliRunner().invoke(group, words).output


def test_a_backup_of_rows_that_do_not_follow_from_the_entries_is_named(
    centre: Centre, owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = SeatLine(centre, "u1001")
    line.send(line.entry("report", phone_report()))
    centre.superuser().execute("""UPDATE core."case" SET urgency = 'urgent'""")
    backup = owner.run("backup.sh", tmp_path, centre.database).strip()
    url = centre.server.superuser_url(centre.database).conninfo()
    monkeypatch.setattr("seatapp.admin.backup_trial.installed_programs", lambda: None)
    tried = CliRunner().invoke(group, ["center", "try-backup", backup, "--url", url])
    assert tried.exit_code == 1
    assert "内容有问题" in tried.output
    times = centre.superuser().execute("SELECT tried_at FROM core.backup_times()").fetchone()
    assert times == (None,)


def test_a_damaged_backup_is_not_restored(
    centre: Centre, owner: Owner, fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    backup = Path(owner.run("backup.sh", tmp_path / "backups", centre.database).strip())
    dump = backup / "centre.dump"
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)
    name = fresh_database()
    owner.run("restore.sh", backup, name, good=False)
    found = centre.superuser().execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
    assert found.fetchone() is None


def test_a_database_without_entries_is_no_backup_of_a_centre(owner: Owner, tmp_path: Path) -> None:
    said = owner.run("backup.sh", tmp_path, "postgres", good=False)
    assert "holds no entries" in said
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
