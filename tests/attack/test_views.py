"""Attacks that read: past a view, past a policy, through an estimate, an error, a dump."""

from __future__ import annotations

import hmac
import json
import os
import re
import subprocess

import psycopg
import pytest

from seatapp.admin.centre import check_centre
from seatapp.admin.city import demo_password
from seatapp.admin.embedded import installed_programs, wheel_programs
from seatapp.central.messages import Cursor, SubjectRow
from seatapp.domain.entries import Entry, Values
from seatapp.domain.masks import CANDIDATES, masked_phone, phone_key
from seatapp.ids import new_id
from tests.attack.fortress import (
    CALLER,
    PHONE,
    Hidden,
    Target,
    not_refused,
    only,
    outcome,
    rows,
    words,
)
from tests.fixtures.centre import Wire
from tests.helpers.alike import numbers_under
from tests.helpers.seat_line import SeatLine, codes, phone_report, row_of

KEY = "139****0000.7f"
"""A key as seats write it."""

ANOTHER = "u1004"
"""An acceptor of district 999002, who may see nothing of the hidden case."""

NAIVE = f"""
CREATE SCHEMA naive CREATE TABLE caller (id int, area text, phone text);
INSERT INTO naive.caller SELECT i, '999001', '{PHONE}' FROM generate_series(1, 500) i;
INSERT INTO naive.caller SELECT i, '999002', 'none' FROM generate_series(501, 1000) i;
CREATE FUNCTION naive.is_mine(text) RETURNS boolean LANGUAGE plpgsql
    AS 'BEGIN RETURN $1 = ''999002''; END';
GRANT EXECUTE ON FUNCTION naive.is_mine(text) TO PUBLIC;
CREATE VIEW naive.mine AS SELECT * FROM naive.caller WHERE naive.is_mine(area);
GRANT USAGE ON SCHEMA naive TO {ANOTHER};
GRANT SELECT ON naive.mine TO {ANOTHER};
"""
GUARDED = f"""
ALTER TABLE naive.caller ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON naive.caller FOR SELECT USING (area = '999002');
GRANT SELECT ON naive.caller TO {ANOTHER};
"""
LEAK = (
    "CREATE FUNCTION {schema}.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001"
    " AS 'BEGIN RAISE NOTICE ''%'', $1; RETURN true; END'"
)
PEOPLE_OF_THE_SERVER = (
    "SELECT * FROM pg_roles", "SELECT * FROM pg_user", "SELECT * FROM pg_group",
    "SELECT * FROM pg_shadow", "SELECT * FROM pg_authid", "SELECT * FROM pg_auth_members",
    "SELECT * FROM pg_db_role_setting", "SELECT * FROM pg_stat_activity", "SELECT * FROM pg_locks",
    "SELECT * FROM pg_stat_ssl", "SELECT * FROM pg_stat_gssapi",
    "SELECT * FROM pg_stat_get_activity(NULL)", "SELECT pg_stat_get_backend_idset()",
    "SELECT pg_stat_get_backend_userid(1)", "SELECT pg_stat_get_backend_activity(1)",
    "SELECT * FROM pg_lock_status()", "SELECT pg_blocking_pids(1)", "SELECT * FROM pg_proc",
    "SELECT * FROM pg_description", "SELECT * FROM pg_shdescription",
    "SELECT pg_get_functiondef('api.since(text,integer)'::regprocedure)",
    "SELECT * FROM pg_hba_file_rules", "SELECT * FROM pg_file_settings",
    "SELECT * FROM pg_statistic", "SELECT * FROM pg_backend_memory_contexts",
)  # fmt: skip


@pytest.fixture
def naive(spare: Target) -> tuple[Wire, Wire]:
    """A centre with a table of callers behind a view, its owner, and a person of one district."""
    owner = spare.superuser()
    owner.execute(NAIVE.encode())
    return owner, spare.login(ANOTHER)


def test_07_a_leaky_function_on_a_filtering_view(target: Target) -> None:
    wire = target.login(ANOTHER)
    for schema in ("public", "api", "core", "pg_temp"):
        statement = LEAK.format(schema=schema)
        assert outcome(wire, statement) in ("42501", "42P07", "3F000")
    assert not_refused(wire, ["SELECT FROM core.story", "SELECT FROM core.contact"]) == []
    assert readable(wire) == []


def test_07_naive_a_view_without_a_barrier_leaks_every_row(naive: tuple[Wire, Wire]) -> None:
    owner, wire = naive
    assert PHONE not in words(wire, "SELECT * FROM naive.mine")
    owner.execute(f"GRANT CREATE ON SCHEMA naive TO {ANOTHER}".encode())
    owner.execute(f"GRANT USAGE ON LANGUAGE plpgsql TO {ANOTHER}".encode())
    wire.execute(LEAK.format(schema="naive").encode())
    assert PHONE in words(wire, "SELECT count(*) FROM naive.mine WHERE naive.leak(phone)")


def test_08_a_cast_whose_error_prints_a_hidden_value(target: Target) -> None:
    wire = target.login(ANOTHER)
    tries = [
        "SELECT FROM core.contact WHERE (\"row\" ->> 'caller_phone')::date = now()",
        "SELECT FROM core.entry WHERE body::date = now()",
        "SELECT FROM core.story WHERE values::text::date = now()",
        'SELECT api.since(\'{"area:999001": [0, ""]}\', 2000)',
        'SELECT api.since(\'{"area:999001": ["x", 7]}\', 1)',
        "SELECT api.since('" + json.dumps({"area:999001": [PHONE[:5], ""]}) + "', 1)",
        f"SELECT api.get_piece('{'a' * 64}', 0)",
    ]
    for statement in tries:
        assert PHONE not in words(wire, statement)
        assert CALLER not in words(wire, statement)


def test_08_naive_an_error_prints_what_the_view_hides(naive: tuple[Wire, Wire]) -> None:
    _, wire = naive
    assert PHONE in words(wire, "SELECT FROM naive.mine WHERE phone::date = now()")


def test_09_a_second_policy_that_opens_the_first(spare: Target) -> None:
    policies = "SELECT polname FROM pg_policy"
    owner = spare.superuser()
    assert rows(owner, policies) == []
    assert visible_areas(spare, ANOTHER) == {"999002"}
    owner.execute("CREATE POLICY all_of_it ON core.contact USING (true)")
    found = check_centre(spare.server.superuser_url(spare.database))
    assert "policy" in [finding.code for finding in found]


def test_09_naive_two_permissive_policies_are_joined_by_or(naive: tuple[Wire, Wire]) -> None:
    owner, wire = naive
    owner.execute(GUARDED.encode())
    assert only(wire, "SELECT count(*) FROM naive.caller") == 500
    owner.execute("CREATE POLICY writing ON naive.caller FOR ALL USING (true)")
    assert only(wire, "SELECT count(*) FROM naive.caller") == 1000


def test_10_a_view_with_the_rights_of_its_owner(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login(ANOTHER)
    assert readable(wire) == []
    assert outcome(wire, "SELECT FROM core.story") == "42501"
    owner.execute("GRANT USAGE ON SCHEMA core TO seat_people")
    owner.execute("GRANT SELECT ON core.story TO seat_people")
    found = check_centre(spare.server.superuser_url(spare.database))
    assert {"table_rights", "schema_rights"} <= {finding.code for finding in found}


def test_10_naive_a_view_of_the_owner_sees_past_the_policy(naive: tuple[Wire, Wire]) -> None:
    owner, wire = naive
    owner.execute(GUARDED.encode())
    owner.execute("CREATE VIEW naive.everything AS SELECT * FROM naive.caller")
    owner.execute(f"GRANT SELECT ON naive.everything TO {ANOTHER}".encode())
    assert only(wire, "SELECT count(*) FROM naive.caller") == 500
    assert only(wire, "SELECT count(*) FROM naive.everything") == 1000


def estimate(wire: Wire, phone: str) -> int:
    plan = words(wire, f"EXPLAIN SELECT FROM naive.caller WHERE phone = '{phone}'")
    found = re.search(r"rows=(\d+)", plan)
    assert found is not None, plan
    return int(found[1])


def test_11_an_estimate_that_tells_a_hidden_value(target: Target) -> None:
    wire = target.login(ANOTHER)
    target.superuser().execute('ANALYZE core.contact, core."case", core.entry')
    tries = [
        f"EXPLAIN SELECT FROM core.contact WHERE \"row\" ->> 'caller_phone' = '{PHONE}'",
        "EXPLAIN SELECT FROM core.\"case\" WHERE caller_phone_masked = '139****0077'",
        "SELECT FROM pg_statistic",
    ]
    assert not_refused(wire, tries) == []
    assert rows(wire, "SELECT FROM pg_stats WHERE schemaname IN ('core', 'api')") == []
    assert rows(wire, "SELECT FROM pg_stats_ext") == []


def test_11_naive_an_estimate_under_a_policy_tells_the_hidden_phone(
    naive: tuple[Wire, Wire],
) -> None:
    owner, wire = naive
    owner.execute(GUARDED.encode())
    owner.execute("ANALYZE naive.caller")
    assert estimate(wire, PHONE) > 20 * estimate(wire, "13900000000")


def readable(wire: Wire) -> list[object]:
    """Tables and views outside the system's own that a person can read."""
    query = """
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
          AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
          AND has_schema_privilege(n.oid, 'USAGE')
          AND (has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT'))
    """
    return [name for (name,) in rows(wire, query)]


def visible_areas(target: Target, person: str) -> set[object]:
    """The areas of every row that a person is given, asking for all of them."""
    line = SeatLine(target, person)
    asked = {f"area:{area}": Cursor() for area in ("999000", "999001", "999002")}
    asked["person:u1003"] = Cursor()
    pages = line.gateway.since(asked, 2000)
    for page in pages.pages:
        assert page.scope in line.session.scopes
    return {page.scope.removeprefix("area:") for page in pages.pages if "area:" in page.scope}


def test_21_copying_out_everything_that_can_be_read(target: Target, hidden: Hidden) -> None:
    wire = target.login(ANOTHER)
    query = """
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'p') AND has_schema_privilege(n.oid, 'USAGE')
          AND has_table_privilege(c.oid, 'SELECT')
    """
    copied = 0
    for (name,) in rows(wire, query):
        text = ""
        try:
            with wire.cursor().copy(f"COPY (SELECT * FROM {name}) TO STDOUT".encode()) as copy:
                text = "".join(bytes(block).decode("utf-8", "replace") for block in copy)
        except psycopg.errors.InsufficientPrivilege:
            continue
        copied += 1
        assert PHONE not in text, name
        assert CALLER not in text, name
        assert hidden.id not in text, name
    assert copied > 50


def test_21_paging_through_everything_brings_no_number_in_full(
    target: Target, hidden: Hidden
) -> None:
    for person in (ANOTHER, "u1001", "u1013"):
        wire = target.login(person)
        page = str(only(wire, "SELECT api.since('{}', 1000000)"))
        lines = json.loads(page)
        assert sum(len(one["rows"]) for one in lines["pages"]) <= 2000
        assert PHONE not in page
        assert CALLER not in page
        assert (hidden.id in page) == (person != ANOTHER)
    assert PHONE in str(only(target.login("u1003"), "SELECT api.since('{}', 2000)"))


def test_21_dumping_the_database(target: Target) -> None:
    programs = wheel_programs() if target.root is None else installed_programs()
    assert programs is not None
    address = target.server.superuser_url(target.database)
    where = ["-h", address.host, "-p", str(address.port), "-U", ANOTHER, target.database]
    environment = {**os.environ, "PGPASSWORD": demo_password(ANOTHER)}
    dump = subprocess.run(
        [programs / "pg_dump", *where],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert dump.returncode != 0
    assert b"permission denied" in dump.stderr
    assert PHONE.encode() not in dump.stdout


def test_22_a_hidden_case_and_none_at_all_answer_alike(target: Target, hidden: Hidden) -> None:
    line = SeatLine(target, ANOTHER)
    absent = {**hidden.state, "id": new_id(), "root": new_id(), "fresh": new_id()}
    absent["root"] = absent["id"]
    shifted = {**hidden.state, "fresh": new_id()}
    for step, values in (("decline", {"reason": "declined.other"}), ("prefile", {}), ("note", {})):
        told = [
            line.send(line.entry(step, values, state)) for state in (hidden.state, shifted, absent)
        ]
        assert [codes(answer) for answer in told] == [["unknown_subject"]] * 3, step
        # What was refused stands at the author's own place, told alike of both.
        alike = [[(row.kind, row.row["area"], row.row["code"]) for row in a.rows] for a in told]
        assert alike == [[("refusal", "999002", "unknown_subject")]] * 3
        assert {line.subject for answer in told for line in answer.story} == {"refusal"}
    for statement in (
        f"SELECT api.get_piece('{'a' * 64}', 0)",
        f"SELECT api.get_piece('{'b' * 64}', 0)",
    ):
        assert rows(target.login(ANOTHER), statement) == []


def test_22_naive_a_unique_key_tells_what_is_hidden(naive: tuple[Wire, Wire]) -> None:
    owner, wire = naive
    owner.execute("ALTER TABLE naive.caller ADD UNIQUE (id)")
    owner.execute(GUARDED.encode())
    owner.execute("CREATE POLICY adding ON naive.caller FOR INSERT WITH CHECK (true)")
    owner.execute(f"GRANT INSERT ON naive.caller TO {ANOTHER}".encode())
    assert outcome(wire, "INSERT INTO naive.caller VALUES (1, '999002', 'x')") == "23505"
    assert outcome(wire, "INSERT INTO naive.caller VALUES (2000, '999002', 'x')") == "done"


def test_37_looking_up_who_else_is_there(target: Target) -> None:
    wire, owner = target.login(ANOTHER), target.superuser()
    target.login("u1001")
    assert not_refused(wire, list(PEOPLE_OF_THE_SERVER)) == []
    # Log-ins can still be listed (`regrole`): they are opaque, and nothing stands beside them.
    logins = "SELECT person FROM core.member WHERE person !~ '^u[0-9]{4,9}$'"
    assert rows(owner, logins) == []
    spoken = """
        SELECT prosrc FROM pg_proc WHERE pronamespace IN ('core'::regnamespace, 'api'::regnamespace)
        UNION ALL SELECT description FROM pg_description
        UNION ALL SELECT description FROM pg_shdescription
    """
    for (text,) in rows(owner, spoken):
        assert re.search(r"1[3-9][0-9]{9}", str(text)) is None
    told = "SELECT application_name FROM pg_stat_activity WHERE usename = 'u1001'"
    assert set(rows(owner, told)) == {("seatapp",)}


def missed(line: SeatLine, area: str, phone: str) -> tuple[Entry, SubjectRow]:
    """A missed call and the callback that is owed for it."""
    values: Values = {
        "area": area,
        "caller_phone": phone,
        "rang_at": 1_790_000_000,
        "caller_key": KEY,
    }
    entry = line.entry("miss_call", values, subject="call")
    answer = line.send(entry)
    return entry, next(row for row in answer.rows if row.kind == "callback")


def test_22_naming_a_call_of_another_area_brings_nothing(spare: Target) -> None:
    """Who once worked there knows the identifier and the hash, and names it with an own call."""
    theirs, mine = SeatLine(spare, "u1003"), SeatLine(spare, ANOTHER)
    call, foreign = missed(theirs, "999001", PHONE)
    _own, callback = missed(mine, "999002", f"{PHONE[:3]}-{PHONE[3:]}")
    take: Values = {"owner": ANOTHER, "also": [foreign.id]}
    taken = mine.entry("take_callback", take, callback.row, subject="callback")
    assert codes(mine.send(taken)) == ["applied"]
    owner = spare.superuser()
    assert rows(owner, "SELECT owner FROM core.callback WHERE id = %s", (foreign.id,)) == [(None,)]
    held = "SELECT scope FROM core.feed WHERE kind = 'contact' AND subject = %s"
    assert rows(owner, held, (call.subject_id,)) == []
    assert PHONE not in str(only(spare.login(ANOTHER), "SELECT api.since('{}', 2000)"))


def test_20_nobody_hands_a_callback_to_themselves_to_read_the_number(spare: Target) -> None:
    keeper, curious = SeatLine(spare, "u1003"), SeatLine(spare, "u1001")
    case = keeper.entry("report", phone_report(caller_phone=PHONE))
    state = row_of(keeper.send(case), case.subject_id)
    promise = keeper.entry("promise_callback", {"promised_at": 1_990_000_000}, state)
    owed = next(row for row in keeper.send(promise).rows if row.kind == "callback")
    hand = {"owner": "u1001", "note": "我来打"}
    answer = curious.send(curious.entry("hand_on_callback", hand, owed.row, subject="callback"))
    assert codes(answer) == ["same_colleague"]
    assert PHONE not in str(only(spare.login("u1001"), "SELECT api.since('{}', 2000)"))


def test_22_the_list_behind_a_number_names_no_case_of_another_area(spare: Target) -> None:
    spy, theirs = SeatLine(spare, ANOTHER), SeatLine(spare, "u1003")
    given = (
        "INSERT INTO core.member_post (person, post, area) VALUES (%s, 'shift_leader', '999002')"
    )
    spare.superuser().execute(given.encode(), (ANOTHER,))
    number = "A77-261122-0009"
    hidden = theirs.entry("report", phone_report(acceptance_number=number))
    assert codes(theirs.send(hidden)) == ["applied"]
    values = {"area": "999002", "nature": "help", "case_ref": hidden.subject_id,
              "caller_key": KEY}  # fmt: skip
    assert codes(spy.send(spy.entry("pass_to_case", values, subject="call"))) == ["applied"]
    ask = "SELECT api.report_cases('2026', '999002', 'caller', %s, 'cases', 100)"
    told = json.loads(str(only(spare.login(ANOTHER), ask, (KEY,))))
    assert [(line["subject"], line["area"]) for line in told["cases"]] == [("call", "999002")]
    assert number not in json.dumps(told)


def test_38_who_has_no_post_left_reads_no_number(spare: Target) -> None:
    line = SeatLine(spare, "u1003")
    case = line.entry("report", phone_report(caller_phone=PHONE))
    assert codes(line.send(case)) == ["applied"]
    wire = spare.login("u1003")
    assert PHONE in str(only(wire, "SELECT api.since('{}', 2000)"))
    spare.superuser().execute(
        "UPDATE core.member_post SET valid_until = now() WHERE person = 'u1003'"
    )
    told = json.loads(str(only(wire, "SELECT api.since('{}', 1)")))
    assert told["scopes"] == ["ref"]
    assert PHONE not in json.dumps(told)


def told_of(spare: Target, report: Values) -> tuple[str, bytes]:
    """What a colleague is given of a case that somebody else has reported, and the search key."""
    keeper, curious = SeatLine(spare, "u1003"), SeatLine(spare, "u1001")
    assert codes(keeper.send(keeper.entry("report", report))) == ["applied"]
    told = str(only(spare.login("u1001"), "SELECT api.since('{}', 2000)"))
    assert PHONE not in told
    return told, curious.session.search_key


def test_20_trying_every_number_under_a_mask_leaves_too_many(spare: Target) -> None:
    """With the search key, which every log-in gets, and everything that it may read."""
    search_key = SeatLine(spare, "u1003").session.search_key
    key = phone_key(PHONE, search_key)
    told, mine = told_of(spare, phone_report(caller_phone=PHONE, caller_key=key))
    assert mine == search_key
    assert masked_phone(PHONE) in told
    left = [one for one in numbers_under(PHONE) if phone_key(one, mine) in told]
    assert PHONE in left
    assert len(left) >= CANDIDATES / 2


@pytest.mark.parametrize("size", [15, 64])
def test_20_no_seat_writes_a_longer_key(spare: Target, size: int) -> None:
    line = SeatLine(spare, "u1003")
    report = phone_report(caller_phone=PHONE, caller_key="k" * size)
    assert codes(line.send(line.entry("report", report))) == ["bad_value"]


def test_20_naive_a_whole_hash_gives_the_number(spare: Target) -> None:
    """As the key of callers was before: what finds one number can be asked ten thousand times."""
    search_key = SeatLine(spare, "u1003").session.search_key
    naive = {one: hash_of(one, search_key) for one in numbers_under(PHONE)}
    report = phone_report(caller_phone=PHONE, description=naive[PHONE])
    told, _mine = told_of(spare, report)
    assert [one for one in naive if naive[one] in told] == [PHONE]


def hash_of(number: str, key: bytes) -> str:
    """A key with every bit of its hash."""
    return hmac.new(key, number.encode(), "sha256").hexdigest()
