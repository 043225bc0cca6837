"""How long a call takes from Enter to "saved", and a caller's history, with 200,000 cases here."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import pytest

from seatapp.central.messages import Cursor, Page, Pages, SubjectRow
from seatapp.domain.entries import Value
from seatapp.domain.masks import phone_key
from seatapp.domain.tables import load_workflow
from seatapp.ids import derived_id
from tests.helpers.replica_duty import SEARCH_KEY, ReplicaDuty

CASES = 200_000
CALLERS = 40_000
CALLS = 1_000
HISTORIES = 1_000
PAGE = 5_000
CAUSE = "0190c000-0000-7000-8000-000000000001"


def fill(duty: ReplicaDuty, amount: int) -> None:
    """Put so many closed and open cases into the replica, each caller with some of them."""
    keys = [phone_key(f"199{n:08d}", SEARCH_KEY) for n in range(CALLERS)]
    for start in range(0, amount, PAGE):
        rows = [row(duty, place, keys[place % CALLERS]) for place in range(start, start + PAGE)]
        page = Page("area:999001", rows, [], Cursor(2, rows[-1].id), amount - start - PAGE)
        duty.replica.absorb(Pages(1, float(duty.now), ["area:999001"], [page]))


def row(duty: ReplicaDuty, place: int, key: str) -> SubjectRow:
    """One case as the centre would hand it out."""
    case_id = derived_id(CAUSE, str(place))
    is_open = place % 20 == 0
    state: dict[str, object] = {
        **{"subject": "case", "id": case_id, "root": case_id, "area": "999001"},
        **{"stage": "handling" if is_open else "closed", "fresh": derived_id(case_id, "fresh")},
        **{"case_kind": "hotline", "source": "hotline_12345", "urgency": "normal"},
        **{"acceptance_number": f"A01-260101-{place:06d}", "description": "路灯不亮。"},
        **{"caller_phone_masked": "199****0000", "caller_key": key},
        **{"reported_by": "u1001", "reported_at": duty.now - place},
    }
    return SubjectRow("case", case_id, 2, state)


def percentile(times: list[float], share: float) -> float:
    """The time below which so many lie."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def report(name: str, times: list[float], aim_ms: float) -> None:
    """One line of figures in milliseconds."""
    middle, p99 = statistics.median(times) * 1e3, percentile(times, 0.99) * 1e3
    print(f"{name}: median {middle:.2f} ms, p99 {p99:.2f} ms (aim {aim_ms:.0f} ms)")


@pytest.mark.timeout(1800)
def test_a_call_and_a_history() -> None:
    """Fill a replica and take the times."""
    with tempfile.TemporaryDirectory() as folder:
        duty = ReplicaDuty(Path(folder) / "seat", load_workflow())
        begun = time.perf_counter()
        fill(duty, CASES)
        print(f"{CASES} cases absorbed in {time.perf_counter() - begun:.0f} s")
        saved, looked = [], []
        for n in range(CALLS):
            values: dict[str, Value] = {
                **{"area": "999001", "nature": "consult", "answer": "已说明。"},
                "caller_phone": f"199{n % CALLERS:08d}",
            }
            begun = time.perf_counter()
            duty.desk.perform("answer_call", "call", None, values)
            saved.append(time.perf_counter() - begun)
        for n in range(HISTORIES):
            begun = time.perf_counter()
            duty.hotline.history(f"199{n * 7 % CALLERS:08d}")
            looked.append(time.perf_counter() - begun)
        report("a call, Enter to saved", saved, 50)
        report("caller history", looked, 20)
        duty.replica.close()
