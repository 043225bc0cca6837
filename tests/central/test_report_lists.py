"""Every number of a report against the list behind it, through all tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from random import Random
from uuid import UUID

from seatapp.central.gateway import Gateway
from seatapp.domain.tables import load_workflow
from seatapp.reports.analysis import analysis_tables
from seatapp.reports.figure_tables import Link, Naming, Table
from tests.fixtures.centre import Centre, Wire
from tests.helpers.made_duties import made_duties
from tests.helpers.made_month import DAY, MadeCase, made_cases
from tests.helpers.month_at_centre import (
    CITY,
    MONTH,
    SINCE,
    SUPERVISOR,
    UNTIL,
    one,
    put,
    put_duties,
    report,
)

FINDINGS = (
    ("contract", "hall", "hall.04", "deduct", 2),
    ("contract", "window", "window100.i02", "pass", 1),
    ("contract", "window", "window100.i11", "deduct", 1),
    ("contract", "patrol", "patrol75.w1", "deduct", 3),
    ("unit", "401", None, "deduct", 1),
)
RATE = "（%）"
NOT_LISTED = ("class", "matter")
"""Kinds of groups of which others are looked at; their lists are made alike."""


def record(owner: Wire) -> None:
    """Findings of the month, in the order above."""
    for place, (about, code, rule, outcome, times) in enumerate(FINDINGS, 1):
        row = {
            **{"id": str(UUID(int=place)), "root": str(UUID(int=place)), "n": 1},
            **{"fresh": str(UUID(int=place)), "area": "999001", "stage": "recorded"},
            **{"month": MONTH, "about": about, "about_code": code, "rule": rule},
            **{"outcome": outcome, "times": times, "words": "示例", "recorded_at": SINCE + place},
        }
        into = "INSERT INTO core.finding SELECT * FROM jsonb_populate_record("
        owner.execute(f"{into}NULL::core.finding, %s)".encode(), (json.dumps(row),))


def do_again(owner: Wire, case: MadeCase, place: int, reason: str) -> None:
    """Note in the ledger that the work on a case was sent back."""
    owner.execute(
        """INSERT INTO core.entry (id, n, subject, subject_id, root, step, received_at, verdict,
               public, chain, place, link)
           VALUES (gen_random_uuid(), %s, 'case', %s, %s, 'rework', %s, 'applied',
               jsonb_build_object('reason', %s::text), gen_random_uuid(), 1, '')""",
        (900_000 + place, str(case.id), str(case.id), SINCE + place, reason),
    )


def furnish(owner: Wire) -> None:
    """Cases in all states, duties, findings, a hot spot, and work that was done again."""
    random = Random(3)
    cases = list(made_cases(300, SINCE, UNTIL, random))
    spot = [one(grid_code="999001001001001", reported_at=SINCE + DAY + n) for n in range(4)]
    put(owner, [*cases, *spot])
    put_duties(owner, made_duties(cases, SINCE, UNTIL, random))
    owner.execute("""UPDATE core.call k SET case_ref = CASE WHEN left(k.id::text, 1) < '8'
                         THEN (SELECT id FROM core."case" ORDER BY id LIMIT 1)
                         ELSE md5(left(k.id::text, 1))::uuid END::text
                     WHERE k.stage = 'to_case'""")
    record(owner)
    again = [c for c in cases if c.reworks and c.responded_at and SINCE <= c.responded_at < UNTIL]
    for place, case in enumerate(again):
        do_again(owner, case, place, ("照片不清", "仍有残留")[place % 2])


def numbers(table: Table) -> Iterator[tuple[Link, int]]:
    """Each link of a table with the number that the list must count."""
    for (row, column), link in table.links.items():
        text = table.rows[row][column]
        if table.columns[column].endswith(RATE) or not text.isdigit():
            continue
        yield link, int(text)
    for chart in table.charts:
        for series in chart.series:
            for place, value in enumerate(series.values):
                behind = series.behind(place)
                if behind is not None and chart.unit == "件":
                    yield behind, int(value)


def test_every_number_and_bar_equals_the_list_behind_it(centre: Centre) -> None:
    furnish(centre.superuser())
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        naming = Naming(load_workflow(), lambda _kind, code: code)
        tables = [
            *report(gateway.month_counts(MONTH, CITY)).tables,
            *analysis_tables(naming, gateway.analysis(MONTH, CITY)),
        ]
        looked: dict[Link, int] = {}
        seen = set()
        for table in tables:
            for link, number in numbers(table):
                if link[0][0] in NOT_LISTED:
                    continue
                seen.add(table.name)
                assert looked.setdefault(link, number) == number, link
        for (group, count), number in looked.items():
            found = gateway.counted_cases(MONTH, CITY, group, count)
            assert found.total == number, (group, count)
    assert len(looked) > 200
    assert seen >= {
        *("amounts", "days", "area", "unit", "source", "hotline_units", "calls"),
        *("collecting", "posts", "persons", "people", "contracts", "contract_hall"),
        *("contract_collect1", "inspections_window", "hot_spots"),
        *("slow_units", "repeat_callers", "rework_reasons"),
    }


def test_behind_a_share_stand_the_cases_of_its_numerator(centre: Centre) -> None:
    put(centre.superuser(), [one(), one(stage="closed", responded_at=SINCE + 13 * DAY,
                                       closed_at=SINCE + 14 * DAY)])  # fmt: skip
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        table = report(gateway.month_counts(MONTH, CITY)).table("unit")
        assert table is not None
        share = table.columns.index("处置率（%）")
        group, count = table.links[0, share]
        assert count == "disposed"
        assert gateway.counted_cases(MONTH, CITY, group, count).total == 1


def test_a_finding_is_listed_with_its_words(centre: Centre) -> None:
    record(centre.superuser())
    with closing(Gateway(centre.login(SUPERVISOR))) as gateway:
        found = gateway.counted_cases(MONTH, CITY, ("finding", "contract/hall"), "times")
    assert found.total == 2
    assert {(case.subject, case.words) for case in found.cases} == {("finding", "示例")}
