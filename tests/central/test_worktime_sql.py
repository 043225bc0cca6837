"""PostgreSQL's two look-ups give the answers of Python's and of the count of every minute."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from seatapp.domain.clock import Calendar, due_after, used_between
from seatapp.domain.worktime import YearNotLoaded
from tests.fixtures.centre import Centre, Wire
from tests.helpers.clock_cases import Case, calendars, drawn_cases, fast

DUE = """
    SELECT core.due_after(%s, basis, since, seconds)
    FROM unnest(%s::text[], %s::bigint[], %s::bigint[])
         WITH ORDINALITY AS asked (basis, since, seconds, place)
    ORDER BY place
"""
COUNTED = """
    SELECT core.counted(%s, at)
    FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked (at, place) ORDER BY place
"""
MOMENT = """
    SELECT core.moment(%s, counted)
    FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked (counted, place) ORDER BY place
"""
USED = """
    SELECT core.used_between(%s, 'work', since, until)
    FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS asked (since, until, place)
    ORDER BY place
"""


@dataclass(frozen=True)
class Question:
    """A case with the seconds that its limit comes to; cases without an answer have none."""

    case: Case
    seconds: int


def question(calendar: Calendar, case: Case) -> Question | None:
    try:
        return Question(case, case.limit.seconds(calendar, case.start))
    except YearNotLoaded:
        return None


def keep(wire: Wire, calendar: Calendar) -> None:
    """Give the centre the calendar, under its name, as an admin's would come."""
    loaded = calendar.loaded
    assert loaded is not None
    frames = calendar.open_between(*loaded)
    borders = [edge for edge in loaded if edge not in (frames[0][0], frames[-1][1])]
    ordered = sorted([*frames, *((edge, edge) for edge in borders)])
    moments = [moment for frame in ordered for moment in frame]
    assert wire.execute("SELECT core.are_frames(%s)", (json.dumps(moments),)).fetchone() == (True,)
    row = {"version": calendar.version, "frames": moments}
    batch = json.dumps([{"kind": "calendar", "code": calendar.version, "row": row}])
    wire.execute("SELECT core.write_references(%s)", (batch,))


def asked(
    wire: Wire, query: str, calendar: Calendar, *columns: Iterable[object]
) -> list[int | None]:
    values = [calendar.version, *(list(column) for column in columns)]
    rows = wire.execute(query.encode(), values).fetchall()
    return [row[0] for row in rows]


def compare(wire: Wire, calendar: Calendar, cases: Sequence[Case]) -> int:
    """Deadlines on both sides; how many were compared."""
    questions = [found for case in cases if (found := question(calendar, case))]
    answers = asked(
        wire,
        DUE,
        calendar,
        (one.case.limit.basis for one in questions),
        (one.case.start for one in questions),
        (one.seconds for one in questions),
    )
    for one, answer in zip(questions, answers, strict=True):
        counting = calendar if one.case.limit.basis == "work" else None
        assert answer == due_after(counting, one.case.start, one.seconds) == one.case.due, one
    return len(questions)


def agree(centre: Centre, amount: int, seed: int) -> int:
    wire = centre.superuser()
    random = np.random.default_rng(seed)
    offices = calendars(random)
    compared = 0
    for days in offices:
        calendar = fast(days)
        keep(wire, calendar)
        compared += compare(wire, calendar, list(drawn_cases(days, amount // len(offices), random)))
    return compared


def test_deadlines_agree_with_the_count_of_minutes(centre: Centre) -> None:
    assert agree(centre, 4_000, seed=8) > 3_500


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_million_deadlines_agree_with_the_count_of_minutes(centre: Centre) -> None:
    assert agree(centre, 1_000_000, seed=20_261_122) > 900_000


def test_both_look_ups_agree_second_by_second_around_the_edges(centre: Centre) -> None:
    """Openings, closings, borders of the years, and what lies outside."""
    wire = centre.superuser()
    random = np.random.default_rng(9)
    for days in calendars(random)[1:6]:
        calendar = fast(days)
        keep(wire, calendar)
        loaded = calendar.loaded
        assert loaded is not None
        frames = random.choice(calendar.open_between(*loaded), 100).tolist()
        edges = [*loaded, *(moment for frame in frames for moment in frame)]
        moments = [edge + second for edge in edges for second in (-1, 0, 1)]
        counts = [calendar.counted(moment) for moment in moments]
        assert None in counts
        assert asked(wire, COUNTED, calendar, moments) == counts
        known = [count + more for count in counts if count is not None for more in (-1, 0, 1)]
        assert asked(wire, MOMENT, calendar, known) == [calendar.moment(count) for count in known]
        others = random.permutation(moments).tolist()
        used = [used_between(calendar, a, b) for a, b in zip(moments, others, strict=True)]
        assert asked(wire, USED, calendar, moments, others) == used
