"""Each guard lets a step pass in one moment and refuses it in another."""

from __future__ import annotations

from seatapp.domain.guards import GUARDS
from seatapp.domain.tables import load_workflow
from tests.helpers.guard_cases import MOMENTS

WORKFLOW = load_workflow()
OF_REQUESTS = {"request_allowed", "paper_attached", "kind_is", "may_grant", "grant_in_size"}
"""Tried by whole stories in `test_requests.py`, with `named_for`; `target_open` by the story
of `test_merging.py`."""


def test_a_guard_knows_the_moment_in_which_it_refuses() -> None:
    guards = ((one, GUARDS[one.guard]) for one in MOMENTS)
    found = [(str(one), guard(one.situation(WORKFLOW), one.argument)) for one, guard in guards]
    assert found == [(str(one), one.found) for one in MOMENTS]


def test_every_guard_is_tried_both_ways() -> None:
    tried = {(moment.guard, moment.found is None) for moment in MOMENTS}
    guards = GUARDS.keys() - OF_REQUESTS - {"named_for", "target_open"}
    assert tried == {(guard, passes) for guard in guards for passes in (True, False)}
