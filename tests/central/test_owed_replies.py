"""Who has to be told what, and who rings when the owner is not there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from seatapp.admin.city import demo_password
from seatapp.admin.people import NewPerson, put_person
from seatapp.central.messages import HeldPost
from seatapp.domain.entries import Value
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import State
from seatapp.domain.roster import absent, back_at, roster_code
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.centre_model import StoredReferences
from tests.helpers.owed import PHONED, callbacks, missed, sent, taking
from tests.helpers.seat_line import SeatLine, codes, row_of

FIRST, SECOND, THIRD, LEADER = "u1001", "u1002", "u1006", "u1007"
DISPATCHER, SUPERVISOR, MONITOR = "u1012", "u1015", "u1016"
ABOVE: dict[str, Value] = {
    **{"case_kind": "superior", "source": "leader", "acceptance_number": "A01-9"},
    **{"area": "999001", "urgency": "normal", "description": "领导批示：整治学校周边占道。"},
    "upper_deadline_at": 1_900_000_000,
}
SEND: dict[str, Value] = {"nature": "help", "matter_code": "M08", "urgency": "normal"}
SHEET: dict[str, Value] = {"unit": "401", "rule_cited": "职责清单"}
KEY = "199****1234.01"
Lines = dict[str, SeatLine]


@pytest.fixture
def lines(centre: Centre) -> Lines:
    people = (FIRST, SECOND, LEADER, DISPATCHER, SUPERVISOR)
    return {person: SeatLine(centre, person) for person in people}


def put(centre: Centre, kind: str, code: str, row: Mapping[str, object]) -> None:
    """One reference row of the site."""
    rows = json.dumps([{"kind": kind, "code": code, "row": row}])
    centre.superuser().execute("SELECT core.write_references(%s)", (rows,))


def took(
    lines: Lines, person: str, post: str, step: str, case: State, values: Mapping[str, Value]
) -> list[State]:
    """The rows after a step on a case, or on a child of one."""
    line = lines[person]
    subject = str(case["subject"])
    return sent(line, line.entry(step, values, case, post=post, subject=subject))


def case_of(rows: list[State]) -> State:
    return next(row for row in rows if row["subject"] == "case")


def handled(lines: Lines, report: Mapping[str, Value], **on_dispatch: Value) -> list[State]:
    """The rows after a new case was sent to its unit."""
    [case] = sent(lines[FIRST], lines[FIRST].entry("report", report))
    case = case_of(took(lines, FIRST, "acceptor", "send_on", case, SEND))
    return took(lines, DISPATCHER, "dispatcher", "dispatch", case, {**SHEET, **on_dispatch})


def closed(lines: Lines, report: Mapping[str, Value]) -> list[State]:
    """The rows after a case has gone to its end."""
    case = case_of(handled(lines, report))
    case = case_of(took(lines, DISPATCHER, "dispatcher", "respond", case, {"response": "已办。"}))
    told: dict[str, Value] = {"demand_met": True, "caller_told": True}
    case = case_of(took(lines, SUPERVISOR, "supervisor", "check_answer", case, told))
    return took(lines, LEADER, "shift_leader", "close", case, {})


def test_a_reply_is_owed_where_somebody_asked_for_it(lines: Lines) -> None:
    assert callbacks(handled(lines, PHONED)) == []
    [duty] = callbacks(handled(lines, PHONED, reply_wanted=True))
    assert (duty["callback_kind"], duty["news"], duty["owner"]) == ("progress", "dispatched", FIRST)


def test_a_longer_time_is_news_for_the_caller(lines: Lines) -> None:
    case = case_of(handled(lines, PHONED))
    asked: dict[str, Value] = {"asked_minutes": 60, "reason": "等配件。"}
    rows = took(lines, DISPATCHER, "dispatcher", "request_extension", case, asked)
    request = next(row for row in rows if row["subject"] == "request")
    rows = took(lines, LEADER, "shift_leader", "grant_extension", request, {"granted_minutes": 60})
    [duty] = callbacks(rows)
    assert (duty["news"], duty["owner"], duty["root"]) == ("extended", FIRST, case["id"])


@pytest.mark.parametrize(
    ("source", "kind"), [("web", "source"), ("hotline_12345", "final"), ("mailbox", "source")]
)
def test_a_post_without_a_number_is_answered_at_its_source_alone(
    lines: Lines, source: str, kind: str
) -> None:
    rows = closed(lines, {**PHONED, "source": source, "caller_phone": "未留"})
    assert [duty["callback_kind"] for duty in callbacks(rows)] == [kind]


def test_a_leader_is_answered_with_proof_by_the_deadline_set_above(
    centre: Centre, lines: Lines
) -> None:
    put(centre, "limit", "reply/leader", {"normal": 30, "basis": "natural"})
    rows = closed(lines, ABOVE)
    [duty] = callbacks(rows)
    assert (duty["callback_kind"], duty["source"]) == ("leader", "leader")
    assert (duty["upper_deadline_at"], duty["clock_limit"]) == (1_900_000_000, 30)
    line = lines[FIRST]
    bare = line.entry("tell_caller", {"note": "已报。"}, duty, subject="callback")
    assert codes(line.send(bare)) == ["proof_missing"]
    shown: dict[str, Value] = {"note": "已报。", "proof": "回执 2026-118"}
    told = line.entry("tell_caller", shown, duty, subject="callback")
    assert row_of(line.send(told), str(duty["id"]))["stage"] == "done"


def test_what_comes_back_from_above_takes_its_feedback_along(lines: Lines) -> None:
    rows = closed(lines, {**ABOVE, "source": "superior"})
    back: dict[str, Value] = {"reason": "照片与问题不符。"}
    rows = took(lines, FIRST, "acceptor", "return_from_above", case_of(rows), back)
    assert case_of(rows)["reworks"] == 1
    assert [duty["stage"] for duty in callbacks(rows)] == ["withdrawn"]


def test_reaching_a_number_once_settles_all_its_missed_calls(centre: Centre, lines: Lines) -> None:
    here = missed(lines[FIRST], 2, caller_key=KEY)
    there = missed(lines[SECOND], 1, caller_key=KEY, caller_phone="+86 199-0000-1234")
    [stranger] = missed(lines[FIRST], 1, caller_key="199****1234.02")
    others = [str(duty["id"]) for duty in (here[1], *there, stranger)]
    rows = callbacks(sent(lines[FIRST], taking(lines[FIRST], here[0], also=others)))
    taken = {str(row["id"]): row.get("owner") for row in rows}
    assert taken == {str(one["id"]): FIRST for one in (*here, *there)}
    [first] = [row for row in rows if row["id"] == here[0]["id"]]
    reached: dict[str, Value] = {"note": "已接通。", "also": others}
    rows = took(lines, FIRST, "acceptor", "tell_caller", first, reached)
    standing = {str(row["id"]): row["stage"] for row in callbacks(rows)}
    along = dict.fromkeys((str(one["id"]) for one in (here[1], *there)), "joined")
    assert standing == {str(here[0]["id"]): "done", **along}
    counted = centre.superuser().execute(
        "SELECT marks FROM core.counted_duties(0, 9999999999, '9990') WHERE subject = 'callback'"
        " AND 'callbacks_settled' = ANY (marks)"
    )
    assert len(counted.fetchall()) == 1, "one call was owed to that number, and made"


def test_another_number_with_the_same_key_is_still_owed_its_call(lines: Lines) -> None:
    [mine] = missed(lines[FIRST], 1, caller_key=KEY)
    [other] = missed(lines[SECOND], 1, caller_key=KEY, caller_phone="19977771234")
    also = [str(other["id"])]
    [mine] = callbacks(sent(lines[FIRST], taking(lines[FIRST], mine, also=also)))
    reached: dict[str, Value] = {"note": "已接通。", "also": also}
    [done] = callbacks(took(lines, FIRST, "acceptor", "tell_caller", mine, reached))
    assert done["id"] == mine["id"]
    told = sent(lines[SECOND], taking(lines[SECOND], other))
    assert [(one["owner"], one["stage"]) for one in callbacks(told)] == [(SECOND, "owed")]


@pytest.mark.parametrize("elsewhere", ["u1004", DISPATCHER])
def test_a_call_is_handed_to_nobody_who_cannot_ring_it(lines: Lines, elsewhere: str) -> None:
    """An acceptor of the other district, and somebody whose post rings no callers."""
    [duty] = missed(lines[FIRST], 1, caller_key=KEY)
    [duty] = callbacks(sent(lines[FIRST], taking(lines[FIRST], duty)))
    line = lines[FIRST]
    for owner, told in ((elsewhere, "owner_elsewhere"), (SECOND, "applied")):
        hand: dict[str, Value] = {"owner": owner, "note": "轮休"}
        assert codes(line.send(line.entry("hand_on_callback", hand, duty, subject="callback"))) == [
            told
        ]


def turns() -> list[str]:
    """The shifts of yesterday and today."""
    today = datetime.now(CITY_TIME).date()
    days = (today - timedelta(days=1), today)
    return [roster_code(day, shift) for day in days for shift in ("early", "middle", "night")]


def swapped(lines: Lines, asker: str, colleague: str) -> None:
    """All those turns of one person are approved to be another's."""
    asked: list[dict[str, Value]] = [
        {"area": "999001", "given": turn, "colleague": colleague} for turn in turns()
    ]
    line = lines[asker]
    rows = sent(line, *(line.entry("ask_swap", one, subject="swap") for one in asked))
    for person, post, step in (
        (colleague, "acceptor", "agree_swap"),
        (LEADER, "shift_leader", "approve_swap"),
    ):
        line = lines[person]
        rows = sent(line, *(line.entry(step, {}, r, post=post, subject="swap") for r in rows))


def test_an_approved_swap_brings_somebody_on_duty_and_takes_another_off(
    centre: Centre, lines: Lines
) -> None:
    duty = fallen_duty(centre, lines[FIRST], {"mode": "shift"})
    swapped(lines, SECOND, FIRST)
    lines[THIRD] = SeatLine(centre, THIRD)
    assert codes(lines[THIRD].send(taking(lines[THIRD], duty))) == ["owner_taken"]
    swapped(lines, FIRST, THIRD)
    owner, now = centre.superuser(), int(datetime.now(CITY_TIME).timestamp())
    for person in (FIRST, SECOND, THIRD):
        for at in range(now - 86_400, now + 86_400, 7200):
            [there] = owner.execute("SELECT core.absent(%s, %s)", (person, at)).fetchall()
            assert there == (absent(person, at, StoredReferences(owner)),), (person, at)
            [back] = owner.execute("SELECT core.back_at(%s, %s)", (person, at)).fetchall()
            assert back == (back_at(person, at, StoredReferences(owner)),), (person, at)
    [taken] = callbacks(sent(lines[THIRD], taking(lines[THIRD], duty)))
    assert taken["owner"] == THIRD


def test_somebody_put_in_for_a_colleague_is_on_duty_at_the_centre_too(
    centre: Centre, lines: Lines
) -> None:
    duty = fallen_duty(centre, lines[FIRST], {"mode": "shift"})
    line = lines.setdefault(LEADER, SeatLine(centre, LEADER))
    covers: list[dict[str, Value]] = [
        {"area": "999001", "given": turn, "absent": SECOND, "colleague": FIRST, "reason": "病假"}
        for turn in turns()
    ]
    sent(
        line,
        *(line.entry("cover_turn", one, post="shift_leader", subject="swap") for one in covers),
    )
    owner, now = centre.superuser(), int(datetime.now(CITY_TIME).timestamp())
    for person, away in ((FIRST, False), (SECOND, True)):
        [there] = owner.execute("SELECT core.absent(%s, %s)", (person, now)).fetchall()
        assert there == (away,) == (absent(person, now, StoredReferences(owner)),), person
    lines[THIRD] = SeatLine(centre, THIRD)
    assert codes(lines[THIRD].send(taking(lines[THIRD], duty))) == ["owner_taken"]


def test_a_leader_of_one_district_puts_nobody_of_another_in_or_out_of_a_turn(
    centre: Centre,
) -> None:
    post = HeldPost("shift_leader", "999001")
    made = NewPerson("u1801", "区值班长", [post], demo_password("u1801"))
    put_person(centre.login(ADMIN), made)
    put(centre, "roster", turns()[0], {"people": ["u1003@acceptor", "u1004@acceptor"]})
    line = SeatLine(centre, made.login)
    here, city, there = "u1003", FIRST, "u1004"
    for away, colleague, told in (
        (there, here, "person_elsewhere"),
        (here, there, "person_elsewhere"),
        (here, city, "applied"),
        (city, here, "applied"),
    ):
        cover: dict[str, Value] = {"area": "999001", "given": turns()[0], "reason": "病假"}
        cover |= {"absent": away, "colleague": colleague}
        taken = line.entry("cover_turn", cover, post="shift_leader", subject="swap")
        assert codes(line.send(taken)) == [told]


def fallen_duty(centre: Centre, line: SeatLine, rule: Mapping[str, object]) -> State:
    """A duty of somebody who is not on duty, due since long."""
    for code in turns():
        put(centre, "roster", code, {"people": [f"{SECOND}@acceptor", f"{THIRD}@acceptor"]})
    put(centre, "callback_rule", "absence", rule)
    [case] = sent(line, line.entry("report", PHONED))
    [duty] = callbacks(
        sent(line, line.entry("promise_callback", {"promised_at": 1_700_000_000}, case))
    )
    return duty


@pytest.mark.parametrize(
    ("rule", "taken_by"),
    [
        ({"mode": "stays"}, set()),
        ({"mode": "shift"}, {SECOND, THIRD}),
        ({"mode": "named", FIRST: THIRD}, {THIRD}),
        ({"mode": "named", "colleague": SECOND}, {SECOND}),
    ],
)
def test_a_duty_falls_to_others_by_itself_as_the_rule_says(
    centre: Centre, rule: Mapping[str, object], taken_by: set[str]
) -> None:
    duty = fallen_duty(centre, SeatLine(centre, FIRST), rule)
    for person in (SECOND, THIRD):
        line = SeatLine(centre, person)
        told = codes(line.send(taking(line, duty)))
        if person in taken_by:
            assert told == ["applied"]
            return
        assert told == ["owner_taken"]
    assert not taken_by
