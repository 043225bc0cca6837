"""The next try is in another half day, in hours when people may be rung."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from seatapp.domain.callback_plan import next_try
from seatapp.domain.clock import Calendar, half_day_of
from seatapp.domain.references import ReferenceRow
from tests.helpers.rules import NoReferences

CITY = ZoneInfo("Asia/Shanghai")


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=CITY).timestamp())


class Rules(NoReferences):
    """The hours of the demo city, and office hours from Thursday 19 to Monday 23 November."""

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        return {"tries": 3, "from": "08:30", "until": "20:30"} if code == "tries" else None

    def calendar(self, version: str | None = None) -> Calendar | None:
        halves = (("09:00", "12:00"), ("14:00", "18:00"))
        days = ("19", "20", "23", "24")
        return Calendar("x", [(at(f"{d}T{a}"), at(f"{d}T{b}")) for d in days for a, b in halves])


@pytest.mark.parametrize(
    ("result", "tried", "planned"),
    [
        ("no_answer", "19T09:40", "19T14:00"),
        ("no_answer", "19T15:00", "20T09:00"),
        ("no_answer", "20T15:00", "23T09:00"),
        ("engaged", "19T09:40", "19T10:00"),
        ("engaged", "19T20:20", "20T08:30"),
    ],
)
def test_the_next_try(result: str, tried: str, planned: str) -> None:
    assert next_try(result, at(tried), Rules()) == at(planned)


@pytest.mark.parametrize("result", ["wrong_number", "refused", "later", ""])
def test_nothing_is_proposed_where_nobody_is_to_be_rung(result: str) -> None:
    assert next_try(result, at("19T09:40"), Rules()) is None


def test_no_answer_always_moves_to_another_half_day() -> None:
    for hour in range(24):
        tried = at(f"19T{hour:02}:17")
        planned = next_try("no_answer", tried, Rules())
        assert planned is not None
        assert planned > tried
        assert half_day_of(planned) != half_day_of(tried)
