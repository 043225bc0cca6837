"""Attacks on duties: who owes a caller a call reads the number, so nobody gets one to read it."""

from __future__ import annotations

import time

import pytest

from seatapp.domain.entries import Entry, Value, Values
from seatapp.domain.handover import content_hash
from seatapp.domain.references import State
from seatapp.ids import derived_id
from tests.attack.fortress import PHONE, Target, only
from tests.helpers.owed import MISSED, callbacks, missed, sent, taking
from tests.helpers.seat_line import SeatLine, codes, phone_report

KEEPER, COLLEAGUE, DISPATCHER = "u1003", "u1001", "u1012"
KEY = "139****0077.7f"
LONG_AGO = 1_700_000_000


def owed_by(line: SeatLine) -> State:
    """A call that somebody owes to the caller of their own case, due since long."""
    report = line.entry("report", phone_report(caller_phone=PHONE))
    (case,) = (row.row for row in line.send(report).rows if row.kind == "case")
    answer = line.send(line.entry("promise_callback", {"promised_at": LONG_AGO}, case))
    return next(row.row for row in answer.rows if row.kind == "callback")


def told(target: Target, person: str) -> str:
    """Everything that a person can pull."""
    return str(only(target.login(person), "SELECT api.since('{}', 2000)"))


def owner_of(target: Target, owed: State) -> object:
    """Who owes a call by now."""
    return only(
        target.superuser(), "SELECT owner FROM core.callback WHERE id = %s", (str(owed["id"]),)
    )


def handed_over(line: SeatLine, owed: State) -> State:
    """A shift that its acceptor has signed out of, with a call to be passed on."""
    drafted = {"number": "A03-J261123-01", "area": "999001", "duty_post": "acceptor"}
    answer = line.send(line.entry("draft_handover", drafted, subject="handover"))
    (draft,) = (row.row for row in answer.rows if row.kind == "handover")
    content: dict[str, Value] = {
        "border_at": int(time.time()),
        "counts": ["my_callbacks=1/1"],
        "answers": [f"{question}=无" for question in ("keys", "phones")],
        "callbacks": [str(owed["id"])],
    }
    content["content_hash"] = content_hash("acceptor", content)
    answer = line.send(line.entry("sign_out", content, draft, subject="handover"))
    assert codes(answer) == ["applied"]
    return next(row.row for row in answer.rows if row.kind == "handover")


@pytest.mark.parametrize(
    ("taker", "post", "rings"),
    [(COLLEAGUE, "acceptor", True), (DISPATCHER, "dispatcher", False)],
)
def test_20_a_shift_that_is_taken_over_brings_no_number_to_who_rings_nobody(
    spare: Target, taker: str, post: str, rings: bool
) -> None:
    keeper, line = SeatLine(spare, KEEPER), SeatLine(spare, taker)
    owed = owed_by(keeper)
    handover = handed_over(keeper, owed)
    named: Values = {"callbacks": [str(owed["id"])]}
    taken = line.entry("sign_in", named, handover, post=post, subject="handover")
    assert codes(line.send(taken)) == ["applied"]
    assert owner_of(spare, owed) == (taker if rings else KEEPER)
    assert (PHONE in told(spare, taker)) is rings


def rung(line: SeatLine, phone: str) -> tuple[Entry, State]:
    """A missed call that is still to be sent, and the callback that will be owed for it."""
    values = {**MISSED, "caller_phone": phone, "caller_key": KEY}
    ring = line.entry("miss_call", values, subject="call")
    owed = derived_id(ring.id, "subject", "callback", "owe_missed")
    fresh = derived_id(ring.id, "entry", "owe_missed", owed)
    return ring, {"id": owed, "root": ring.subject_id, "fresh": fresh}


@pytest.mark.parametrize("at_once", [True, False])
def test_20_a_call_made_up_takes_no_call_of_a_colleague_along(spare: Target, at_once: bool) -> None:
    """Its key fits, and its number is under the same mask; in one batch, or one after the other."""
    keeper, curious = SeatLine(spare, KEEPER), SeatLine(spare, COLLEAGUE)
    [theirs] = missed(keeper, 1, caller_phone=PHONE, caller_key=KEY)
    assert callbacks(sent(keeper, taking(keeper, theirs)))
    ring, owed = rung(curious, f"{PHONE[:3]}0000{PHONE[-4:]}")
    take = taking(curious, owed, also=[str(theirs["id"])])
    for batch in [[ring, take]] if at_once else [[ring], [take]]:
        assert set(codes(curious.send(*batch))) == {"applied"}
    assert owner_of(spare, theirs) == KEEPER
    assert PHONE not in told(spare, COLLEAGUE)


def test_20_calls_of_one_number_are_taken_together_within_one_batch(spare: Target) -> None:
    """What was missed and taken without the line arrives at once."""
    line = SeatLine(spare, COLLEAGUE)
    [before] = missed(line, 1, caller_phone=PHONE, caller_key=KEY)
    (ring, owed), (again, second) = rung(line, PHONE), rung(line, f"+86 {PHONE}")
    also = [str(one["id"]) for one in (before, second)]
    sent(line, ring, again, taking(line, owed, also=also))
    assert [owner_of(spare, one) for one in (before, owed, second)] == [COLLEAGUE] * 3
