"""Attacks on the record of who looked at what: leaving no trace, and looking at everything."""

from __future__ import annotations

import json

from seatapp.admin.recovery import admin_log
from seatapp.ids import new_id
from tests.attack.fortress import PHONE, Hidden, Target, only, rows
from tests.fixtures.centre import ADMIN
from tests.helpers.seat_line import SeatLine, codes

REASON = "更换主板，钥匙串丢失"


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
