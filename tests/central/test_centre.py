"""A centre is set up once, brought up to date file by file, and looked over for holes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from seatapp.admin import centre as admin
from seatapp.admin import server_lint
from seatapp.admin.centre import (
    CentreFault,
    Migration,
    check_centre,
    init_centre,
    make_database,
    migrations,
    upgrade_centre,
)
from seatapp.admin.embedded import EmbeddedServer, ServerAddress, wheel_programs
from seatapp.admin.people import NewPerson, PersonRefused
from seatapp.central.messages import HeldPost
from seatapp.errors import CentreRefused, CentreUnreachable
from tests.fixtures.centre import ADMIN, Centre

HEAD = NewPerson("u9001", "甲", [HeldPost("admin", "9990")], "first-9001")


def address(centre: Centre) -> ServerAddress:
    return centre.server.superuser_url(centre.database)


@pytest.fixture
def empty(server: EmbeddedServer, fresh_database: Callable[[], str]) -> ServerAddress:
    name = fresh_database()
    make_database(server.superuser_url(), name)
    return server.superuser_url(name)


def test_a_new_centre_knows_its_city_and_its_first_admin(empty: ServerAddress) -> None:
    init_centre(empty, "999000", "宁川市", HEAD)
    with psycopg.connect(empty.conninfo()) as wire:
        assert wire.execute("SELECT city, city_name, epoch FROM core.centre").fetchall() == [
            ("999000", "宁川市", 1)
        ]
        assert wire.execute("SELECT person, name, active FROM core.member").fetchall() == [
            ("u9001", "甲", True)
        ]
    assert check_centre(empty) == []


def test_a_second_set_up_is_refused_and_changes_nothing(empty: ServerAddress) -> None:
    init_centre(empty, "999000", "宁川市", HEAD)
    with pytest.raises(CentreFault) as caught:
        init_centre(empty, "110000", "北京市", HEAD)
    assert caught.value.code == "exists"
    with psycopg.connect(empty.conninfo()) as wire:
        assert wire.execute("SELECT city FROM core.centre").fetchall() == [("999000",)]


def test_a_set_up_that_broke_off_is_finished_by_the_next(empty: ServerAddress) -> None:
    weak = NewPerson("u9002", "乙", [HeldPost("admin", "9990")], "short")
    with pytest.raises(PersonRefused):
        init_centre(empty, "999000", "宁川市", weak)
    init_centre(empty, "999000", "宁川市", HEAD)
    assert check_centre(empty) == []


def test_an_upgrade_runs_only_what_has_not_run(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert upgrade_centre(address(centre)) == []
    added = Migration("9001_test.sql", "CREATE TABLE core.added (); SET LOCAL ROLE seat_writer;")
    monkeypatch.setattr(admin, "migrations", lambda: [*migrations(), added])
    assert [finding.code for finding in check_centre(address(centre))] == ["behind"]
    assert upgrade_centre(address(centre)) == ["9001_test.sql"]
    assert upgrade_centre(address(centre)) == []


def test_a_column_that_an_upgrade_adds_is_written(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = Migration("9001_test.sql", "ALTER TABLE core.material ADD COLUMN weight bigint;")
    monkeypatch.setattr(admin, "migrations", lambda: [*migrations(), added])
    upgrade_centre(address(centre))
    owner = centre.superuser()
    owner.execute(
        """
        SELECT core.put_subjects(ARRAY[ROW(
            'material', m.id, m.id, pg_catalog.jsonb_build_object(
                'id', m.id, 'root', m.id, 'area', '999001', 'stage', 'due', 'fresh', m.id,
                'weight', 7), 1, false)::core.held])
        FROM (SELECT pg_catalog.gen_random_uuid() AS id) m
        """
    )
    assert owner.execute("SELECT weight FROM core.material").fetchall() == [(7,)]


def test_a_file_that_fails_leaves_nothing_behind(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Migration("9001_test.sql", "CREATE TABLE core.half (); SELECT 1 / 0;")
    monkeypatch.setattr(admin, "migrations", lambda: [*migrations(), broken])
    with pytest.raises(psycopg.errors.DivisionByZero):
        upgrade_centre(address(centre))
    row = centre.superuser().execute("SELECT to_regclass('core.half')").fetchone()
    assert row == (None,)


def test_a_file_that_changed_after_it_ran_is_refused(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = migrations()
    changed = Migration(first.name, first.text + "-- changed")
    monkeypatch.setattr(admin, "migrations", lambda: [changed, *others])
    with pytest.raises(CentreFault) as caught:
        upgrade_centre(address(centre))
    assert caught.value.code == "changed_file"
    assert first.name in caught.value.sentence
    assert [finding.code for finding in check_centre(address(centre))] == ["changed_file"]


def test_an_older_program_leaves_a_newer_centre_alone(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin, "migrations", lambda: migrations()[:-1])
    with pytest.raises(CentreFault) as caught:
        upgrade_centre(address(centre))
    assert caught.value.code == "newer"


def test_a_database_without_a_centre_is_told_from_one(empty: ServerAddress) -> None:
    for act in (upgrade_centre, check_centre):
        with pytest.raises(CentreFault) as caught:
            act(empty)
        assert caught.value.code == "no_centre"


def test_a_taken_name_of_a_database_is_told(server: EmbeddedServer, empty: ServerAddress) -> None:
    with pytest.raises(CentreFault) as caught:
        make_database(server.superuser_url(), empty.database)
    assert caught.value.code == "exists"


def test_only_a_superuser_sets_a_centre_up(server: EmbeddedServer, centre: Centre) -> None:
    person = server.url(ADMIN, "demo-1022", centre.database)
    with pytest.raises(CentreRefused) as caught:
        check_centre(person)
    assert caught.value.code == "not_superuser"
    wrong = server.url("postgres", "guessed", centre.database)
    with pytest.raises(CentreUnreachable):
        check_centre(wrong)


@dataclass(frozen=True)
class Hole:
    code: str
    plant: str
    mend: str = ""
    """Roles are the cluster's, so that a hole in one has to be mended for other tests."""


FAR = "ALTER ROLE u1001 VALID UNTIL '2100-01-01'"

HOLES = [
    Hole("search_path", "ALTER FUNCTION api.open_session(text) RESET search_path"),
    Hole(
        "search_path",
        "ALTER FUNCTION core.put_login(text, text, timestamptz) SET search_path = core, public",
    ),
    Hole("function_public", "GRANT EXECUTE ON FUNCTION core.random_key() TO PUBLIC"),
    Hole("function_rights", "GRANT EXECUTE ON FUNCTION core.random_key() TO seat_people"),
    Hole("function_rights", "GRANT EXECUTE ON FUNCTION api.open_session(text) TO u1001"),
    Hole("function_owner", "ALTER FUNCTION api.open_session(text) OWNER TO postgres"),
    Hole("table_owner", "ALTER TABLE core.member OWNER TO postgres"),
    Hole("table_rights", "GRANT SELECT ON core.member TO seat_people"),
    Hole("table_rights", "GRANT SELECT (name) ON core.member TO PUBLIC"),
    Hole("schema_rights", "GRANT USAGE ON SCHEMA core TO seat_people"),
    Hole("schema_rights", "GRANT CREATE ON SCHEMA public TO PUBLIC"),
    Hole("language", "GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC"),
    Hole("server_function", "GRANT EXECUTE ON FUNCTION pg_catalog.pg_sleep(float) TO PUBLIC"),
    Hole("extension", "CREATE EXTENSION pg_trgm"),
    Hole("members", "GRANT seat_owner TO u1001", "REVOKE seat_owner FROM u1001"),
    Hole("membership", "GRANT pg_monitor TO u1001", "REVOKE pg_monitor FROM u1001"),
    Hole("role", "ALTER ROLE u1001 CREATEDB", "ALTER ROLE u1001 NOCREATEDB"),
    Hole("role", "ALTER ROLE u1001 CONNECTION LIMIT -1", "ALTER ROLE u1001 CONNECTION LIMIT 3"),
    Hole("role", "ALTER ROLE seat_writer LOGIN", "ALTER ROLE seat_writer NOLOGIN"),
    Hole("database_rights", "GRANT TEMP ON DATABASE {database} TO PUBLIC"),
    Hole("database_rights", "GRANT CREATE ON DATABASE {database} TO u1001"),
    Hole("server_log", "ALTER DATABASE {database} SET log_error_verbosity = 'verbose'"),
    Hole("server_log", "ALTER DATABASE {database} SET log_parameter_max_length = -1"),
    Hole("password_form", "ALTER DATABASE {database} SET password_encryption = 'md5'"),
    Hole("server_view", "GRANT SELECT ON pg_catalog.pg_stat_activity TO PUBLIC"),
    Hole("server_function", "GRANT EXECUTE ON FUNCTION pg_catalog.pg_lock_status() TO PUBLIC"),
    Hole("policy", "CREATE POLICY everybody ON core.contact USING (true)"),
    Hole(
        "own_settings",
        "ALTER ROLE u1001 SET statement_timeout = 0",
        "ALTER ROLE u1001 RESET ALL",
    ),
    Hole("password_end", "ALTER ROLE u1001 VALID UNTIL 'infinity'", FAR),
    Hole("password_end", "ALTER ROLE u1001 VALID UNTIL 'tomorrow'", FAR),
    Hole("no_admin", "UPDATE core.member SET active = false"),
]


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.plant)
def test_a_planted_hole_is_found(centre: Centre, hole: Hole) -> None:
    assert check_centre(address(centre)) == []
    wire = centre.superuser()
    try:
        wire.execute(hole.plant.format(database=centre.database).encode())
        found = check_centre(address(centre))
    finally:
        if hole.mend:
            wire.execute(hole.mend.encode())
    assert hole.code in [finding.code for finding in found]
    assert all(finding.sentence and finding.subject for finding in found)


def test_a_server_that_strangers_can_reach_has_more_to_answer_for(server_folder: Path) -> None:
    careless = {
        "listen_addresses": "127.0.0.1,127.0.0.2",
        "ssl_min_protocol_version": "TLSv1",
        "lc_messages": "C.UTF-8",
    }
    with EmbeddedServer(server_folder, fast=True, settings=careless) as server:
        hba = server.place / "data" / "pg_hba.conf"
        hba.write_text(hba.read_text() + "host all all 10.0.0.0/8 md5\n")
        make_database(server.superuser_url(), "site")
        address = server.superuser_url("site")
        init_centre(address, "999000", "宁川市", HEAD)
        found = {finding.code: finding.subject for finding in check_centre(address)}
    assert set(found) == {
        *("unencrypted", "old_tls", "open_line", "weak_line"),
        *("guessing", "slow_log_in", "temp_files", "log_language", "backup"),
    }
    assert found["open_line"].endswith("host 10.0.0.0")


def test_a_server_without_the_latest_repairs_is_told(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = centre.superuser().info.server_version // 10_000
    monkeypatch.setitem(server_lint.KNOWN_MINORS, version, 99)
    (finding,) = check_centre(address(centre))
    assert finding.code == "server_minor"
    assert f"{version}.99" in finding.sentence


def test_an_upgrade_closes_what_a_restore_opened(centre: Centre, empty: ServerAddress) -> None:
    whole = address(centre)
    where = ["-h", whole.host, "-p", str(whole.port), "-U", whole.user]
    environment = {**os.environ, "PGPASSWORD": whole.password}
    dump = subprocess.run(
        [wheel_programs() / "pg_dump", *where, whole.database],
        env=environment,
        capture_output=True,
        check=True,
    )
    subprocess.run(
        [wheel_programs() / "psql", *where, "-q", "-v", "ON_ERROR_STOP=1", empty.database],
        env=environment,
        input=dump.stdout,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    opened = {finding.code for finding in check_centre(empty)}
    assert opened == {"database_rights", "language", "server_log"}
    assert upgrade_centre(empty) == []
    assert check_centre(empty) == []
