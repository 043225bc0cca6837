"""Attacks on passwords and on the log of the server."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from seatapp.admin.embedded import EmbeddedServer
from seatapp.admin.people import PersonRefused, change_password
from seatapp.errors import SignInRefused
from tests.attack.fortress import PHONE, Target, mended, only, outcome, rows
from tests.attack.test_holding_up import small
from tests.helpers.seat_line import SeatLine, codes, phone_report

__all__ = ["small"]

NEW = "second-pass-22"


def log_of(target: Target) -> Path:
    return target.server.place / "server.log"


def guess(server: EmbeddedServer, login: str, password: str) -> str:
    address = server.superuser_url()
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect(make_conninfo(address.conninfo(), user=login, password=password))
    return str(caught.value).rpartition("FATAL:")[2].replace(login, "…")


def test_34_guessing_a_password(small: EmbeddedServer) -> None:
    with psycopg.connect(small.superuser_url().conninfo(), autocommit=True) as owner:
        owner.execute("DROP ROLE IF EXISTS u1001; CREATE ROLE u1001 LOGIN PASSWORD 'long-pass-99'")
    begin = time.monotonic()
    known = [guess(small, "u1001", f"guess-{i}") for i in range(3)]
    assert time.monotonic() - begin >= 3 * 0.4
    assert set(known) == {guess(small, "u4444", "guess-1")}


def test_34_a_password_is_kept_as_a_verifier_alone(target: Target) -> None:
    kept = """
        SELECT a.rolname FROM pg_authid a JOIN core.member m ON m.person = a.rolname
        WHERE a.rolpassword !~ '^SCRAM-SHA-256[$][0-9]{4,}:'
    """
    owner = target.superuser()
    assert rows(owner, kept) == []
    assert only(owner, "SELECT count(*) FROM pg_roles WHERE rolvaliduntil > now()") != 0


def test_34_a_password_that_has_ended_lets_nobody_in(spare: Target) -> None:
    owner = spare.superuser()
    before = only(owner, "SELECT rolvaliduntil::text FROM pg_roles WHERE rolname = 'u1001'")
    with mended(owner, f"ALTER ROLE u1001 VALID UNTIL '{before}'"):
        owner.execute("ALTER ROLE u1001 VALID UNTIL 'yesterday'")
        with pytest.raises(SignInRefused) as caught:
            spare.login("u1001")
        assert caught.value.code == "wrong_password"


def test_35_a_weak_password_of_one_s_own(spare: Target) -> None:
    """Contained: the program refuses it and no log shows it; psql can still set one."""
    owner, wire = spare.superuser(), spare.login("u1001")
    verifier = only(owner, "SELECT rolpassword FROM pg_authid WHERE rolname = 'u1001'")
    end = only(owner, "SELECT rolvaliduntil::text FROM pg_roles WHERE rolname = 'u1001'")
    with mended(owner, f"ALTER ROLE u1001 PASSWORD '{verifier}' VALID UNTIL '{end}'"):
        for weak in ("123", "12345678", "u1001-u1001", "aaaaaaaaaa"):
            with pytest.raises(PersonRefused):
                change_password(wire, "u1001", weak)
        owner.execute(f"ALTER DATABASE {spare.database} SET log_statement = 'all'".encode())
        loud = spare.login("u1001")
        assert only(owner, "SELECT count(*) FROM pg_db_role_setting WHERE setdatabase <> 0") != 0
        change_password(loud, "u1001", NEW)
        assert only(spare.through(spare.profile, "u1001", NEW), "SELECT 1") == 1
        text = log_of(spare).read_text("utf-8", "replace")
        assert "api.change_password" in text
        assert NEW not in text
        assert "SCRAM-SHA-256$" not in text
        for verifier_of_another in ("x", "md5" + "0" * 32, None):
            answer = "SELECT api.change_password(%s)"
            assert rows(loud, answer, (verifier_of_another,)) == [('{"problem": "password_form"}',)]
        assert outcome(loud, "ALTER ROLE u1002 PASSWORD 'x'") == "42501"
        assert outcome(loud, "ALTER ROLE u1001 VALID UNTIL 'infinity'") == "42501"


def hand_in_a_call(target: Target, phone: str) -> None:
    """A report with a telephone number, and a call that fails over it, while all is logged."""
    line = SeatLine(target, "u1001")
    assert codes(line.send(line.entry("report", phone_report(caller_phone=phone)))) == ["applied"]
    wire = line.gateway._connection
    for batch in (f"{phone}x - {{}}", f'[[1, "", {{"{phone}', phone):
        call = "SELECT api.append(%s::uuid, 1, 1, %s)"
        assert outcome(wire, call, (line.seat, batch)) in ("SA004", "SA005")
    request = f'{{"seat": "{phone}", "protocol": "{phone}"}}'
    wire.execute("SELECT api.open_session(%s)", (request,))


def test_36_telephone_numbers_in_the_log_of_the_server(spare: Target) -> None:
    phone = "13711220036"
    owner = spare.superuser()
    for name, value in (("log_statement", "all"), ("log_min_duration_statement", "0")):
        owner.execute(f"ALTER DATABASE {spare.database} SET {name} = '{value}'".encode())
    hand_in_a_call(spare, phone)
    text = log_of(spare).read_text("utf-8", "replace")
    assert "api.append" in text
    assert phone not in text
    assert PHONE not in text


def test_36_naive_bound_values_are_written_down(spare: Target) -> None:
    phone = "13711220037"
    owner = spare.superuser()
    for name, value in (("log_statement", "all"), ("log_parameter_max_length", "-1"),
                        ("log_error_verbosity", "default")):  # fmt: skip
        owner.execute(f"ALTER DATABASE {spare.database} SET {name} = '{value}'".encode())
    hand_in_a_call(spare, phone)
    assert phone in log_of(spare).read_text("utf-8", "replace")
