"""Periods: their borders, what comes before, and when papers about them are due."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from seatapp.domain.materials import due_at, register
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.periods import border, first_day, is_period, period_after, period_before
from seatapp.reports.chinese_time import period_words


@pytest.mark.parametrize(
    ("period", "begins", "before", "words"),
    [
        ("2026-01", date(2026, 1, 1), "2025-12", "2026年1月"),
        ("2026-W01", date(2025, 12, 29), "2025-W52", "2026年第1周"),
        ("2026-W53", date(2026, 12, 28), "2026-W52", "2026年第53周"),
        ("2026-Q1", date(2026, 1, 1), "2025-Q4", "2026年第一季度"),
        ("2026", date(2026, 1, 1), "2025", "2026年"),
    ],
)
def test_a_period_begins_ends_and_has_one_before(
    period: str, begins: date, before: str, words: str
) -> None:
    assert is_period(period)
    assert (first_day(period), period_before(period)) == (begins, before)
    assert period_after(before) == period
    assert border(before)[1] == border(period)[0]
    assert period_words(period) == words


def test_what_is_no_period() -> None:
    assert not any(map(is_period, ("2026-13", "2025-W53", "2026-Q5", "26-01", "2026-1", "")))
    assert not any(map(is_period, ("0000", "0000-W01", "9999", "9999-12"))), "nothing lies beside"


def seconds(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=CITY_TIME).timestamp())


def test_papers_are_due_on_their_day_at_their_hour() -> None:
    weekly = {"every": "week", "due_day": 1, "due_time": "10:00"}
    monthly = {"every": "month", "due_day": 5, "due_time": "18:00"}
    assert due_at(weekly, "2026-W43") == seconds(2026, 10, 26, 10)
    assert due_at(monthly, "2026-12") == seconds(2027, 1, 5, 18)
    assert due_at({**weekly, "every": "day"}, "2026-10-31") == seconds(2026, 11, 1, 10)


def test_the_register_tells_what_is_owed_and_what_was_late() -> None:
    rules = {"weekly": {"name": "周报", "every": "week", "due_day": 1, "due_time": "10:00"}}
    sent = {"material": "weekly", "period": "2026-W46", "stage": "sent", "id": "x"}
    now = seconds(2026, 11, 23, 11)
    late = {**sent, "sent_at": seconds(2026, 11, 16, 10, 1)}
    found = {due.period: due for due in register(rules, [late], now)}
    assert (found["2026-W48"].stage, found["2026-W48"].late) == ("owed", False)
    assert (found["2026-W47"].stage, found["2026-W47"].late) == ("owed", True)
    assert (found["2026-W46"].stage, found["2026-W46"].late) == ("sent", True)
    (punctual,) = [
        due
        for due in register(rules, [{**sent, "sent_at": seconds(2026, 11, 16, 10)}], now)
        if due.period == "2026-W46"
    ]
    assert not punctual.late


def test_nothing_is_owed_for_what_had_ended_before_it_was_asked_for() -> None:
    weekly = {"every": "week", "due_day": 1, "due_time": "10:00"}
    rules = {"weekly": {**weekly, "since": "2026-11-16"}}
    now = seconds(2026, 11, 23, 11)
    assert [due.period for due in register(rules, [], now)] == ["2026-W48", "2026-W47"]
    early = {"material": "weekly", "period": "2026-W46", "stage": "submitted", "id": "x"}
    assert [due.period for due in register(rules, [early], now)][-1] == "2026-W46"
