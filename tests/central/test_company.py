"""Who has the same case in front of them is told to those who see it, and to nobody else."""

from __future__ import annotations

import json

import pytest

from seatapp.central.messages import Front
from seatapp.domain.references import State
from tests.fixtures.centre import Centre
from tests.helpers.seat_line import SeatLine, grid_report, row_of

ACCEPTOR, COLLEAGUE, ELSEWHERE = "u1001", "u1002", "u1004"
DOING = "case.prefile"


@pytest.fixture
def case(centre: Centre) -> State:
    """A case of the district 999001."""
    line = SeatLine(centre, ACCEPTOR)
    entry = line.entry("report", grid_report())
    return row_of(line.send(entry), entry.subject_id)


def front(case: State, doing: str | None = None) -> Front:
    return Front("case", str(case["id"]), doing)


def who(line: SeatLine, at: Front | None) -> list[tuple[str, str | None]]:
    return [(one.person, one.doing) for one in line.gateway.keep_company(line.seat, at)]


def problem(line: SeatLine, seat: str, words: str) -> str:
    wire = line.gateway._connection
    row = wire.execute(b"SELECT api.keep_company(%s::uuid, %s)", (seat, words)).fetchone()
    assert row is not None
    return str(json.loads(row[0])["problem"])


def test_colleagues_at_one_case_know_of_each_other(centre: Centre, case: State) -> None:
    one, other = SeatLine(centre, ACCEPTOR), SeatLine(centre, COLLEAGUE)
    assert who(one, front(case)) == []
    assert who(other, front(case, DOING)) == [(ACCEPTOR, None)]
    assert who(one, front(case)) == [(COLLEAGUE, DOING)]
    begun = one.gateway.keep_company(one.seat, front(case))[0].since
    assert who(other, front(case, DOING)) == [(ACCEPTOR, None)]
    assert one.gateway.keep_company(one.seat, front(case))[0].since == begun, "told again"
    assert who(other, None) == []
    assert who(one, front(case)) == []


def test_who_tells_no_longer_is_not_there(centre: Centre, case: State) -> None:
    one, other = SeatLine(centre, ACCEPTOR), SeatLine(centre, COLLEAGUE)
    who(one, front(case))
    owner = centre.superuser()
    owner.execute("UPDATE core.in_front SET seen = seen - interval '46 seconds'")
    assert who(other, front(case)) == []
    gone = owner.execute("SELECT person FROM core.in_front").fetchall()
    assert gone == [(COLLEAGUE,)], "not even the owner of the database can read it"
    who(one, front(case))
    owner.execute("UPDATE core.member SET active = false WHERE person = %s", (ACCEPTOR,))
    assert who(other, front(case)) == []


def test_what_one_may_not_see_has_nobody_in_front_of_it(centre: Centre, case: State) -> None:
    stranger, colleague = SeatLine(centre, ELSEWHERE), SeatLine(centre, COLLEAGUE)
    who(colleague, front(case))
    assert who(stranger, front(case)) == []
    assert problem(stranger, stranger.seat, json.dumps(vars(front(case)))) == "unknown_subject"
    assert who(colleague, front(case)) == [], "and is not seen there"
    assert problem(stranger, colleague.seat, "{}") == "no_session"


def test_a_session_ends_for_a_transaction_kept_open_too(centre: Centre, case: State) -> None:
    line = SeatLine(centre, ACCEPTOR)
    told = json.dumps(vars(front(case)))
    wire = line.gateway._connection
    with wire.transaction():
        wire.execute(b"SELECT now()")
        owner = centre.superuser()
        owner.execute("UPDATE core.courier_key SET sign_until = clock_timestamp()")
        assert problem(line, line.seat, told) == "no_session"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "[]",
        '{"kind": "case"}',
        '{"kind": "case", "root": "0190c000-0000-7000-8000-000000000001", "doing": "no.known"}',
        '{"kind": "case", "root": "------------------------------------", "doing": null}',
        '{"kind": "case; DROP", "root": "0190c000-0000-7000-8000-000000000001", "doing": null}',
        '{"kind": "case", "root": "0190c000-0000-7000-8000-000000000001", "doing": {"a": 1}}',
        "{" + " " * 300 + "}",
    ],
)
def test_anything_else_is_told_to_nobody(centre: Centre, words: str) -> None:
    line = SeatLine(centre, ACCEPTOR)
    assert problem(line, line.seat, words) == "malformed"
