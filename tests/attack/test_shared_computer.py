"""Attacks by somebody else who uses the same computer under an account of their own."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from click.testing import CliRunner

from seatapp.cli.main import group
from seatapp.config import Folders, profile_in_force
from seatapp.doorbell import POP, address_of, message, ring

NOBODY = 65534
SITE = """
name = "市城管中心"
kind = "site"
host = "db.example"
database = "seatapp"
root_certificate = "root.crt"
data = "shared"
"""
THEIRS = """
name = "市城管中心"
kind = "embedded"
host = "127.0.0.1"
port = 5432
database = "seatapp"
"""


def listen(address: str, user: int, said: Connection) -> None:
    """Somebody's program that listens where the window of the workstation would."""
    os.setuid(user)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        said.send(b"listening")
        with server.accept()[0] as wire:
            wire.settimeout(5)
            heard = wire.recv(4096)
            if heard:
                wire.sendall(b"ok\n")
            said.send(heard)


@contextmanager
def in_the_window_s_place(folder: Path, user: int) -> Iterator[Connection]:
    """A process of `user` at the address of the window; what it hears."""
    # Another account cannot read this installation, so that it has to be a copy of this process.
    forked = get_context("fork")
    heard, says = forked.Pipe(duplex=False)
    other = forked.Process(target=listen, args=(address_of(folder), user, says))
    other.start()
    try:
        assert heard.recv() == b"listening"
        yield heard
    finally:
        other.join(10)
        heard.close()
        says.close()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder in which everybody may write, as /tmp is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="needs a second account")
@pytest.mark.parametrize(("user", "told"), [(NOBODY, False), (0, True)])
def test_a_number_that_rings_is_told_to_nobody_else(
    open_folder: Path, user: int, told: bool
) -> None:
    with in_the_window_s_place(open_folder, user) as heard:
        assert ring(open_folder, message(POP, "19900001234")) is told
        assert (b"19900001234" in heard.recv()) is told


def test_a_file_in_a_shared_folder_names_no_other_centre(tmp_path: Path) -> None:
    """It would lead all who come after to a server that hands their log-in on as its own."""
    (tmp_path / "centre.toml").write_text(SITE, "utf-8")
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "centre.toml").write_text(THEIRS, "utf-8")
    machine = {"SEATAPP_SITE": str(tmp_path / "centre.toml")}
    for way in (shared, tmp_path / "shared" / ".." / "shared"):
        assert profile_in_force(Folders(way), machine).host == "db.example"
    own = tmp_path / "own"
    own.mkdir()
    (own / "centre.toml").write_text(THEIRS, "utf-8")
    assert profile_in_force(Folders(own), machine).host == "127.0.0.1"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows closes the folders of a person itself")
def test_nobody_else_gets_into_a_folder_that_the_program_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who can read in it can hold its lock, and sees when is worked; a shared one stays open."""
    (tmp_path / "centre.toml").write_text(SITE, "utf-8")
    monkeypatch.setenv("SEATAPP_SITE", str(tmp_path / "centre.toml"))
    for name in ("own", "shared"):
        CliRunner().invoke(group, ["--home", str(tmp_path / name), "queue"])
        assert (tmp_path / name / "log").is_dir()
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "shared").stat().st_mode & 0o077 != 0
