"""What a number has said before is found by its key, with what is owed to it."""

from __future__ import annotations

from seatapp.desk import Taken
from seatapp.domain.entries import Value
from seatapp.domain.masks import phone_key
from seatapp.domain.references import State
from seatapp.phones import read_phone
from tests.helpers.alike import another_like
from tests.helpers.seat import Seat

KEY = b"k" * 32
PHONE, OTHER = "19900001234", "19900005678"
CALL = {"area": "999001", "nature": "consult", "answer": "已说明办理地点。"}


def key_of(number: str) -> str:
    return phone_key(read_phone(number).digits, KEY)


def missed_call(seat: Seat, number: str, person: str = "u1") -> Taken:
    values: dict[str, Value] = {"area": "999001", "caller_phone": number, "rang_at": 1}
    values["caller_key"] = key_of(number)
    return seat.desk(person).perform("miss_call", "call", None, values)


def owed_for(seat: Seat, call: Taken, person: str = "u1") -> State:
    detail = seat.replica.reader.root("call", call.subject_id, person)
    assert detail is not None
    return detail.children[0]


def call(seat: Seat, number: str, **more: str) -> str:
    values = {**CALL, "caller_phone": number, "caller_key": key_of(number), **more}
    return seat.desk().perform("answer_call", "call", None, values).subject_id


def test_the_history_holds_cases_calls_and_what_is_owed(seat: Seat) -> None:
    case = seat.report(caller_phone=PHONE, caller_key=key_of(PHONE), caller_name="张示例")
    answered = call(seat, PHONE)
    call(seat, OTHER)
    missed = missed_call(seat, PHONE)
    history = seat.replica.reader.caller(key_of("+86 199 0000 1234"), "u1")
    assert [line.subject_id for line in history.cases] == [case]
    assert {line.subject_id for line in history.calls} == {answered, missed.subject_id}
    assert [line.due_at for line in (*history.cases, *history.calls)] == [
        seat.state(case)["due_at"],
        None,
        None,
    ]
    assert [line.root for line in history.owed] == [missed.subject_id]
    assert list(history.names) == ["张**"]


def test_a_number_attached_to_a_known_caller_brings_both(seat: Seat) -> None:
    case = seat.report(caller_phone=PHONE, caller_key=key_of(PHONE))
    assert not seat.replica.reader.caller(key_of(OTHER), "u1").cases
    attached = call(seat, OTHER, known_as=key_of(PHONE))
    for number in (OTHER, PHONE):
        history = seat.replica.reader.caller(key_of(number), "u1")
        assert [line.subject_id for line in history.cases] == [case]
        assert [line.subject_id for line in history.calls] == [attached]


def test_the_newest_of_a_caller_stands_first(seat: Seat) -> None:
    cases, calls = [], []
    for _day in range(3):
        cases.append(seat.report(caller_phone=PHONE, caller_key=key_of(PHONE)))
        calls.append(call(seat, PHONE))
        seat.clock.pass_by(days=1)
    history = seat.replica.reader.caller(key_of(PHONE), "u1")
    assert [line.subject_id for line in history.cases] == cases[::-1]
    assert [line.subject_id for line in history.calls] == calls[::-1]


def test_other_areas_are_not_shown(seat: Seat) -> None:
    seat.report(caller_phone=PHONE, caller_key=key_of(PHONE))
    missed_call(seat, PHONE)
    history = seat.replica.reader.caller(key_of(PHONE), "nobody")
    assert not (*history.cases, *history.calls, *history.owed)


def test_known_callers_are_found_by_last_digits_and_name(seat: Seat) -> None:
    seat.report(caller_phone=PHONE, caller_key=key_of(PHONE), caller_name="张示例")
    reader = seat.replica.reader
    assert reader.known_callers("1234") == [(key_of(PHONE), "199****1234", "张**")]
    assert reader.known_callers("张示") == [(key_of(PHONE), "199****1234", "张**")]
    assert reader.known_callers("9999") == []


def test_a_number_that_can_be_read_here_decides(seat: Seat) -> None:
    """Of two callers with one key each keeps a history of their own, where that is known."""
    alike = another_like(PHONE, KEY)
    mine, theirs = missed_call(seat, PHONE), missed_call(seat, alike)
    reader = seat.replica.reader
    for number, its in ((PHONE, mine), (alike, theirs)):
        history = reader.caller(key_of(number), "u1", number)
        assert [(line.root, line.sure) for line in history.calls] == [(its.subject_id, True)]
        assert [(line.root, line.sure) for line in history.owed] == [(its.subject_id, True)]


def test_where_no_number_can_be_read_both_may_be_the_caller(seat: Seat) -> None:
    alike = another_like(PHONE, KEY)
    calls = {missed_call(seat, number).subject_id for number in (PHONE, alike)}
    seat.sit("u2")
    history = seat.replica.reader.caller(key_of(PHONE), "u2", PHONE)
    assert {line.root for line in history.calls} == calls
    assert not any(line.sure for line in (*history.calls, *history.owed))


def test_reaching_a_caller_leaves_what_is_owed_to_another_with_the_same_key(seat: Seat) -> None:
    first, second = missed_call(seat, PHONE), missed_call(seat, PHONE)
    other = missed_call(seat, another_like(PHONE, KEY))
    mine = owed_for(seat, first)
    seat.desk().perform("tell_caller", "callback", str(mine["id"]), {"note": "已接通。"})
    stages = [owed_for(seat, one)["stage"] for one in (first, second, other)]
    assert stages == ["done", "joined", "owed"]


def test_two_names_under_one_key_are_two_people(seat: Seat) -> None:
    for number, name in ((PHONE, "张示例"), (another_like(PHONE, KEY), "李示例")):
        seat.report(caller_phone=number, caller_key=key_of(number), caller_name=name)
    found = seat.replica.reader.known_callers("1234")
    assert {name for _key, _number, name in found} == {"张**", "李**"}
