"""What a number has said before is found by its hash, with what is owed to it."""

from __future__ import annotations

from seatapp.domain.masks import phone_key
from seatapp.phones import read_phone
from tests.helpers.seat import Seat

KEY = b"k" * 32
PHONE, OTHER = "19900001234", "19900005678"
CALL = {"area": "999001", "nature": "consult", "answer": "已说明办理地点。"}


def key_of(number: str) -> str:
    return phone_key(read_phone(number).digits, KEY)


def call(seat: Seat, number: str, **more: str) -> str:
    values = {**CALL, "caller_phone": number, "caller_key": key_of(number), **more}
    return seat.desk().perform("answer_call", "call", None, values).subject_id


def test_the_history_holds_cases_calls_and_what_is_owed(seat: Seat) -> None:
    case = seat.report(caller_phone=PHONE, caller_key=key_of(PHONE), caller_name="张示例")
    answered = call(seat, PHONE)
    call(seat, OTHER)
    missed = seat.desk().perform(
        "miss_call",
        "call",
        None,
        {"area": "999001", "caller_phone": PHONE, "caller_key": key_of(PHONE), "rang_at": 1},
    )
    history = seat.replica.reader.caller(key_of("+86 199 0000 1234"), "u1")
    assert [line.subject_id for line in history.cases] == [case]
    assert {line.subject_id for line in history.calls} == {answered, missed.subject_id}
    assert [line.root for line in history.owed] == [missed.subject_id]
    assert list(history.names) == ["张**"]


def test_a_number_attached_to_a_known_caller_brings_both(seat: Seat) -> None:
    case = seat.report(caller_phone=PHONE, caller_key=key_of(PHONE))
    assert not seat.replica.reader.caller(key_of(OTHER), "u1").cases
    call(seat, OTHER, known_as=key_of(PHONE))
    history = seat.replica.reader.caller(key_of(OTHER), "u1")
    assert [line.subject_id for line in history.cases] == [case]


def test_other_areas_are_not_shown(seat: Seat) -> None:
    seat.report(caller_phone=PHONE, caller_key=key_of(PHONE))
    history = seat.replica.reader.caller(key_of(PHONE), "nobody")
    assert not history.cases


def test_known_callers_are_found_by_last_digits_and_name(seat: Seat) -> None:
    seat.report(caller_phone=PHONE, caller_key=key_of(PHONE), caller_name="张示例")
    reader = seat.replica.reader
    assert reader.known_callers("1234") == [(key_of(PHONE), "199****1234", "张**")]
    assert reader.known_callers("张示") == [(key_of(PHONE), "199****1234", "张**")]
    assert reader.known_callers("9999") == []
