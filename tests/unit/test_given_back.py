"""Which units gave a case back, and how it came to be dispatched anew."""

from __future__ import annotations

from seatapp.domain.entries import Value
from seatapp.domain.given_back import came_back_by, units_that_gave_back
from seatapp.domain.references import State

FILED: State = {"subject": "case", "stage": "filed", "dispatched_at": 50}


def sent_back(unit: str, at: int, stage: str = "granted", kind: str = "send_back") -> State:
    said: dict[str, Value] = {"request_kind": kind, "unit": unit, "settled_at": at}
    return {"subject": "request", "stage": stage, **said}


def ruled(unit: str, onto: str | None, at: int) -> State:
    said: dict[str, Value] = {"unit": unit, "settled_at": at}
    if onto is not None:
        said["ruled_unit"] = onto
    return {"subject": "dispute", "stage": "ruled", **said}


def test_units_that_gave_back_are_those_whose_word_was_taken() -> None:
    granted = [sent_back("401", 10), sent_back("402", 20, "refused")]
    assert units_that_gave_back([*granted, sent_back("403", 30, kind="extension")]) == {"401"}


def test_who_was_ruled_responsible_since_has_not_given_back() -> None:
    quarrel = [sent_back("402", 10), ruled("401", "402", 20)]
    assert units_that_gave_back(quarrel) == {"401"}
    assert units_that_gave_back([sent_back("401", 10), ruled("401", None, 20)]) == set()


def test_a_case_came_back_by_the_last_decision_that_moved_it() -> None:
    first, last = sent_back("401", 60), ruled("402", "403", 70)
    assert came_back_by(FILED, [last, first]) == last
    assert came_back_by(FILED, [first, ruled("402", None, 70)]) == first


def test_a_case_that_was_dispatched_since_did_not_come_back() -> None:
    assert came_back_by(FILED, [sent_back("401", 40)]) is None, "taken back by the dispatcher"
    assert came_back_by({**FILED, "stage": "handling"}, [sent_back("401", 60)]) is None
