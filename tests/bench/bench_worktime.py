"""What the clock costs: one deadline with ten pauses, and the lights of every open case."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np
import pytest

from seatapp.domain.lights import Thresholds, lights_of
from seatapp.domain.worktime import Run, due_over, limit_of, runs_between
from tests.helpers.clock_cases import calendars, fast
from tests.helpers.minute_mask import START

MORNING = START + 4 * 86_400 + 8 * 3600
OPEN_CASES = 100_000


def best_of(rounds: int, work: Callable[[], object]) -> float:
    """The shortest time of several, in seconds: what the work costs without its neighbours."""
    times = []
    for _ in range(rounds):
        begun = perf_counter()
        work()
        times.append(perf_counter() - begun)
    return min(times)


@pytest.mark.parametrize(("value", "unit"), [("40", "work_hour"), ("15", "work_day")])
def test_one_deadline_with_ten_pauses(value: str, unit: str) -> None:
    calendar = fast(calendars(np.random.default_rng(1))[0])
    limit = limit_of(value, unit)
    pauses: list[Run] = [
        (MORNING + day * 86_400 + 3600, MORNING + day * 86_400 + 9000) for day in range(10)
    ]

    def reckon() -> int | None:
        seconds = limit.seconds(calendar, MORNING)
        return due_over(calendar, seconds, runs_between(MORNING, pauses))

    assert reckon() is not None
    cost = best_of(200, lambda: [reckon() for _ in range(100)]) / 100
    print(f"\n{value} {unit}, ten pauses: {cost * 1e6:.1f} µs")
    assert cost < 50e-6


def test_all_open_cases_are_lit_again() -> None:
    random = np.random.default_rng(2)
    clocks = random.choice(["register", "dispatch", "handle", "inspect", "close"], OPEN_CASES)
    due = random.integers(MORNING - 86_400, MORNING + 86_400, OPEN_CASES).tolist()
    cases = list(zip(clocks.tolist(), due, strict=True))
    thresholds = Thresholds(by_clock={"register": 600, "handle": 7200})
    cost = best_of(10, lambda: lights_of(cases, MORNING, thresholds))
    print(f"\n{OPEN_CASES:,} lights: {cost * 1e3:.0f} ms")
    assert cost < 0.3
