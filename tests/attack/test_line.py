"""Attacks on the way to the centre, and what a restore opens again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from seatapp.admin.centre import check_centre, upgrade_centre
from seatapp.admin.city import demo_password
from seatapp.admin.embedded import installed_programs, wheel_programs
from seatapp.central.connect import connect
from seatapp.config import Profile
from seatapp.errors import CentreRefused, SignInRefused
from tests.attack.fortress import Fortress, Target, only
from tests.helpers.authority import Authority

TLS = pytest.mark.slow
"""Only the machine's own PostgreSQL speaks TLS."""


@pytest.fixture
def secured(site: Fortress) -> Iterator[Target]:
    """The site that takes nothing but TLS."""
    target = Target(site.server, site.template, root=site.root)
    yield target
    target.close()


def refusal(profile: Profile, login: str = "u1001") -> str:
    with pytest.raises(CentreRefused) as caught:
        connect(profile, login, demo_password(login))
    return caught.value.code


def folder(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    return made


@TLS
def test_39_somebody_between_the_seat_and_the_centre(
    secured: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = secured.profile
    assert only(secured.through(profile, "u1001"), "SELECT 1") == 1
    foreign = Authority("other").root(folder(tmp_path, "foreign"))
    assert refusal(replace(profile, root_certificate=foreign)) == "untrusted"
    assert refusal(replace(profile, host="localhost")) == "untrusted"
    assert refusal(replace(profile, root_certificate=tmp_path / "nothing.crt")) == "untrusted"
    for name, value in {"PGSSLMODE": "disable", "PGSSLROOTCERT": str(foreign),
                        "PGCHANNELBINDING": "disable", "PGOPTIONS": "-c search_path=planted",
                        "PGSSLCERTMODE": "allow", "PGHOSTADDR": "10.0.0.1"}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    wire = secured.through(profile, "u1001")
    assert only(wire, "SELECT current_setting('search_path')") == '"$user", public'
    assert wire.pgconn.ssl_in_use


@TLS
def test_39_the_server_talks_to_nobody_in_the_open(secured: Target) -> None:
    with pytest.raises(psycopg.OperationalError, match="no encryption"):
        psycopg.connect(secured.psql("u1001", sslmode="disable"))


@TLS
def test_39_naive_other_modes_take_whoever_answers(secured: Target, tmp_path: Path) -> None:
    foreign = Authority("other").root(folder(tmp_path, "foreign"))
    for mode in ("prefer", "require"):
        with psycopg.connect(secured.psql("u1001", sslmode=mode)) as wire:
            assert wire.info.user == "u1001"
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        psycopg.connect(secured.psql("u1001", sslmode="verify-full", sslrootcert=str(foreign)))


@TLS
def test_39_a_second_factor_is_asked_for_where_the_site_says_so(
    secured: Target, authority: Authority, tmp_path: Path
) -> None:
    own = authority.issue_person(tmp_path, "u1009")
    colleague = authority.issue_person(tmp_path, "u1001")
    foreign = Authority("other").issue_person(folder(tmp_path, "foreign"), "u1009")
    profile = secured.profile
    assert refusal(profile, "u1009") == "client_certificate"
    with_own = replace(profile, client_certificate=own[0], client_key=own[1])
    assert secured.through(with_own, "u1009").info.user == "u1009"
    named = tmp_path / "{login}.crt", tmp_path / "{login}.key"
    by_name = replace(profile, client_certificate=named[0], client_key=named[1])
    assert secured.through(by_name, "u1009").info.user == "u1009"
    assert refusal(by_name, "u1002") == "client_certificate"
    borrowed = replace(profile, client_certificate=colleague[0], client_key=colleague[1])
    with pytest.raises(SignInRefused):
        secured.through(borrowed, "u1009")
    forged = replace(profile, client_certificate=foreign[0], client_key=foreign[1])
    with pytest.raises(CentreRefused):
        secured.through(forged, "u1009")


def programs(fortress: Fortress) -> Path:
    found = wheel_programs() if fortress.root is None else installed_programs()
    assert found is not None
    return found


def test_40_a_restore_that_opens_what_was_closed(fortress: Fortress, spare: Target) -> None:
    owner = spare.server.superuser_url()
    where = ["-h", owner.host, "-p", str(owner.port), "-U", owner.user]
    environment = {**os.environ, "PGPASSWORD": owner.password}
    run: Callable[..., subprocess.CompletedProcess[bytes]] = subprocess.run
    dump = run(
        [programs(fortress) / "pg_dump", *where, spare.database],
        env=environment, capture_output=True, check=True,
    )  # fmt: skip
    with psycopg.connect(owner.conninfo(), autocommit=True) as wire:
        wire.execute("CREATE DATABASE restored TEMPLATE template0")
    restored = Target(spare.server, "restored", root=spare.root)
    try:
        run(
            [programs(fortress) / "psql", *where, "-q", "-v", "ON_ERROR_STOP=1", "restored"],
            env=environment, input=dump.stdout, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        address = spare.server.superuser_url("restored")
        opened = {finding.code for finding in check_centre(address)} - {"server_minor"}
        assert opened == {"database_rights", "language", "server_log"}
        naive = restored.login("u1001")
        naive.execute("CREATE TEMP TABLE member (person text)")
        naive.execute("CREATE FUNCTION pg_temp.own() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        restored.close()
        assert upgrade_centre(address) == []
        assert {finding.code for finding in check_centre(address)} <= {"server_minor"}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            restored.login("u1001").execute("CREATE TEMP TABLE member (person text)")
    finally:
        restored.close()
        fortress.drop("restored")
