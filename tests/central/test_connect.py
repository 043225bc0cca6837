"""Connecting to a centre: what is refused, in which words, and that nothing waits for ever."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from seatapp.central.connect import Deadline, calling, connect
from seatapp.config import SITE, Profile
from seatapp.errors import CentreRefused, CentreUnreachable, SignInRefused
from tests.fixtures.centre import Centre

PASSWORD = "demo-1001"


@pytest.fixture
def nobody() -> Iterator[int]:
    """A port on which nobody answers."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield int(bound.getsockname()[1])


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def refused(profile: Profile, login: str, password: str) -> str:
    with pytest.raises(SignInRefused) as caught:
        connect(profile, login, password)
    assert login == "" or login not in caught.value.sentence
    return caught.value.code


def test_a_person_is_let_in_as_nobody_else(centre: Centre) -> None:
    wire = centre.login("u1001")
    row = wire.execute("SELECT session_user, current_setting('application_name')").fetchone()
    assert row == ("u1001", "seatapp")
    assert wire.autocommit


def test_a_wrong_name_and_a_wrong_password_look_the_same(centre: Centre) -> None:
    assert refused(centre.profile, "u1001", "guessed") == "wrong_password"
    assert refused(centre.profile, "u4444", "guessed") == "wrong_password"


def test_nothing_typed_is_not_asked_of_the_centre(centre: Centre) -> None:
    assert refused(centre.profile, "", PASSWORD) == "empty"
    assert refused(centre.profile, "u1001", "") == "empty"


def test_a_closed_log_in_is_told(centre: Centre) -> None:
    superuser = centre.superuser()
    superuser.execute("ALTER ROLE u1001 NOLOGIN")
    try:
        assert refused(centre.profile, "u1001", PASSWORD) == "closed"
    finally:
        superuser.execute("ALTER ROLE u1001 LOGIN")


def test_too_many_connections_are_told(centre: Centre) -> None:
    for _ in range(3):
        centre.login("u1001")
    with pytest.raises(CentreRefused) as caught:
        centre.login("u1001")
    assert caught.value.code == "full"


def test_a_database_that_is_not_there_is_refused_and_not_unreachable(centre: Centre) -> None:
    with pytest.raises(CentreRefused):
        connect(replace(centre.profile, database="nowhere"), "u1001", PASSWORD)


def test_no_answer_is_unreachable(centre: Centre, nobody: int, silent: int) -> None:
    for port in (nobody, silent):
        with pytest.raises(CentreUnreachable):
            connect(replace(centre.profile, port=port), "u1001", PASSWORD)


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost", "centre.example", "0.0.0.0", ""])
def test_an_embedded_server_is_on_this_computer(centre: Centre, host: str) -> None:
    with pytest.raises(CentreRefused) as caught:
        connect(replace(centre.profile, host=host), "u1001", PASSWORD)
    assert caught.value.code == "not_local"


def test_a_site_without_a_trusted_certificate_gets_no_password(
    centre: Centre, tmp_path: Path
) -> None:
    root = tmp_path / "root.crt"
    root.write_text("")
    site = replace(centre.profile, kind=SITE, root_certificate=root)
    with pytest.raises(CentreRefused) as caught:
        connect(site, "u1001", PASSWORD)
    assert caught.value.code == "untrusted"


def test_a_server_that_asks_for_the_password_in_clear_text_does_not_get_it(centre: Centre) -> None:
    heard = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def pretend() -> None:
            wire, _ = listening.accept()
            with wire:
                wire.recv(4096)
                wire.sendall(b"R" + (8).to_bytes(4, "big") + (3).to_bytes(4, "big"))
                while data := wire.recv(4096):
                    heard.extend(data)

        pretender = threading.Thread(target=pretend)
        pretender.start()
        with pytest.raises(CentreRefused) as caught:
            connect(replace(centre.profile, port=listening.getsockname()[1]), "u1001", PASSWORD)
        pretender.join()
    assert caught.value.code == "untrusted"
    assert PASSWORD.encode() not in heard


def test_the_environment_has_no_say(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    service = tmp_path / "service.conf"
    service.write_text("[other]\noptions=-c search_path=planted\napplication_name=planted\n")
    for name, value in {
        "PGOPTIONS": "-c search_path=planted",
        "PGAPPNAME": "planted",
        "PGHOST": "10.0.0.1",
        "PGHOSTADDR": "10.0.0.1",
        "PGDATABASE": "planted",
        "PGUSER": "postgres",
        "PGPASSWORD": "planted",
        "PGPASSFILE": "planted",
        "PGCLIENTENCODING": "LATIN1",
        "PGSSLMODE": "require",
        "PGSERVICE": "other",
        "PGSERVICEFILE": str(service),
        "PGREQUIREAUTH": "none",
        "PGTARGETSESSIONATTRS": "standby",
        "PGSSLCERT": "planted",
        "PGMAXPROTOCOLVERSION": "9",
    }.items():
        monkeypatch.setenv(name, value)
    row = centre.login("u1001").execute(
        "SELECT current_setting('search_path'), current_setting('application_name'),"
        " current_setting('client_encoding'), session_user"
    )
    assert row.fetchone() == ('"$user", public', "seatapp", "UTF8", "u1001")


def test_a_call_that_waits_too_long_is_cut_off(centre: Centre) -> None:
    superuser, waiting = centre.superuser(), centre.superuser()
    superuser.execute("BEGIN; LOCK TABLE core.member IN ACCESS EXCLUSIVE MODE")
    with pytest.raises(CentreUnreachable), calling(waiting, 0.05):
        waiting.execute("SELECT count(*) FROM core.member")
    assert waiting.closed
    superuser.execute("ROLLBACK")


def test_a_deadline_that_is_kept_does_nothing(centre: Centre) -> None:
    wire = centre.login("u1001")
    with Deadline(wire, 60) as deadline:
        assert wire.execute("SELECT 1").fetchone() == (1,)
    assert not deadline.passed
    assert wire.execute("SELECT 2").fetchone() == (2,)


def test_a_lost_connection_is_unreachable(centre: Centre) -> None:
    wire = centre.login("u1001")
    centre.superuser().execute(f"SELECT pg_terminate_backend({wire.info.backend_pid})".encode())
    with pytest.raises(CentreUnreachable), calling(wire):
        wire.execute("SELECT 1")


def test_a_refused_call_keeps_the_connection_and_the_words_of_the_server_to_itself(
    centre: Centre,
) -> None:
    wire = centre.login("u1001")
    with pytest.raises(CentreRefused) as caught, calling(wire):
        wire.execute("SELECT '13800001234'::uuid")
    assert caught.value.code == "22P02"
    assert "13800001234" not in caught.value.sentence
    with pytest.raises(CentreRefused) as caught, calling(wire):
        wire.execute("SELECT FROM core.member")
    assert caught.value.code == "not_allowed"
    assert wire.execute("SELECT 1").fetchone() == (1,)


def test_a_lock_that_is_held_too_long_is_tried_again_later(centre: Centre) -> None:
    superuser, waiting = centre.superuser(), centre.superuser()
    superuser.execute("BEGIN; LOCK TABLE core.member IN ACCESS EXCLUSIVE MODE")
    waiting.execute("SET lock_timeout = '20ms'")
    with pytest.raises(CentreUnreachable), calling(waiting):
        waiting.execute("SELECT count(*) FROM core.member")
    assert not waiting.closed
    superuser.execute("ROLLBACK")
