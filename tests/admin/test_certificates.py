"""The certificates that a small site makes for itself are those that seats demand."""

from __future__ import annotations

import json
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from seatapp.admin.certificates import Pair, issue_server, make_root
from seatapp.cli.main import group
from seatapp.errors import InputFileError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_root(tmp_path / "ca", "宁川市城管中心")
    return tmp_path / "ca"


def test_the_commands_make_what_a_centre_and_its_seats_need(tmp_path: Path) -> None:
    run = CliRunner().invoke
    made = run(group, ["--json", "center", "ca", str(tmp_path), "--name", "宁川市城管中心"])
    assert json.loads(made.output)["certificate"] == str(tmp_path / "root.crt")
    words = ["--json", "center", "server-certificate", str(tmp_path), "--host", "db1.example"]
    told = json.loads(run(group, words).output)
    pair = Pair(Path(told["certificate"]), Path(told["key"]))
    greet(tmp_path / "root.crt", pair, "db1.example")


def greet(root: Path, server: Pair, host: str) -> None:
    """A whole TLS handshake in memory, with the seat's demands."""
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(server.certificate, server.key)
    ours = ssl.create_default_context(cafile=str(root))
    ours.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    seat = ours.wrap_bio(down, up, server_hostname=host)
    centre = theirs.wrap_bio(up, down, server_side=True)
    for side in (seat, centre, seat, centre):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    assert seat.version() == "TLSv1.3"


@pytest.mark.parametrize("host", ["db1.example", "10.1.1.5"])
def test_a_seat_takes_the_server_under_each_of_its_names(folder: Path, host: str) -> None:
    pair = issue_server(folder, ["db1.example", "10.1.1.5"])
    greet(folder / "root.crt", pair, host)


def test_a_seat_takes_no_other_name_no_other_root_and_nothing_expired(folder: Path) -> None:
    pair = issue_server(folder, ["db1.example"])
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        greet(folder / "root.crt", pair, "db2.example")
    make_root(folder / "other", "宁川市城管中心")
    with pytest.raises(ssl.SSLCertVerificationError):
        greet(folder / "other" / "root.crt", pair, "db1.example")
    old = issue_server(folder, ["db3.example"], datetime.now(UTC) - timedelta(days=900))
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        greet(folder / "root.crt", old, "db3.example")


def test_keys_are_for_their_owner_alone_and_nothing_is_replaced(folder: Path) -> None:
    key = folder / "root.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    with pytest.raises(InputFileError, match="已经存在，没有改动"):
        make_root(folder, "再来一次")
    assert key.read_bytes() == before


def test_without_a_root_no_server_is_certified(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="没有可用的根证书"):
        issue_server(tmp_path, ["db1.example"])
    assert list(tmp_path.iterdir()) == []
