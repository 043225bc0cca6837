"""What a person who is logged in can do to the database beyond the functions: nothing."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from tests.fixtures.centre import Centre, Wire

TABLES = ("member", "member_post", "seat", "courier_key", "secret", "counter", "reference", "entry",
          "case", "contact", "feed", "photo_piece", "migration")  # fmt: skip

ON_TABLES = (
    'SELECT FROM core."{}"',
    'SELECT FROM core."{}" FOR UPDATE',
    'INSERT INTO core."{}" DEFAULT VALUES',
    'DELETE FROM core."{}"',
    'TRUNCATE core."{}"',
    'LOCK TABLE core."{}" IN ACCESS EXCLUSIVE MODE; SELECT 1',
    'COPY core."{}" TO STDOUT',
)

FORBIDDEN = [
    "CREATE TEMP TABLE own (id int)",
    "CREATE TABLE public.own (id int)",
    "CREATE TABLE api.own (id int)",
    "CREATE SCHEMA own",
    "CREATE FUNCTION pg_temp.own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DO $$ BEGIN END $$",
    "CREATE ROLE u5555 LOGIN",
    "CREATE DATABASE own",
    "CREATE EXTENSION pg_trgm SCHEMA api",
    "ALTER ROLE u1002 PASSWORD 'x'",
    "ALTER ROLE u1001 CONNECTION LIMIT 50",
    "ALTER FUNCTION api.open_session(text) RESET search_path",
    "SET SESSION AUTHORIZATION u1002",
    "SET ROLE u1002",
    "SET ROLE seat_owner",
    "SET ROLE seat_writer",
    "SET ROLE seat_keeper",
    "SET ROLE postgres",
    "GRANT seat_people TO u1001",
    "SET session_replication_role = replica",
    "SELECT core.random_key()",
    "SELECT core.is_admin('u1001')",
    "SELECT core.put_login('u1002', NULL, NULL)",
    "SELECT core.close_login('u1002')",
    "SELECT pg_sleep(0)",
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_try_advisory_xact_lock(1)",
    "SELECT pg_notify('x', 'y')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT query_to_xml('SELECT 1', true, true, '')",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_terminate_backend({superuser})",
    "SELECT pg_cancel_backend({superuser})",
    "SELECT pg_get_functiondef('api.open_session'::regproc)",
    "SELECT * FROM pg_proc",
    "SELECT * FROM pg_roles",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_stat_activity",
    "SELECT * FROM pg_locks",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/own'",
]


def is_refused(wire: Wire, statement: str) -> bool:
    try:
        wire.execute(statement.encode())
    except (errors.InsufficientPrivilege, errors.InvalidGrantOperation):
        return True
    return False


def test_a_person_may_not_do_anything_but_call_the_functions(centre: Centre) -> None:
    wire, superuser = centre.login("u1001"), centre.superuser().info.backend_pid
    statements = [statement.format(superuser=superuser) for statement in FORBIDDEN]
    assert [statement for statement in statements if not is_refused(wire, statement)] == []


def test_a_person_reaches_no_table(centre: Centre) -> None:
    wire = centre.login("u1001")
    statements = [form.format(table) for form in ON_TABLES for table in TABLES]
    assert [statement for statement in statements if not is_refused(wire, statement)] == []


def test_dropping_what_the_group_owns_takes_nothing_away(centre: Centre) -> None:
    centre.login("u1001").execute("DROP OWNED BY seat_people")
    row = centre.login("u1002").execute("SELECT api.open_session('{}')").fetchone()
    assert row == ('{"problem": "malformed"}',)


def test_a_person_has_three_connections_and_no_more(centre: Centre) -> None:
    wires = [centre.login("u1001") for _ in range(3)]
    address = centre.server.url("u1001", "demo-1001", centre.database)
    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        psycopg.connect(address.conninfo())
    assert all(not wire.closed for wire in wires)


def test_a_planted_table_does_not_stand_in_for_a_real_one(centre: Centre) -> None:
    superuser = centre.superuser()
    superuser.execute("CREATE SCHEMA planted CREATE TABLE member (person text, active boolean)")
    superuser.execute("GRANT USAGE ON SCHEMA planted TO u1001")
    wire = centre.login("u1001")
    wire.execute("SET search_path = planted, pg_catalog")
    row = wire.execute("SELECT api.put_references('[]')").fetchone()
    assert row == ('{"problem": "not_admin"}',)


def test_people_of_other_databases_of_the_server_stay_out(centre: Centre) -> None:
    superuser = centre.superuser()
    superuser.execute("DROP ROLE IF EXISTS stranger")
    superuser.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
    try:
        address = centre.server.url("stranger", "stranger", centre.database)
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(address.conninfo())
    finally:
        superuser.execute("DROP ROLE stranger")
