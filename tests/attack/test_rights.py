"""Attacks on what a log-in may do: tables, locks, roles, built-in functions, connections."""

from __future__ import annotations

import json

import psycopg
import pytest

from seatapp.admin.centre import check_centre
from seatapp.admin.people import NewPerson, PersonRefused, put_person
from seatapp.admin.recovery import admin_log
from seatapp.central.messages import HeldPost
from seatapp.errors import CentreRefused
from tests.attack.fortress import Target, mended, not_refused, only, outcome, rows
from tests.fixtures.centre import ADMIN, Wire

RELATIONS = """
SELECT c.oid::regclass::text FROM pg_class c
WHERE c.relnamespace IN ('core'::regnamespace, 'api'::regnamespace)
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
WRITING = (
    "INSERT INTO {} DEFAULT VALUES",
    "DELETE FROM {}",
    "SELECT FROM {} FOR UPDATE",
    "SELECT FROM {}",
    "COPY {} FROM STDIN",
    "COPY {} TO STDOUT",
)
LOCKING = (
    "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
    "LOCK TABLE {} IN ACCESS SHARE MODE",
    "TRUNCATE {}",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "ALTER TABLE {} ENABLE ROW LEVEL SECURITY",
    "DROP TABLE {}",
)
OUTSIDE = (
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/seatapp-own'",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_read_binary_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_ls_logdir()",
    "SELECT pg_stat_file('PG_VERSION')",
    "SELECT lo_import('/etc/hostname')",
    "SELECT pg_reload_conf()",
    "SELECT pg_rotate_logfile()",
    "SELECT pg_switch_wal()",
    "ALTER SYSTEM SET log_statement = 'all'",
    "ALTER ROLE u1001 CONNECTION LIMIT 50",
    "ALTER ROLE u1001 VALID UNTIL 'infinity'",
    "ALTER ROLE u1001 BYPASSRLS",
    "ALTER ROLE u1002 PASSWORD 'x'",
    "ALTER DATABASE {database} SET log_statement = 'all'",
    "ALTER DATABASE {database} CONNECTION LIMIT 1",
    "SET session_replication_role = replica",
    "SET log_statement = 'all'",
    "SET temp_file_limit = -1",
    "CREATE EXTENSION pg_trgm SCHEMA api",
    "CREATE PUBLICATION own FOR ALL TABLES",
    "CREATE SUBSCRIPTION own CONNECTION 'dbname=x' PUBLICATION own",
    "CREATE EVENT TRIGGER own ON ddl_command_start EXECUTE FUNCTION pg_notify()",
    "LOAD 'auto_explain'",
)
HOLDING = (
    "CREATE TEMP TABLE own (id int)",
    "CREATE TABLE public.own (id int)",
    "CREATE SCHEMA own",
    "DO $$ BEGIN END $$",
    "DO LANGUAGE plpgsql $$ BEGIN LOOP END LOOP; END $$",
    "CREATE FUNCTION pg_temp.own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT lo_creat(-1)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT pg_sleep(0)",
    "SELECT pg_sleep_for('0')",
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_advisory_xact_lock_shared(1, 1)",
    "SELECT pg_try_advisory_lock(1)",
    "SELECT pg_notify('x', 'y')",
    "SELECT pg_logical_emit_message(false, 'x', 'y')",
    "SELECT pg_export_snapshot()",
    "SELECT query_to_xml('SELECT 1', true, true, '')",
    "SELECT cursor_to_xml('x', 1, true, true, '')",
    "SELECT database_to_xml(true, true, '')",
    "SELECT pg_create_restore_point('x')",
    "SELECT pg_log_backend_memory_contexts(1)",
)
ROLES = ("seat_owner", "seat_writer", "seat_keeper", "postgres", "u1002", ADMIN,
         "pg_read_all_data", "pg_write_all_data", "pg_execute_server_program",
         "pg_signal_backend")  # fmt: skip


def relations(owner: Wire) -> list[str]:
    return [str(name) for (name,) in rows(owner, RELATIONS)]


def test_01_writing_to_tables(target: Target) -> None:
    owner, wire = target.superuser(), target.login("u1001")
    tables = relations(owner)
    assert len(tables) > 20
    statements = [form.format(table) for form in WRITING for table in tables]
    assert not_refused(wire, statements) == []
    sequences = "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'S'"
    drawing = [f"SELECT nextval('{name}')" for (name,) in rows(owner, sequences)]
    assert not_refused(wire, drawing) == []


def test_01_naive_a_table_of_everybody_is_written(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    owner.execute("CREATE SCHEMA naive CREATE TABLE entry (id serial, body text)")
    owner.execute("GRANT USAGE ON SCHEMA naive TO seat_people")
    owner.execute("GRANT ALL ON ALL TABLES IN SCHEMA naive TO seat_people")
    assert outcome(wire, "INSERT INTO naive.entry VALUES (1, 'forged')") == "done"
    assert outcome(wire, "DELETE FROM naive.entry") == "done"


def test_02_locking_and_emptying_tables(target: Target) -> None:
    owner, wire = target.superuser(), target.login("u1001")
    tables = [name for name in relations(owner) if name != "core.story"]
    statements = [form.format(table) for form in LOCKING for table in tables]
    assert not_refused(wire, [f"{statement}; SELECT 1" for statement in statements]) == []
    assert outcome(wire, "SET session_replication_role = replica") == "42501"


def test_02_naive_a_right_to_change_is_a_right_to_every_lock(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    owner.execute("CREATE SCHEMA naive CREATE TABLE case_row (id int)")
    owner.execute("GRANT USAGE ON SCHEMA naive TO u1001; GRANT UPDATE ON naive.case_row TO u1001")
    wire.execute("BEGIN; LOCK TABLE naive.case_row IN ACCESS EXCLUSIVE MODE")
    assert outcome(owner, "SET lock_timeout = '10ms'; SELECT FROM naive.case_row") == "55P03"


def test_05_becoming_somebody_else(target: Target) -> None:
    wire = target.login("u1001")
    become = [f"SET ROLE {role}" for role in ROLES]
    become += [f"SET SESSION AUTHORIZATION {role}" for role in ROLES]
    become += [f"GRANT {role} TO u1001" for role in ROLES]
    assert not_refused(wire, become) == []
    assert rows(wire, "SELECT session_user, current_user") == [("u1001", "u1001")]
    members = """
        SELECT pg_get_userbyid(member) FROM pg_auth_members
        WHERE pg_get_userbyid(roleid) IN ('seat_owner', 'seat_writer', 'seat_keeper')
    """
    assert rows(target.superuser(), members) == []


def test_18_calling_from_outside_the_application(spare: Target) -> None:
    owner = spare.superuser()
    owner.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
    with mended(owner, "DROP OWNED BY stranger", "DROP ROLE stranger"):
        address = spare.server.url("stranger", "stranger", spare.database)
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(address.conninfo())
        owner.execute(f"GRANT CONNECT ON DATABASE {spare.database} TO stranger".encode())
        with psycopg.connect(address.conninfo(), autocommit=True) as wire:
            calls = ("api.open_session('{}')", "api.since('{}', 1)", "core.random_key()")
            assert not_refused(wire, [f"SELECT {call}" for call in calls]) == []
            # A function that is made later is no less closed than those of today.
            owner.execute("CREATE FUNCTION api.later() RETURNS int LANGUAGE sql AS 'SELECT 1'")
            owner.execute("GRANT USAGE ON SCHEMA api TO stranger")
            assert outcome(wire, "SELECT api.later()") == "42501"


def test_18_naive_a_function_is_everybody_s_by_default(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    owner.execute("ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC")
    owner.execute("CREATE FUNCTION api.later() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    assert outcome(wire, "SELECT api.later()") == "done"
    found = check_centre(spare.server.superuser_url(spare.database))
    assert "function_public" in [finding.code for finding in found]


def test_24_holding_the_server_up_with_its_own_tools(target: Target) -> None:
    assert not_refused(target.login("u1001"), HOLDING) == []


def test_25_reaching_out_of_the_database(target: Target) -> None:
    wire, owner = target.login("u1001"), target.superuser()
    statements = [statement.format(database=target.database) for statement in OUTSIDE]
    statements.append(f"SELECT pg_terminate_backend({owner.info.backend_pid})")
    statements.append(f"SELECT pg_cancel_backend({owner.info.backend_pid})")
    assert not_refused(wire, statements) == []
    assert outcome(wire, "SET row_security = off") == "done"
    assert not_refused(wire, ["SELECT FROM core.contact"]) == []
    colleague = target.login("u1002")
    end = f"SELECT pg_terminate_backend({colleague.info.backend_pid})"
    assert outcome(wire, end) == "42501"
    assert only(colleague, "SELECT 1") == 1


def test_26_dropping_what_the_group_owns(spare: Target) -> None:
    wire = spare.login("u1001")
    for statement in ("DROP OWNED BY seat_people", "REASSIGN OWNED BY seat_people TO u1001"):
        assert outcome(wire, statement) == "done"
    for statement in ("DROP OWNED BY seat_writer", "REASSIGN OWNED BY seat_writer TO u1001"):
        assert outcome(wire, statement) == "42501"
    answer = only(spare.login("u1002"), "SELECT api.since('{}', 1)")
    assert json.loads(str(answer))["pages"]
    found = check_centre(spare.server.superuser_url(spare.database))
    assert [finding.subject for finding in found if finding.code != "server_minor"] == []


def test_27_an_administrator_of_people_makes_no_other_role(target: Target) -> None:
    owner, wire = target.superuser(), target.login(ADMIN)
    creators = "SELECT rolname FROM pg_roles WHERE rolcreaterole AND rolcanlogin AND NOT rolsuper"
    assert rows(owner, creators) == []
    tries = ["CREATE ROLE own SUPERUSER", "CREATE ROLE u7001 LOGIN", "ALTER ROLE u1001 SUPERUSER",
             "GRANT pg_execute_server_program TO u1022", "DROP ROLE u1001",
             "ALTER ROLE u1001 RENAME TO u7001"]  # fmt: skip
    assert not_refused(wire, tries) == []
    before = rows(owner, "SELECT rolname FROM pg_roles ORDER BY 1")
    held = [HeldPost("acceptor", "999001")]
    for login in ("postgres", "seat_owner", "u1; DROP ROLE u1001", 'u1" SUPERUSER', "U1001", ""):
        with pytest.raises(PersonRefused):
            put_person(wire, NewPerson(login, "某人", held, "long-pass-99"))
    for post in ("pg_execute_server_program", "superuser", "", "admin'--"):
        with pytest.raises(PersonRefused):
            put_person(wire, NewPerson("u7001", "某人", [HeldPost(post, "999001")], "long-pass-99"))
    for verifier in ("clear-text", "md5" + "0" * 32, "x' SUPERUSER PASSWORD 'y", ""):
        request = {"login": "u1001", "name": "某人", "posts": [], "verifier": verifier}
        answer = only(wire, "SELECT api.put_person(%s)", (json.dumps(request),))
        assert json.loads(str(answer))["problem"] == "password_form"
    assert rows(owner, "SELECT rolname FROM pg_roles ORDER BY 1") == before


def test_27_an_administrator_who_lifts_a_ceiling_for_an_hour_is_seen(spare: Target) -> None:
    wire = spare.login(ADMIN)
    for value in (9999, 30):
        row = {"kind": "setting", "code": "reveals_a_day", "row": {"value": value}}
        unit = {"kind": "unit", "code": "778", "row": {"name": f"单位{value}"}}
        answer = only(wire, "SELECT api.put_references(%s)", (json.dumps([row, unit]),))
        assert json.loads(str(answer)) == {"problem": None, "changed": 2}
    told = [line.reason for line in admin_log(wire, 1) if line.act == "put_references"]
    assert told[0].startswith('unit; setting/reveals_a_day: {"value": 9999} → {"value": 30}')
    assert told[1].endswith('→ {"value": 9999}')


@pytest.mark.parametrize("beside", ["many", "long"])
def test_27_no_ceiling_is_lifted_behind_other_changes(spare: Target, beside: str) -> None:
    wire = spare.login(ADMIN)
    lifted = {"kind": "setting", "code": "reveals_a_day", "row": {"value": 9999}}
    others = [{"kind": "limit", "code": f"made/{n}", "row": {"normal": n}} for n in range(40)]
    if beside == "long":
        others, lifted["row"] = [], {"a": "长" * 5000, "value": 9999}
    answer = only(wire, "SELECT api.put_references(%s)", (json.dumps([*others, lifted]),))
    assert json.loads(str(answer))["problem"] is None
    told = next(line.reason for line in admin_log(wire, 1) if line.act == "put_references")
    assert '"value": 9999}' in told


def test_27_no_act_is_hidden_by_the_acts_after_it(spare: Target) -> None:
    wire = spare.login(ADMIN)
    owner = spare.superuser()
    lifted = [{"kind": "setting", "code": "reveals_a_day", "row": {"value": 9999}}]
    only(wire, "SELECT api.put_references(%s)", (json.dumps(lifted),))
    flood = "SELECT count(core.log_act('put_person', n::text, repeat('x', %s))) FROM {} n"
    for lines, size in ((4500, 1), (12, 1_000_000)):
        count = flood.format(f"generate_series(1, {lines})")
        assert only(owner, count, (size,)) == lines
    told = admin_log(spare.login("u1018"), 1)
    assert len({(line.at, line.subject, line.reason) for line in told}) >= 4512
    assert any("9999" in line.reason for line in told)


def test_27_nobody_is_given_another_name_unseen(spare: Target) -> None:
    wire = spare.login(ADMIN)
    held = [HeldPost("acceptor", "9990")]
    for name in ("吴嘉树", "林晓禾"):
        put_person(wire, NewPerson("u1002", name, held))
    told = [line.reason for line in admin_log(wire, 1) if line.subject == "u1002"][:2]
    assert told == ["acceptor@9990 吴嘉树 → 林晓禾", "acceptor@9990 林晓禾 → 吴嘉树"]


def test_28_using_up_the_locks_of_the_server(target: Target) -> None:
    wire = target.login("u1001")
    named = "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.proname ~ 'advisory_'"
    signatures = [str(name) for (name,) in rows(target.superuser(), named)]
    assert len(signatures) > 15
    arguments = {"bigint": "1::bigint", "integer": "1", "": ""}
    calls = []
    for signature in signatures:
        name, _, types = signature.rstrip(")").partition("(")
        calls.append(f"SELECT {name}({','.join(arguments[one] for one in types.split(','))})")
    assert not_refused(wire, calls) == []


def test_28_naive_one_call_takes_a_thousand_locks(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    owner.execute("GRANT EXECUTE ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO PUBLIC")
    wire.execute("SELECT pg_advisory_lock(i) FROM generate_series(1, 1000) i")
    assert only(owner, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 1000


def test_29_taking_every_connection(target: Target) -> None:
    wires = [target.login("u1001") for _ in range(3)]
    with pytest.raises(CentreRefused) as caught:
        target.login("u1001")
    assert caught.value.code == "full"
    with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
        psycopg.connect(target.psql("u1001"))
    assert only(target.login("u1002"), "SELECT 1") == 1
    assert all(not wire.closed for wire in wires)


def test_29_naive_a_log_in_without_a_limit_takes_more(spare: Target) -> None:
    owner = spare.superuser()
    with mended(owner, "DROP ROLE greedy"):
        owner.execute("CREATE ROLE greedy LOGIN PASSWORD 'greedy'")
        owner.execute(f"GRANT CONNECT ON DATABASE {spare.database} TO greedy".encode())
        address = spare.server.url("greedy", "greedy", spare.database)
        wires = [psycopg.connect(address.conninfo()) for _ in range(8)]
        assert len(wires) == 8
        for wire in wires:
            wire.close()
        owner.execute(f"REVOKE ALL ON DATABASE {spare.database} FROM greedy".encode())
