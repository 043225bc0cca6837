"""Attacks by what the server counts and prints about the calls of a person."""

from __future__ import annotations

import pytest

from seatapp.ids import new_id
from tests.attack.fortress import CALLER, PHONE, Target, not_refused, only, outcome, rows
from tests.fixtures.centre import ADMIN, Wire
from tests.helpers.seat_line import SeatLine, codes, phone_report

ANOTHER = "u1004"
"""An acceptor of district 999002."""

COUNTS = (
    "SELECT pg_stat_get_xact_tuples_fetched(1)",
    "SELECT pg_stat_get_xact_numscans(1)",
    "SELECT pg_stat_get_live_tuples(1)",
    "SELECT pg_stat_get_db_tuples_fetched(1)",
    "SELECT * FROM pg_stat_xact_all_tables",
    "SELECT * FROM pg_stat_all_tables",
    "SELECT * FROM pg_statio_all_indexes",
    "SELECT * FROM pg_stat_database",
    "SELECT * FROM pg_stat_user_functions",
)
READ = "SELECT pg_stat_get_xact_tuples_fetched(oid) FROM pg_class WHERE relname = 'case_pkey'"


def read_for(wire: Wire, root: str) -> object:
    """How many cases the centre read to answer that one may not look at the caller of `root`."""
    wire.execute("BEGIN")
    ask = "SELECT api.reveal_request(%s::uuid, '与处置单位约定上门时间')"
    before = only(wire, READ)
    assert "unknown_case" in str(only(wire, ask, (root,)))
    after = only(wire, READ)
    wire.execute("ROLLBACK")
    return int(str(after)) - int(str(before))


def test_22_what_a_call_has_read_is_counted_for_nobody(target: Target) -> None:
    assert not_refused(target.login(ANOTHER), COUNTS) == []


def test_22_naive_counters_tell_a_hidden_case_from_none(spare: Target) -> None:
    owner, wire, line = spare.superuser(), spare.login(ANOTHER), SeatLine(spare, "u1003")
    case = line.entry("report", phone_report(caller_phone=PHONE, caller_name=CALLER))
    assert codes(line.send(case)) == ["applied"]
    owner.execute("GRANT EXECUTE ON FUNCTION pg_stat_get_xact_tuples_fetched(oid) TO PUBLIC")
    assert read_for(wire, str(case.subject_id)) != read_for(wire, new_id())


TEXTS = ["", "null", "7", '"x"', "[null]", "[[]]", '{"a": {}}', "[" * 15_000, "{" * 15_000,
         '{"seat": 1e131000}', '["\\ud800"]', '{"x": "\\u0000"}', "0000-00", "9999-12", "2026W99",
         "9" * 400, "infinity", "'; DROP TABLE core.entry; --", "\u202e", "x" * 300_000,
         '{"ref": [9223372036854775808, "~"]}', '{"ref": [-9223372036854775808, "~"]}']  # fmt: skip
HOSTILE: dict[str, list[object]] = {
    "text": [None, *TEXTS],
    "uuid": [None, "00000000-0000-0000-0000-000000000000"],
    "integer": [None, 0, -1, 2**31 - 1, -(2**31)],
    "bigint": [None, 0, -1, 2**63 - 1, -(2**63)],
    "bytea": [None, b"", b"\0", b"\xff\xd8\xff" + b"0" * 200_000],
    "boolean": [None, False],
}
FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'api'::regnamespace AND p.pronargs > 0 ORDER BY 1
"""


@pytest.mark.parametrize("person", ["u1001", "u1018", ADMIN])
def test_17_no_call_answers_with_an_error_of_the_server(target: Target, person: str) -> None:
    """Whatever it is handed; one value at a time among ordinary ones."""
    wire, told = target.login(person), []
    for (signature,) in rows(target.superuser(), FUNCTIONS):
        name, _, listed = str(signature).rstrip(")").partition("(")
        types = listed.split(",")
        call = f"SELECT * FROM {name}({', '.join(f'%s::{kind}' for kind in types)})"
        for place, kind in enumerate(types):
            for value in HOSTILE[kind]:
                values = [HOSTILE[one][1] for one in types]
                values[place] = value
                wire.execute("BEGIN")
                code = outcome(wire, call, values)
                wire.execute("ROLLBACK")
                if code != "done" and not code.startswith("SA"):
                    told.append((signature, str(value)[:40], code))
    assert told == []
