"""Work on the one writer: who is told of a commit, and what is left of one that failed."""

from __future__ import annotations

import pytest
from sqlcipher3 import IntegrityError  # type: ignore[import-untyped]

from seatapp.central.messages import HeldPost
from seatapp.domain.entries import entry_of
from seatapp.local import ledger
from seatapp.local.changes import Changes
from seatapp.local.writing import Writing
from tests.helpers.rules import everyone
from tests.helpers.seat import Seat


def test_listeners_are_told_of_other_scopes(seat: Seat) -> None:
    told: list[bool] = []
    seat.replica.listen(lambda changes: told.append(changes.rights))
    posts = [HeldPost(post, area) for post, area in everyone("u1").posts]
    seat.replica.grant("u1", posts, ["ref", "person:u1"])
    assert told == [True]


def test_listeners_are_told_what_changed(seat: Seat) -> None:
    told: list[Changes] = []
    stop = seat.replica.listen(told.append)
    case = seat.report()
    seat.replica.save_draft("u1", "intake", {"description": "半句"})
    assert len(told) == 1
    assert told[0].subjects == {("case", case)}
    assert told[0].outbox
    assert "to_accept" in told[0].queues
    assert "my_callbacks" not in told[0].queues
    stop()
    seat.report()
    assert len(told) == 1


def test_work_that_fails_leaves_no_trace(seat: Seat) -> None:
    def work(writing: Writing) -> None:
        ledger.next_serial(writing, "261122")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        seat.replica.write(work)
    assert seat.replica.next_serial("261122") == 1


def test_a_listener_cannot_wait_for_the_writer(seat: Seat) -> None:
    caught: list[BaseException] = []

    def listener(changes: Changes) -> None:
        try:
            seat.replica.save_draft("u1", "k", {})
        except RuntimeError as fault:
            caught.append(fault)

    seat.replica.listen(listener)
    seat.report()
    seat.replica.save_draft("u1", "k", None)
    assert [str(fault) for fault in caught] == ["the writer cannot wait for itself"]


def test_a_fault_of_the_database_names_no_values(seat: Seat) -> None:
    seat.called()
    (out,) = seat.replica.unsent()
    with pytest.raises(IntegrityError) as caught:
        seat.replica.append(entry_of(out.body), out.body, out.mac)
    assert "19900001234" not in str(caught.value)
    assert [again.q for again in seat.replica.unsent()] == [1]
