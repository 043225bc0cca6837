"""Sizes, tiers and moments of requests at their edges, and where a rule says nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from seatapp.domain.clock import DAY
from seatapp.domain.entries import Value
from seatapp.domain.references import ReferenceRow, State
from seatapp.domain.requests import (
    acts_for,
    open_kinds,
    paper_fault,
    request_fault,
    size_fault,
    size_of,
    tier_fault,
    tier_of,
)
from tests.helpers.rules import NOON, NoReferences

RULES: Mapping[str, ReferenceRow] = {
    "extension": {
        **{"most_grants": 2, "before_overdue": True, "size": "original_limit"},
        **{"leader_grants": 1, "leader_size": 60, "manager_size": 240},
    },
    "deferral": {"most_days": 30, "leader_grants": 1, "leader_size": 2},
    "free": {"size": "free", "leader_grants": 1},
    "appeal": {"after_closing_days": 7},
}


class Rules(NoReferences):
    """A site that has set the rules above."""

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The made row."""
        return RULES.get(code) if kind == "request_rule" else None


CASE: State = {"subject": "case", "id": "c", "original_limit": 240, "due_at": NOON}


def fault(kind: str, case: State = CASE, at: int = NOON, **values: Value) -> str | None:
    return request_fault(kind, case, values, [], at, Rules())


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, "asked_too_much"), (1, None), (240, None), (241, "asked_too_much"), (None, None)],
)
def test_an_extension_keeps_within_one_original_limit(
    minutes: int | None, expected: str | None
) -> None:
    assert fault("extension", asked_minutes=minutes) == expected
    request: State = {"request_kind": "extension", "original_limit": 240}
    granted = size_fault(request, {"granted_minutes": minutes}, NOON, Rules())
    assert bool(granted) == bool(expected)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (NOON, "asked_too_much"),
        (NOON + 1, None),
        (NOON + 30 * DAY, None),
        (NOON + 30 * DAY + 1, "asked_too_much"),
    ],
)
def test_a_deferral_ends_later_than_now_and_within_its_days(
    until: int, expected: str | None
) -> None:
    assert fault("deferral", asked_until=until) == expected


def test_where_the_rule_has_no_bound_any_size_above_nothing_fits() -> None:
    assert fault("free", asked_minutes=100_000) is None
    assert fault("free", asked_until=NOON + 1000 * DAY) is None
    assert fault("free", asked_minutes=0) == "asked_too_much"


@pytest.mark.parametrize(
    ("due", "at", "expected"),
    [(NOON, NOON, None), (NOON, NOON + 1, "overdue_already"), (None, NOON, None)],
)
def test_who_is_late_is_late_from_the_second_after(
    due: int | None, at: int, expected: str | None
) -> None:
    assert fault("extension", {**CASE, "due_at": due}, at, asked_minutes=1) == expected


@pytest.mark.parametrize(
    ("late", "after", "expected"),
    [
        (["handle"], 7 * DAY, None),
        (["handle"], 7 * DAY + 1, "appeal_too_late"),
        (["register"], 0, "not_late"),
        (None, 0, "not_late"),
    ],
)
def test_an_appeal_is_about_late_handling_and_comes_within_its_days(
    late: list[str] | None, after: int, expected: str | None
) -> None:
    assert fault("appeal", {**CASE, "late": late, "closed_at": NOON}, NOON + after) == expected


def test_what_the_site_has_no_rule_for_is_not_asked_but_may_be_settled() -> None:
    assert fault("unknown") == "no_request_rule"
    assert paper_fault("unknown", CASE, {}, Rules()) is None
    request: State = {"request_kind": "unknown", "stage": "open"}
    assert size_fault(request, {"granted_minutes": 9}, NOON, Rules()) is None
    assert tier_of(request, {}, NOON, Rules()) == "operations_manager"


@pytest.mark.parametrize(
    ("granted_before", "minutes", "tier"),
    [
        (0, 60, "shift_leader"),
        (0, 61, "operations_manager"),
        (1, 60, "operations_manager"),
        (1, 240, "operations_manager"),
        (0, 241, "centre_head"),
    ],
)
def test_number_and_size_tell_who_grants(granted_before: int, minutes: int, tier: str) -> None:
    request: State = {"request_kind": "extension", "grants_before": granted_before}
    assert tier_of(request, {"granted_minutes": minutes}, NOON, Rules()) == tier


@pytest.mark.parametrize(
    ("values", "size"),
    [
        ({"granted_minutes": 90}, 90),
        ({"granted_until": NOON + DAY}, 1),
        ({"granted_until": NOON + DAY + 1}, 2),
        ({}, 0),
    ],
)
def test_the_size_of_a_grant_is_minutes_or_begun_days(
    values: Mapping[str, Value], size: int
) -> None:
    assert size_of(values, NOON) == size


@pytest.mark.parametrize(
    ("post", "place"),
    [
        ("centre_head", None),
        ("operations_manager", None),
        ("shift_leader", "operations_manager"),
        ("dispatcher", "operations_manager"),
    ],
)
def test_who_does_not_reach_far_enough_acts_for_somebody(post: str, place: str | None) -> None:
    request: State = {"request_kind": "extension", "grants_before": 1}
    assert acts_for(request, {"granted_minutes": 60}, post, NOON, Rules()) == place


def test_above_the_leader_it_is_endorsed_first() -> None:
    request: State = {"request_kind": "extension", "grants_before": 1, "stage": "open"}
    values: Mapping[str, Value] = {"granted_minutes": 60}

    def told(**more: Value) -> str | None:
        post = "operations_manager"
        return tier_fault({**request, **more}, values, post, "u4", NOON, Rules())

    assert told() == "endorse_first"
    assert told(stage="endorsed") is None
    assert told(grants_before=0) is None


def test_only_requests_that_wait_are_open() -> None:
    family: list[State] = [
        {"subject": "request", "request_kind": "extension", "stage": "open"},
        {"subject": "request", "request_kind": "appeal", "stage": "endorsed"},
        {"subject": "request", "request_kind": "void", "stage": "granted"},
        {"subject": "emergency", "request_kind": "deferral", "stage": "open"},
    ]
    assert open_kinds(family) == {"extension", "appeal"}
