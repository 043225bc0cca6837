"""What a handover costs: made from 200,000 cases with 300 open matters, and as a Word document."""

from __future__ import annotations

import statistics
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pytest
from sqlalchemy import insert

from seatapp.central.messages import SubjectRow
from seatapp.domain.handover import rule_of
from seatapp.domain.tables import load_workflow
from seatapp.ids import derived_id
from seatapp.local.subject_tables import VIEWS
from seatapp.local.writing import Writing
from seatapp.reports.filling import filled
from seatapp.reports.shifts import Duties, handover_paper
from seatapp.reports.templates import Templates
from seatapp.reports.watch import Watch
from tests.helpers.replica_duty import ReplicaDuty

CASES, OPEN, PAGE, ROUNDS = 200_000, 300, 20_000, 9
CAUSE = "0190c000-0000-7000-8000-000000000001"
EXPORT = {"number": "A01-261122-E001", "by": "陈思远", "at": "2026-11-22 12:00"}


def opened(now: int, place: int) -> SubjectRow:
    """One open case as the centre would hand it out, due within the shift."""
    case_id = derived_id(CAUSE, str(place))
    state: dict[str, object] = {
        **{"subject": "case", "id": case_id, "root": case_id, "area": "999001"},
        **{"stage": "reported", "fresh": derived_id(case_id, "fresh")},
        **{"case_kind": "grid", "source": "collector", "urgency": "normal"},
        **{"acceptance_number": f"A01-260101-{place:06d}", "description": "路灯不亮。"},
        **{"reported_by": "u1001", "reported_at": now - place},
        **{"clock": "register", "clock_limit": 240, "clock_basis": "natural"},
        **{"clock_used": 0, "clock_since": now, "due_at": now + place * 60 - 3_600},
    }
    return SubjectRow("case", case_id, 2, state)


def closed(now: int, place: int) -> dict[str, Any]:
    """One closed case as a row of the view."""
    case_id = derived_id(CAUSE, str(place))
    return {
        **{"id": case_id, "root": case_id, "area": "999001", "stage": "closed"},
        **{"open": False, "pending": False, "case_kind": "grid", "source": "collector"},
        **{"acceptance_number": f"A01-260101-{place:06d}", "description": "路灯不亮。"},
        **{"reported_by": "u1001", "reported_at": now - place, "closed_at": now - place},
    }


def fill(duty: ReplicaDuty) -> None:
    """The open cases by the way of the centre's pages, the closed ones past it."""
    duty.receive("area:999001", [opened(duty.now, place) for place in range(OPEN)])
    for start in range(OPEN, CASES, PAGE):
        rows = [closed(duty.now, place) for place in range(start, min(start + PAGE, CASES))]
        duty.replica.write(partial(_write, rows))


def _write(rows: list[dict[str, Any]], writing: Writing) -> None:
    writing.connection.execute(insert(VIEWS["case"]), rows)


@pytest.mark.timeout(900)
def test_a_handover_is_made_signed_and_printed(tmp_path: Path) -> None:
    workflow = load_workflow()
    duty = ReplicaDuty(tmp_path / "seat", workflow)
    fill(duty)
    area = duty.book.area(duty.posts)
    values = {"area": area, "duty_post": "acceptor"}
    handover = duty.desk.perform("draft_handover", "handover", None, values).subject_id
    times, busy = [], []
    for _round in range(ROUNDS):
        begun, worked = perf_counter(), process_time()
        content = duty.handover_content("acceptor")
        times.append(perf_counter() - begun)
        busy.append(process_time() - worked)
    assert sum(1 for item in content.items if item.subject == "case") == OPEN
    made, worked = statistics.median(times), statistics.median(busy)

    begun = perf_counter()
    duty.desk.perform("sign_out", "handover", handover, content.values({}))
    signed = perf_counter() - begun

    view = duty.book.handover(handover)
    assert view is not None
    told: list[int] = []
    begun = perf_counter()
    duties = Duties(workflow, duty.reader, duty.book.roster())
    paper = handover_paper(duties, view, rule_of(workflow, "acceptor", None))
    template = Templates(tmp_path).read(paper.template)
    filled(template, paper, EXPORT, Watch(lambda done, _of: told.append(done)))
    printed = perf_counter() - begun
    assert len(told) >= OPEN
    duty.close()
    print(f"\nhandover of {OPEN} from {CASES:,}: made {made * 1e3:.0f} ms (aim 300),")
    print(f"of which {worked * 1e3:.0f} ms of processor time")
    print(f"signed {signed * 1e3:.0f} ms; Word document {printed:.2f} s (aim 3)")
