"""Attacks on functions that lend their owner's rights: planted names, borrowed identities."""

from __future__ import annotations

import json

import pytest

from seatapp.admin.centre import check_centre
from tests.attack.fortress import Target, mended, not_refused, only, outcome, rows, words
from tests.fixtures.centre import ADMIN, Wire
from tests.helpers.seat_line import SeatLine, codes, grid_report, phone_report

SEAT = "6f1d3f0a-8f5e-4a43-9a55-2b9f3c1d7e20"

PLANTED = """
CREATE SCHEMA planted
    CREATE TABLE member (person text, name text, active boolean)
    CREATE TABLE member_post (person text, post text, area text, valid_from timestamptz,
                              valid_until timestamptz);
INSERT INTO planted.member VALUES ('u1001', 'x', true);
INSERT INTO planted.member_post VALUES ('u1001', 'admin', '9990', '-infinity', NULL);
CREATE FUNCTION planted.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT timestamptz ''infinity''';
CREATE FUNCTION planted.is_admin(text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION planted.yes(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR planted.= (FUNCTION = planted.yes, LEFTARG = text, RIGHTARG = text);
GRANT USAGE ON SCHEMA planted TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA planted TO PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA planted TO PUBLIC;
"""
NAIVE_GATE = """
CREATE SCHEMA naive CREATE TABLE member_post (person text, post text);
CREATE FUNCTION naive.is_admin() RETURNS boolean LANGUAGE sql SECURITY DEFINER {settings}
    AS 'SELECT EXISTS (SELECT FROM member_post WHERE person = session_user::text)';
GRANT USAGE ON SCHEMA naive TO u1001;
GRANT EXECUTE ON FUNCTION naive.is_admin() TO u1001;
"""
# What a person who is there may ask for, so that nothing but the activity stands in the way.
ASKED = {
    "api.open_session(text)": (json.dumps({"seat": SEAT, "protocol": 1}),),
    "api.append(uuid,bigint,integer,text,text)": (SEAT, 1, 1, "", ""),
    "api.since(text,integer)": ("{}", 1),
    "api.photos_wanted(text)": ("[]",),
}
CLOSED = ("not_active", "not_admin")


def is_closed(wire: Wire, signature: str) -> bool:
    """Whether a function tells the caller nothing but that they are not let in."""
    name, _, types = signature.rstrip(")").partition("(")
    amount = len(types.split(",")) if types else 0
    values = ASKED.get(signature.replace(" ", ""), (None,) * amount)
    marks = ", ".join(
        f"%s::{kind}" for kind, _ in zip(types.split(","), range(amount), strict=False)
    )
    query = f"SELECT * FROM {name}({marks})"
    code = outcome(wire, query, values)
    if code != "done":
        return code in ("SA002", "SA003")
    found = rows(wire, query, values)
    return not found or json.loads(str(found[0][0])).get("problem") in CLOSED


def test_03_a_temporary_table_in_place_of_a_real_one(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    assert outcome(wire, "CREATE TEMP TABLE member_post (person text)") == "42501"
    # Even where a restore has opened TEMP again, no function looks there.
    owner.execute(f"GRANT TEMP ON DATABASE {spare.database} TO PUBLIC".encode())
    wire.execute("CREATE TEMP TABLE member (person text, name text, active boolean)")
    wire.execute("INSERT INTO pg_temp.member VALUES ('u1001', 'x', true)")
    wire.execute("CREATE TEMP TABLE member_post (LIKE pg_temp.member)")
    wire.execute("SET search_path = pg_temp, pg_catalog")
    assert only(wire, "SELECT api.put_references('[]')") == '{"problem": "not_admin"}'


def test_03_naive_a_path_without_pg_temp_finds_the_temporary_table_first(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    owner.execute(NAIVE_GATE.format(settings="SET search_path = naive, public").encode())
    owner.execute(f"GRANT TEMP ON DATABASE {spare.database} TO PUBLIC".encode())
    assert only(wire, "SELECT naive.is_admin()") is False
    wire.execute("CREATE TEMP TABLE member_post (person text, post text)")
    wire.execute("GRANT SELECT ON pg_temp.member_post TO PUBLIC")
    wire.execute("INSERT INTO pg_temp.member_post VALUES ('u1001', 'admin')")
    assert only(wire, "SELECT naive.is_admin()") is True


def test_04_names_planted_before_the_real_ones(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    owner.execute(PLANTED.encode())
    wire.execute("SET search_path = planted, pg_catalog, public")
    assert only(wire, "SELECT is_admin('u1001')") is True
    assert only(wire, "SELECT api.put_references('[]')") == '{"problem": "not_admin"}'
    owner.execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    assert outcome(wire, "SELECT api.since('{}', 1)") == "SA002"
    paths = "SELECT DISTINCT unnest(proconfig) FROM pg_proc WHERE prosecdef AND proowner <> 10"
    fixed = [str(one) for (one,) in rows(owner, paths) if str(one).startswith("search_path")]
    assert fixed == ["search_path=pg_catalog, pg_temp"]


def test_04_naive_a_function_without_a_path_takes_the_caller_s(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    owner.execute(PLANTED.encode())
    owner.execute(NAIVE_GATE.format(settings="SET search_path = naive").encode())
    owner.execute("ALTER FUNCTION naive.is_admin() RESET search_path")
    wire.execute("SET search_path = planted")
    assert only(wire, "SELECT naive.is_admin()") is True
    owner.execute("ALTER FUNCTION api.since(text, integer) RESET search_path")
    found = check_centre(spare.server.superuser_url(spare.database))
    assert ("search_path", "api.since(text,integer)") in [(one.code, one.subject) for one in found]


def test_06_hiding_behind_the_group(target: Target) -> None:
    wire = target.login("u1001")
    outcome(wire, "SET ROLE seat_people")  # 15 lets a member do so, 16 and newer do not
    answer = only(wire, "SELECT api.open_session(%s)", (json.dumps({"seat": SEAT, "protocol": 1}),))
    assert json.loads(str(answer))["person"] == "u1001"
    assert only(wire, "SELECT api.put_references('[]')") == '{"problem": "not_admin"}'


def test_06_naive_the_current_user_is_whoever_one_sets(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    with mended(owner, "DROP ROLE crew"):
        owner.execute("CREATE ROLE crew; GRANT crew TO u1001")
        owner.execute("CREATE SCHEMA naive CREATE VIEW who AS SELECT current_user::text AS me")
        owner.execute("GRANT USAGE ON SCHEMA naive TO PUBLIC; GRANT SELECT ON naive.who TO PUBLIC")
        wire.execute("SET ROLE crew")
        assert only(wire, "SELECT me FROM naive.who") == "crew"


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_38_a_picture_of_yesterday_lets_nobody_in(spare: Target, level: str) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    wire.execute(f"BEGIN ISOLATION LEVEL {level}".encode())
    assert only(wire, "SELECT count(*) FROM pg_database")
    owner.execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    assert outcome(wire, "SELECT api.since('{}', 1)") != "done"


def test_38_a_transaction_kept_open_keeps_no_right(spare: Target) -> None:
    owner, line = spare.superuser(), SeatLine(spare, "u1001")
    wire = line.gateway._connection
    wire.execute("BEGIN")
    made = line.entry("report", grid_report())
    scopes = json.loads(str(only(wire, "SELECT api.since('{}', 1)")))["scopes"]
    assert "area:999001" in scopes
    owner.execute("UPDATE core.member_post SET valid_until = now() WHERE person = 'u1001'")
    assert json.loads(str(only(wire, "SELECT api.since('{}', 1)")))["scopes"] == ["ref"]
    assert codes(line.send(made)) == ["not_your_post"]
    owner.execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    assert outcome(wire, "SELECT api.since('{}', 1)") == "SA002"
    wire.execute("ROLLBACK")


def test_38_somebody_disabled_in_the_middle_of_work(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    functions = """
        SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE p.pronamespace = 'api'::regnamespace ORDER BY 1
    """
    signatures = [str(name) for (name,) in rows(owner, functions)]
    assert len(signatures) >= 9
    owner.execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    assert [one for one in signatures if not is_closed(wire, one)] == []
    owner.execute("UPDATE core.member SET active = true WHERE person = 'u1001'")
    assert not is_closed(wire, "api.since(text,integer)")


def test_38_disabling_ends_the_sessions(spare: Target) -> None:
    owner, wires = spare.superuser(), [spare.login("u1001"), spare.login("u1001")]
    with mended(owner, "ALTER ROLE u1001 LOGIN"):
        answer = only(spare.login(ADMIN), "SELECT api.disable_person('u1001')")
        assert json.loads(str(answer)) == {"problem": None}
        assert [outcome(wire, "SELECT 1") for wire in wires] == ["57P01", "57P01"]


def test_38_holding_what_disabling_needs_keeps_nobody_in(spare: Target) -> None:
    """One's own row and the counter, each in a transaction that is left open for good."""
    owner, line = spare.superuser(), SeatLine(spare, "u1001")
    case = line.entry("report", phone_report())
    assert codes(line.send(case)) == ["applied"]
    row, counter = spare.login("u1001"), line.gateway._connection
    for wire in (row, counter):
        wire.execute("BEGIN")
    ask = "SELECT api.reveal_request(%s::uuid, '与处置单位约定上门时间')"
    assert json.loads(str(only(row, ask, (case.subject_id,))))["problem"] is None
    assert codes(line.send(line.entry("report", grid_report()))) == ["applied"]
    for wire in (row, counter):
        wire.execute("SET idle_in_transaction_session_timeout = 0")
    with mended(owner, "ALTER ROLE u1001 LOGIN"):
        answer = only(spare.login(ADMIN), "SELECT api.disable_person('u1001')")
        assert json.loads(str(answer)) == {"problem": None}
        assert [outcome(wire, "SELECT 1") for wire in (row, counter)] == ["57P01", "57P01"]


def test_38_holding_one_s_own_row_keeps_no_post(spare: Target) -> None:
    owner, line, row = spare.superuser(), SeatLine(spare, "u1001"), spare.login("u1001")
    case = line.entry("report", phone_report())
    assert codes(line.send(case)) == ["applied"]
    row.execute("BEGIN")
    ask = "SELECT api.reveal_request(%s::uuid, '与处置单位约定上门时间')"
    assert json.loads(str(only(row, ask, (case.subject_id,))))["problem"] is None
    name = only(owner, "SELECT name FROM core.member WHERE person = 'u1001'")
    posts = [{"post": "monitor", "area": "9990"}]
    asked = {"login": "u1001", "name": name, "posts": posts, "verifier": None}
    put = "SELECT api.put_person(%s)"
    answer = only(spare.login(ADMIN), put, (json.dumps(asked),))
    assert json.loads(str(answer)) == {"problem": None}
    assert codes(line.send(line.entry("report", grid_report()))) == ["not_your_post"]


def test_an_inactive_person_learns_nothing_from_an_error(spare: Target) -> None:
    wire = spare.login("u1001")
    spare.superuser().execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    said = words(wire, "SELECT api.since('not even json', 1)")
    assert "not a member" in said
    assert not_refused(wire, ["SELECT core.is_active('u1001')"]) == []
