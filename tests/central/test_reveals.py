"""Looks at callers: asked for with a reason, committed, counted, reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from seatapp.admin.people import NewPerson, disable_person, put_person
from seatapp.admin.reveals import looks
from seatapp.central.gateway import Gateway
from seatapp.central.messages import HeldPost
from seatapp.domain.looks import USUAL_CEILING
from seatapp.domain.references import State
from seatapp.errors import CentreRefused
from seatapp.ids import new_id
from tests.fixtures.centre import ADMIN, Centre, Wire
from tests.helpers.owed import callbacks, missed, sent, taking
from tests.helpers.seat_line import SeatLine, codes, grid_report, phone_report, row_of
from tests.helpers.station import Station

REASON = "与处置单位约定上门时间"
LEADER = "u1007"
HEAD = "u1020"


def answer(wire: Wire, call: str, *values: object) -> dict[str, Any]:
    row = wire.execute(f"SELECT api.{call}".encode(), values).fetchone()
    assert row is not None
    told: dict[str, Any] = json.loads(row[0])
    return told


def set_ceiling(centre: Centre, looks_a_day: int) -> None:
    row = json.dumps([{"kind": "setting", "code": "reveals_a_day", "row": {"value": looks_a_day}}])
    centre.superuser().execute("SELECT core.write_references(%s)", (row,))


@pytest.fixture
def case(centre: Centre) -> State:
    """A case with a caller, taken by u1001."""
    line = SeatLine(centre, "u1001")
    entry = line.entry("report", phone_report())
    return row_of(line.send(entry), entry.subject_id)


def refused(gateway: Gateway, case_id: object, reason: str = REASON) -> str:
    with pytest.raises(CentreRefused) as caught:
        gateway.caller_of(str(case_id), reason)
    return caught.value.code


def test_who_does_not_hold_a_number_by_duty_asks_the_centre(centre: Centre, case: State) -> None:
    gateway = Gateway(centre.login(LEADER))
    caller = gateway.caller_of(str(case["id"]), f"  {REASON} ")
    assert caller.values == {"caller_name": "张示例", "caller_phone": "13800001234"}
    assert caller.left == USUAL_CEILING - 1
    (line,) = looks(centre.login(HEAD), 1)
    assert (line.person, line.case_id, line.number) == (
        LEADER, case["id"], case["acceptance_number"],
    )  # fmt: skip
    assert (line.reason, line.place, line.over) == (REASON, "centre", False)
    assert "13800001234" not in repr(line)


def test_what_the_centre_does_not_show(centre: Centre, case: State) -> None:
    leader = Gateway(centre.login(LEADER))
    for reason in ("", "  ", "急", "长" * 501):
        assert refused(leader, case["id"], reason) == "malformed"
    assert refused(leader, new_id()) == "unknown_case"
    assert refused(Gateway(centre.login(ADMIN)), case["id"]) == "unknown_case"
    put_person(
        centre.login(ADMIN),
        NewPerson("u4801", "外区人", [HeldPost("shift_leader", "999002")], "other-area-22"),
    )
    elsewhere = Gateway(centre.login("u4801", "other-area-22"))
    assert refused(elsewhere, case["id"]) == "unknown_case"
    line = SeatLine(centre, "u1001")
    silent = line.entry("report", grid_report())
    assert codes(line.send(silent)) == ["applied"]
    assert refused(leader, silent.subject_id) == "no_caller"
    assert looks(centre.login(HEAD), 1) == []


def test_a_request_is_its_author_s_alone_and_ends(centre: Centre, case: State) -> None:
    wire = centre.login(LEADER)
    asked = answer(wire, "reveal_request(%s::uuid, %s)", case["id"], REASON)["request"]
    get = "reveal_get(%s::uuid)"
    assert answer(centre.login("u1001"), get, asked) == {"problem": "no_request"}
    assert answer(wire, get, new_id()) == {"problem": "no_request"}
    owner = centre.superuser()
    owner.execute("UPDATE core.reveal SET at = at - interval '11 minutes'")
    assert answer(wire, get, asked) == {"problem": "no_request"}
    owner.execute("UPDATE core.reveal SET at = clock_timestamp()")
    assert answer(wire, get, asked)["problem"] is None
    posts = "UPDATE core.member_post SET valid_until = {} WHERE person = %s"
    owner.execute(posts.format("now()").encode(), (LEADER,))
    assert answer(wire, get, asked) == {"problem": "no_request"}, "may not see it any more"
    owner.execute(posts.format("NULL").encode(), (LEADER,))
    assert answer(wire, get, asked)["problem"] is None
    disable_person(centre.login(ADMIN), LEADER)
    owner.execute(f"ALTER ROLE {LEADER} LOGIN".encode())
    assert answer(centre.login(LEADER), get, asked) == {"problem": "not_active"}


def test_ringing_for_an_owed_call_is_a_look_that_no_ceiling_holds_back(centre: Centre) -> None:
    set_ceiling(centre, 1)
    line = SeatLine(centre, "u1001")
    [case] = sent(line, line.entry("report", phone_report()))
    promised = line.entry("promise_callback", {"promised_at": 1_900_000_000}, case)
    [duty] = callbacks(sent(line, promised))
    for _time in range(2):
        sent(line, line.entry("ring_callback", {}, duty, subject="callback"))
    told = looks(centre.login(HEAD), 1)
    assert [(look.person, look.case_id, look.reason) for look in told] == [
        ("u1001", case["id"], None)
    ] * 2
    assert {(look.place, look.over) for look in told} == {("ringing", False)}
    assert Gateway(centre.login("u1001")).caller_of(str(case["id"]), REASON).left == 0


def test_ringing_back_a_missed_call_is_a_look_too(centre: Centre) -> None:
    line = SeatLine(centre, "u1001")
    [duty] = missed(line, 1, number="L01-1")
    [duty] = callbacks(sent(line, taking(line, duty)))
    sent(line, line.entry("ring_callback", {}, duty, subject="callback"))
    [look] = looks(centre.login(HEAD), 1)
    assert (look.person, look.case_id, look.number) == ("u1001", duty["root"], "L01-1")
    assert (look.place, look.reason) == ("ringing", None)


def test_looks_at_the_seat_count_against_the_same_ceiling(centre: Centre, case: State) -> None:
    set_ceiling(centre, 3)
    line = SeatLine(centre, "u1001")
    look = line.entry("reveal", {"reason": "回访来电人"}, case)
    again = line.entry("reveal", {"reason": "核对诉求"}, case)
    assert codes(line.send(look, again)) == ["applied", "applied"]
    gateway = Gateway(centre.login("u1001"))
    assert gateway.caller_of(str(case["id"]), REASON).left == 0
    assert refused(gateway, case["id"]) == "ceiling"
    assert Gateway(centre.login(LEADER)).caller_of(str(case["id"]), REASON).left == 2
    # A seat without a line cannot be told in time; what it showed is written down and marked.
    late = line.entry("reveal", {"reason": "离线查看"}, case)
    assert codes(line.send(late)) == ["applied"]
    centre.superuser().execute("UPDATE core.reveal SET at = at - interval '2 s'")
    lines = {line.reason: line for line in looks(centre.login(HEAD), 1) if line.person == "u1001"}
    assert [reason for reason, line in lines.items() if line.over] == ["离线查看"]
    assert (lines["回访来电人"].place, lines["回访来电人"].claimed_at) == ("seat", look.claimed_at)


def test_a_day_ends_at_midnight_of_the_city(centre: Centre, case: State) -> None:
    set_ceiling(centre, 1)
    gateway = Gateway(centre.login(LEADER))
    assert gateway.caller_of(str(case["id"]), REASON).left == 0
    assert refused(gateway, case["id"]) == "ceiling"
    day = "date_trunc('day', clock_timestamp(), 'Asia/Shanghai')"
    centre.superuser().execute(f"UPDATE core.reveal SET at = {day} - interval '1 s'".encode())
    assert gateway.caller_of(str(case["id"]), REASON).left == 0


def test_no_look_is_hidden_by_the_looks_after_it(centre: Centre, case: State) -> None:
    """A month of callbacks has more rings than a page has lines."""
    Gateway(centre.login(LEADER)).caller_of(str(case["id"]), REASON)
    centre.superuser().execute(
        "INSERT INTO core.reveal (person, case_id, reason)"
        " SELECT 'u1001', %s, n::text FROM generate_series(1, 4200) n",
        (case["id"],),
    )
    told = looks(centre.login(HEAD), 1)
    assert [line.reason for line in told] == [*map(str, range(4200, 0, -1)), REASON]
    assert sum(line.over for line in told) == 4200 - USUAL_CEILING


def test_the_report_is_for_those_who_supervise(centre: Centre, tmp_path: Path) -> None:
    for person in ("u1001", LEADER, ADMIN):
        with pytest.raises(CentreRefused) as caught:
            looks(centre.login(person), 1)
        assert caught.value.code == "not_your_post"
    station = Station.at(tmp_path / "seat", centre)
    assert station.told("center", "reveals", person=HEAD)["lines"] == []
