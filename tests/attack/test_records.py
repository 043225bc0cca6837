"""Attacks on the record of who looked at what: leaving no trace, and looking at everything."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from seatapp.admin.audit import audit_findings
from seatapp.admin.recovery import admin_log
from seatapp.ids import new_id
from tests.attack.fortress import PHONE, Hidden, Target, only, rows
from tests.fixtures.centre import ADMIN, Wire
from tests.helpers.seat_line import SeatLine, codes, phone_report, row_of

REASON = "更换主板，钥匙串丢失"
WHY = "与处置单位约定上门时间"
LEADER = "u1007"


def test_19_fetching_a_key_and_rolling_the_record_back(target: Target) -> None:
    line, name = SeatLine(target, "u1001"), new_id()
    line.gateway.put_recovery_key(line.seat, name, bytes(range(32)))
    wire = target.login(ADMIN)
    wire.execute("BEGIN")
    ask = "SELECT api.request_recovery(%s::uuid, %s::uuid, %s)"
    asked = json.loads(str(only(wire, ask, (line.seat, name, REASON))))["request"]
    wire.execute("SAVEPOINT inside")
    for _ in range(2):
        told = only(wire, "SELECT api.recovery_key(%s::uuid)", (asked,))
        assert json.loads(str(told)) == {"problem": "no_request"}
        wire.execute("ROLLBACK TO inside")
    wire.execute("ROLLBACK")
    told = only(wire, "SELECT api.recovery_key(%s::uuid)", (asked,))
    assert json.loads(str(told)) == {"problem": "no_request"}
    assert [one.subject for one in admin_log(wire, 1) if one.subject == name] == []


def ask_for_caller(wire: Wire, case_id: str) -> dict[str, Any]:
    told = only(wire, "SELECT api.reveal_request(%s::uuid, %s)", (case_id, WHY))
    answer: dict[str, Any] = json.loads(str(told))
    return answer


def get_caller(wire: Wire, request: str) -> str:
    return str(only(wire, "SELECT api.reveal_get(%s::uuid)", (request,)))


def test_19_looking_at_a_number_and_rolling_the_record_back(target: Target, hidden: Hidden) -> None:
    wire = target.login(LEADER)
    wire.execute("BEGIN")
    asked = ask_for_caller(wire, hidden.id)["request"]
    assert get_caller(wire, asked) == '{"problem": "no_request"}'
    wire.execute("SAVEPOINT inside")
    deeper = ask_for_caller(wire, hidden.id)["request"]
    wire.execute("RELEASE inside")
    assert get_caller(wire, deeper) == '{"problem": "no_request"}'
    wire.execute("ROLLBACK")
    for gone in (asked, deeper):
        assert get_caller(wire, gone) == '{"problem": "no_request"}'
    kept = ask_for_caller(wire, hidden.id)["request"]
    assert PHONE in get_caller(wire, kept)
    assert only(target.superuser(), "SELECT count(*) FROM core.reveal WHERE id = %s", (kept,)) == 1


def test_20_looking_at_one_number_after_the_other(target: Target, hidden: Hidden) -> None:
    wire = target.login("u1008")
    told = [ask_for_caller(wire, hidden.id) for _ in range(35)]
    given = [answer for answer in told if answer["problem"] is None]
    assert len(given) == 30
    assert {answer["problem"] for answer in told[30:]} == {"ceiling"}
    assert PHONE in get_caller(wire, given[0]["request"])


def test_20_looking_on_three_connections_at_once(spare: Target) -> None:
    line = SeatLine(spare, "u1001")
    entry = line.entry("report", phone_report(caller_phone=PHONE))
    assert codes(line.send(entry)) == ["applied"]
    row = json.dumps([{"kind": "setting", "code": "reveals_a_day", "row": {"value": 4}}])
    spare.superuser().execute("SELECT core.write_references(%s)", (row,))
    wires = [spare.login(LEADER) for _ in range(3)]
    with ThreadPoolExecutor(3) as crowd:
        told = list(crowd.map(partial(some_looks, entry.subject_id), wires))
    assert [answer["problem"] for answers in told for answer in answers].count("ceiling") == 11
    assert only(spare.superuser(), "SELECT count(*) FROM core.reveal") == 4


def some_looks(case_id: str, wire: Wire) -> list[dict[str, Any]]:
    return [ask_for_caller(wire, case_id) for _ in range(5)]


def test_20_naive_count_outside_the_lock_lets_more_through(spare: Target) -> None:
    owner = spare.superuser()
    owner.execute(
        """
        CREATE SCHEMA naive CREATE TABLE look (person text);
        CREATE FUNCTION naive.look() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$
            INSERT INTO naive.look SELECT session_user
            WHERE (SELECT count(*) FROM naive.look) < 1 RETURNING 1 $$;
        GRANT USAGE ON SCHEMA naive TO u1007;
        GRANT EXECUTE ON FUNCTION naive.look() TO u1007;
    """
    )
    wires = [spare.login(LEADER) for _ in range(2)]
    for wire in wires:
        wire.execute("BEGIN")
    assert [only(wire, "SELECT naive.look()") for wire in wires] == [1, 1]
    for wire in wires:
        wire.execute("COMMIT")
    assert only(owner, "SELECT count(*) FROM naive.look") == 2


def test_19_naive_one_step_leaves_no_trace_after_a_rollback(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    owner.execute(
        f"""
        CREATE SCHEMA naive CREATE TABLE log (person text);
        CREATE FUNCTION naive.reveal() RETURNS text LANGUAGE sql SECURITY DEFINER
            AS 'INSERT INTO naive.log VALUES (session_user); SELECT ''{PHONE}''';
        GRANT USAGE ON SCHEMA naive TO u1001;
        GRANT EXECUTE ON FUNCTION naive.reveal() TO u1001;
    """.encode()
    )
    wire.execute("BEGIN")
    assert only(wire, "SELECT naive.reveal()") == PHONE
    wire.execute("ROLLBACK")
    assert rows(owner, "SELECT FROM naive.log") == []


def test_19_the_step_that_records_a_look_gives_no_number(target: Target, hidden: Hidden) -> None:
    line = SeatLine(target, "u1001")
    wire = line.gateway._connection
    wire.execute("BEGIN")
    answer = line.send(line.entry("reveal", {"reason": "回访来电人"}, hidden.state))
    wire.execute("ROLLBACK")
    assert codes(answer) == ["applied"]
    assert PHONE not in repr(answer)


def test_23_editing_the_record_with_every_right_there_is(spare: Target) -> None:
    line = SeatLine(spare, "u1001")
    entry = line.entry("report", phone_report())
    state = row_of(line.send(entry), entry.subject_id)
    assert codes(line.send(line.entry("reveal", {"reason": "好奇"}, state))) == ["applied"]
    owner = spare.superuser()
    look = only(owner, "SELECT id::text FROM core.entry WHERE step = 'reveal'")
    owner.execute("SET session_replication_role = replica")
    for forgery in (
        "UPDATE core.entry SET author = 'u1002' WHERE step = 'reveal'",
        "UPDATE core.entry SET public = '{\"reason\": \"回访\"}' WHERE step = 'reveal'",
        "UPDATE core.entry SET received_at = received_at - 60 WHERE step = 'reveal'",
    ):
        with owner.transaction(force_rollback=True):
            owner.execute(forgery.encode())
            found = [(one.code, one.subject) for one in audit_findings(owner, {})]
            assert found == [("audit_changed", look)]
    owner.execute("DELETE FROM core.entry WHERE step = 'reveal'")
    assert [one.code for one in audit_findings(owner, {})] == ["audit_number_missing"]
