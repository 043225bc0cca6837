"""Two registrations of one matter: merged before filing and after, linked, and taken apart."""

from __future__ import annotations

import pytest

from seatapp.domain.entries import Values
from seatapp.errors import StepRefused
from tests.helpers.seat import Seat


def number(seat: Seat, case: str) -> str:
    return str(seat.state(case)["acceptance_number"])


def test_an_acceptor_merges_before_filing_and_all_clocks_stop(seat: Seat) -> None:
    first, second = seat.report(), seat.report()
    seat.take("u1", "order_verification", second, collector="c01", question="属实？")
    seat.take("u1", "merge_report", second, merged_into=number(seat, first)[-4:])
    state = seat.state(second)
    assert state["stage"] == "merged"
    assert state["merged_into"] == number(seat, first)
    assert "due_at" not in state
    detail = seat.replica.reader.case(second, "u1")
    assert detail is not None
    assert [child["stage"] for child in detail.children] == ["cancelled"]
    assert seat.state(first)["note"] == number(seat, second), "it tells what came to it"
    seat.push_all()
    assert seat.state(second)["stage"] == "merged"


def test_the_centre_judges_whether_the_other_one_is_open(seat: Seat) -> None:
    first, second = seat.report(), seat.report()
    seat.push_all()
    ended: Values = {"reason": "重复", "rule_cited": "总则第2条"}
    seat.centre.take("u2", "acceptor", "decline", first, ended)
    seat.take("u1", "merge_report", second, merged_into=number(seat, first))
    seat.push_all()
    (item,) = seat.replica.reader.refusals("u1")
    assert (item.case_id, item.code) == (second, "case_ended")
    assert seat.state(second)["stage"] == "reported"


def test_a_leader_merges_after_filing_and_recalls_the_assignment(seat: Seat) -> None:
    first, second = seat.report(), seat.report()
    seat.take("u1", "urgent_dispatch", second, unit="clean", danger="井盖缺失")
    with pytest.raises(StepRefused):
        seat.take("u1", "merge_report", second, merged_into=number(seat, first))
    seat.take("u2", "merge_case", second, merged_into=number(seat, first))
    detail = seat.replica.reader.case(second, "u1")
    assert detail is not None
    assert [child["stage"] for child in detail.children] == ["recalled"]
    seat.take("u2", "unmerge", second, reason="不是同一处。")
    state = seat.state(second)
    assert state["stage"] == "reported"
    assert "merged_into" not in state
    assert "due_at" in state


@pytest.mark.parametrize(
    ("named", "code"), [("own", "same_case"), ("A01-261122-9999", "no_such_case"), ("", None)]
)
def test_a_case_is_merged_into_another_one_that_is_there(
    seat: Seat, named: str, code: str | None
) -> None:
    case = seat.report()
    target = number(seat, case) if named == "own" else named
    with pytest.raises(StepRefused) as refused:
        seat.take("u1", "merge_report", case, merged_into=target)
    assert refused.value.code == (code or "missing_field")


def test_nothing_is_merged_into_what_has_ended_but_may_be_linked(seat: Seat) -> None:
    ended, case = seat.report(), seat.report()
    seat.take("u1", "decline", ended, reason="不属实", rule_cited="总则第2条")
    with pytest.raises(StepRefused) as refused:
        seat.take("u1", "merge_report", case, merged_into=number(seat, ended))
    assert refused.value.code == "case_ended"
    seat.take("u1", "link", case, linked_to=number(seat, ended))
    assert seat.state(case)["linked_to"] == number(seat, ended)
