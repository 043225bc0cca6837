"""Every figure of a month at the centre, against an independent reckoning over made cases."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from seatapp.domain.opening_hours import CITY_TIME
from seatapp.reports.monthly import MonthReport
from tests.fixtures.centre import Centre
from tests.helpers.made_duties import duty_truth, made_duties
from tests.helpers.made_month import MadeCase, made_cases, truth
from tests.helpers.month_at_centre import (
    SINCE,
    UNTIL,
    month,
    put,
    put_duties,
    report,
)

DAYS = {"reported": "reported_at", "registered": "filed_at", "handled": "responded_at",
        "ended": "closed_at"}  # fmt: skip


def check_against_the_truth(centre: Centre, count: int) -> None:
    """Every count of every group, every rate, and every person, by two ways of reckoning."""
    random = Random(9)
    cases = list(made_cases(count, SINCE, UNTIL, random))
    duties = made_duties(cases, SINCE, UNTIL, random)
    put(centre.superuser(), cases)
    put_duties(centre.superuser(), duties)
    counts = month(centre)
    for groups, expected in (
        (counts.counts["groups"], truth(cases, SINCE, UNTIL)),
        (counts.counts["duties"], duty_truth(duties, cases, SINCE, UNTIL)),
    ):
        found = {(g["by"], g["key"]): g["counts"] for g in groups}
        assert set(found) == set(expected)
        for group, names in expected.items():
            shown = {name: number for name, number in found[group].items() if number}
            assert shown == dict(names), group
    check_the_rates(report(counts), cases, duties)
    people = {(x["task"], x["person"]): (x["done"], x["in_time"]) for x in counts.counts["people"]}
    assert people == people_truth(cases, duties)
    days = {(x["day"], name): x[name] for x in counts.counts["days"] for name in DAYS if x[name]}
    assert days == day_truth(cases)


def check_the_rates(
    shown: MonthReport, cases: list[MadeCase], duties: dict[str, list[dict[str, Any]]]
) -> None:
    """The whole of DOMAIN's list of indicators, each from the two sums that it is made of."""
    c = truth(cases, SINCE, UNTIL)["all", ""] + duty_truth(duties, cases, SINCE, UNTIL)["all", ""]
    found = [case for case in cases if case.source in ("collector", "video")]
    collected = sum(SINCE <= case.reported_at < UNTIL for case in found)
    wrong = c["mistakes_report"] + c["mistakes_inspect"]
    expected = {
        "valid_rate": (c["reported"] - c["declined"], c["reported"]),
        "filing_rate": (c["registered"], c["reported"]),
        "filing_in_time_rate": (c["registered_in_time"], c["registered"]),
        "accurate_acceptance_rate": (c["reported"] - c["mistakes_accept"], c["reported"]),
        "accurate_filing_rate": (c["registered"] - c["mistakes_file"], c["registered"]),
        "accurate_dispatch_rate": (c["dispatched"] - c["mistakes_dispatch"], c["dispatched"]),
        "dispatch_in_time_rate": (c["dispatched_in_time"], c["dispatched"]),
        "disposal_rate": (c["disposed"], c["should_dispose"]),
        "disposal_in_time_rate": (c["disposed_in_time"], c["should_dispose"]),
        "overdue_rate": (c["overdue_open"], c["should_dispose"]),
        "extension_rate": (c["extended"], c["should_dispose"]),
        "review_in_time_rate": (c["reviewed_in_time"], c["reviewed"]),
        "closing_rate": (c["closed"], c["should_close"]),
        "closing_in_time_rate": (c["closed_in_time"], c["should_close"]),
        "rework_rate": (c["reworked"], c["should_close"]),
        "verification_in_time_rate": (c["verifications_in_time"], c["verifications_needed"]),
        "inspection_in_time_rate": (c["inspections_in_time"], c["inspections_needed"]),
        "inspection_reply_rate": (c["inspections_replied"], c["inspections_needed"]),
        "inspection_reply_in_time_rate": (c["inspections_in_time"], c["inspections_replied"]),
        "error_rate": (wrong, collected + c["inspections_replied"]),
        "connection_rate": (c["calls_taken"], c["calls"]),
        "valid_call_rate": (c["calls_valid"], c["calls_taken"]),
        "direct_answer_rate": (c["calls_direct"], c["calls_valid"]),
        "callback_rate": (c["callbacks_settled"], c["callbacks"]),
        "callback_in_time_rate": (c["callbacks_in_time"], c["callbacks"]),
        "satisfaction_rate": (c["callbacks_satisfied"], c["callbacks_rated"]),
        "seat_satisfaction_rate": (c["callbacks_seat_satisfied"], c["callbacks_seat_rated"]),
        "solved_rate": (c["callbacks_solved"], c["callbacks_asked"]),
    }
    rates = {key: figure for key, figure in shown.figures.items() if figure.is_rate}
    assert set(rates) == set(expected)
    for key, (above, below) in expected.items():
        hundredths = int(Fraction(above * 10_000, below) + Fraction(1, 2))
        assert rates[key].value == Decimal(hundredths) / 100, key


def day_truth(cases: list[MadeCase]) -> dict[tuple[int, str], int]:
    """What came and went on each day of the city, counted since 1970."""
    found: Counter[tuple[int, str]] = Counter()
    for case in cases:
        moments = {name: getattr(case, column) for name, column in DAYS.items()}
        moments["ended"] = case.closed_at if case.stage == "closed" else None
        for name, at in moments.items():
            if at is not None and SINCE <= at < UNTIL and (name != "handled" or handled(case)):
                found[
                    (datetime.fromtimestamp(at, CITY_TIME).date() - date(1970, 1, 1)).days, name
                ] += 1
    return dict(found)


def handled(case: MadeCase) -> bool:
    return case.stage in ("responded", "to_inspect", "closed")


def people_truth(
    cases: list[MadeCase], duties: dict[str, list[dict[str, Any]]]
) -> dict[tuple[str, str], tuple[int, int]]:
    """How much each person did, and in time, by the stamp of the step."""
    done: Counter[tuple[str, str]] = Counter()
    punctual: Counter[tuple[str, str]] = Counter()
    stamps = (
        ("report", "reported", "register"),
        ("file", "filed", "register"),
        ("dispatch", "dispatched", "dispatch"),
        ("close", "closed", "close"),
    )
    for case in cases:
        for task, stamp, clock in stamps:
            at, who = getattr(case, f"{stamp}_at"), getattr(case, f"{stamp}_by")
            if at is not None and SINCE <= at < UNTIL:
                done[task, who] += 1
                punctual[task, who] += clock not in case.late
    for call in duties["call"]:
        if SINCE <= call["taken_at"] < UNTIL and call["stage"] != "missed":
            done["call", call["taken_by"]] += 1
            punctual["call", call["taken_by"]] += 1
    for owed in duties["callback"]:
        settled = owed.get("settled_at") is not None and owed["settled_at"] < UNTIL
        counts = owed["stage"] not in ("excused", "withdrawn", "joined")
        if SINCE <= owed["owed_at"] < UNTIL and settled and counts:
            done["callback", owed["settled_by"]] += 1
            punctual["callback", owed["settled_by"]] += not owed.get("late")
    return {key: (number, punctual[key]) for key, number in done.items()}


def test_every_indicator_equals_an_independent_reckoning(centre: Centre) -> None:
    check_against_the_truth(centre, 2_000)


@pytest.mark.slow
def test_every_indicator_of_a_large_month_equals_it_too(centre: Centre) -> None:
    check_against_the_truth(centre, 30_000)
