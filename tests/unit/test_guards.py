"""Each guard lets a step pass in one moment and refuses it in another."""

from __future__ import annotations

import pytest

from seatapp.domain.guards import GUARDS
from seatapp.domain.references import State
from seatapp.domain.situation import Situation
from seatapp.domain.tables import load_workflow
from tests.helpers.guard_cases import MOMENTS
from tests.helpers.rules import NOON, MadeReferences

WORKFLOW = load_workflow()
OF_REQUESTS = {"request_allowed", "paper_attached", "kind_is", "may_grant", "grant_in_size"}
"""Tried by whole stories in `test_requests.py`, with `named_for`."""


def test_a_guard_knows_the_moment_in_which_it_refuses() -> None:
    guards = ((one, GUARDS[one.guard]) for one in MOMENTS)
    found = [(str(one), guard(one.situation(WORKFLOW), one.argument)) for one, guard in guards]
    assert found == [(str(one), one.found) for one in MOMENTS]


def test_every_guard_is_tried_both_ways() -> None:
    tried = {(moment.guard, moment.found is None) for moment in MOMENTS}
    guards = GUARDS.keys() - OF_REQUESTS - {"named_for", "target_open"}
    assert tried == {(guard, passes) for guard in guards for passes in (True, False)}


NUMBERS = {"acceptance_number": "A01-1", "case_number": "9990012026112200001"}
MEANT = {"id": "meant", "root": "meant", "subject": "case", "stage": "reported", **NUMBERS}
OWN = {"id": "own", "root": "own", "subject": "case", "acceptance_number": "A01-0"}
ENDED = {**MEANT, "stage": "declined"}
THIRD = {**MEANT, "id": "third"}
CALL = {**MEANT, "subject": "call"}


@pytest.mark.parametrize(
    ("typed", "other", "found"),
    [
        ({}, MEANT, None),
        ({"merged_into": "9990012026112200001"}, MEANT, None),
        ({"merged_into": "A01-2"}, MEANT, "no_such_case"),
        ({"merged_into_ids": []}, MEANT, "no_such_case"),
        ({"merged_into_ids": None}, MEANT, "no_such_case"),
        ({"merged_into_ids": ["own"]}, MEANT, "no_such_case"),
        ({"merged_into_ids": ["own", "third"]}, THIRD, None),
        ({}, THIRD, "no_such_case"),
        ({}, CALL, "no_such_case"),
        ({}, ENDED, "case_ended"),
    ],
    ids=str,
)
def test_a_case_is_merged_into_the_one_that_is_meant(
    typed: State, other: State, found: str | None
) -> None:
    """Into one other case that is open and bears the number that was typed."""
    assert merging(typed, [other]) == found


def test_a_number_that_two_cases_bear_means_neither() -> None:
    both = {"merged_into_ids": ["meant", "third"]}
    assert merging(both, [MEANT, THIRD]) == "no_such_case"


def merging(typed: State, others: list[State]) -> str | None:
    now = Situation(
        workflow=WORKFLOW,
        subject_id="own",
        before=OWN,
        author="u1",
        post="acceptor",
        at=NOON,
        values={"merged_into": "A01-1", "merged_into_ids": ["meant"], **typed},
        family=[OWN, *others],
        references=MadeReferences(),
    )
    return GUARDS["target_open"](now, "merged_into_ids")
