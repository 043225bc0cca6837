"""Figures of periods in which cases were worked step by step, against the ledger itself."""

from __future__ import annotations

from contextlib import closing
from random import Random

import pytest

from seatapp.central.gateway import Gateway
from seatapp.domain.periods import border
from seatapp.domain.references import State
from tests.central.test_differential import Bench
from tests.fixtures.centre import Centre
from tests.helpers.made_duties import duty_truth
from tests.helpers.made_month import MadeCase, seconds, truth
from tests.helpers.month_at_centre import CITY, SUPERVISOR
from tests.helpers.worked_cases import Telling, Workers, batches

YEARS_END = ("2025-12", "2026-01", "2026-02", "2026-W01", "2026-W02", "2025-Q4", "2026-Q1", "2025",
             "2026")  # fmt: skip
WEEK_53 = ("2020-12", "2021-01", "2020-W53", "2021-W01", "2020-Q4", "2021-Q1", "2020", "2021")


ORDERS = ("verification", "inspection", "callback", "call")


def worked(
    centre: Centre, since: int, until: int, count: int, random: Random
) -> tuple[list[MadeCase], dict[str, list[State]]]:
    """Cases that people worked in an outage: the centre takes the clocks of workstations."""
    bench = Bench.at(centre)
    outage = "INSERT INTO core.outage (begun, ended, reason) VALUES (%s, %s, 'test')"
    bench.owner.execute(outage, (since, until))
    keys = {person: key for person, (key, _secret) in bench.keys.items()}
    told = Telling()
    for batch in batches(Workers(bench.model, keys, random), told, since, until, count):
        assert {one.verdict for one in bench.hand_in(batch).verdicts} == {"applied"}
    states = bench.model.states.values()
    return list(told.cases.values()), {
        kind: [state for state in states if state["subject"] == kind] for kind in ORDERS
    }


@pytest.mark.parametrize(
    ("since", "until", "periods"),
    [
        (seconds(2025, 12), seconds(2026, 2, 25), YEARS_END),
        (seconds(2020, 12, 10), seconds(2021, 1, 25), WEEK_53),
    ],
)
def test_every_count_equals_what_the_ledger_tells(
    centre: Centre, since: int, until: int, periods: tuple[str, ...]
) -> None:
    cases, duties = worked(centre, since, until, 110, Random(7))
    assert {"closed", "merged", "void", "declined", "handling"} <= {one.stage for one in cases}
    assert {"joined", "done", "owed", "excused"} <= {one["stage"] for one in duties["callback"]}
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        for period in periods:
            expected = truth(cases, *border(period))
            counted = gateway.month_counts(period, CITY).counts
            groups = counted["groups"]
            found = {(g["by"], g["key"]): g["counts"] for g in groups}
            assert set(found) - {("all", "")} == set(expected) - {("all", "")}, period
            for group, counts in expected.items():
                shown = {name: number for name, number in found[group].items() if number}
                assert shown == dict(counts), (period, group)
            told = {(g["by"], g["key"]): g["counts"] for g in counted["duties"]}
            owed = duty_truth(duties, cases, *border(period))
            assert told == {group: dict(counts) for group, counts in owed.items()}, period
