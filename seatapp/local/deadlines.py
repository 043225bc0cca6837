"""What the panel tells of a case's deadline: its explanation, what was asked, and by whom decided.

Read in one go off the GUI thread; plain records, ready to be shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select

from seatapp.domain.effects import on_root
from seatapp.domain.entries import Value, Values
from seatapp.domain.explain import Explanation, Told, explanation
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import References, State
from seatapp.domain.requests import (
    OPEN_STAGES,
    size_fault,
    stands_now,
    stands_there,
    tier_of,
)
from seatapp.domain.running_clock import DUE, turn
from seatapp.domain.workflow import Workflow
from seatapp.local.subject_tables import VIEWS
from seatapp.local.views import StoryItem


@dataclass(frozen=True)
class UnitRecord:
    """What a unit asked for since the beginning of the month, within this workstation's areas."""

    asked: int
    granted: int
    refused: int
    late: int


@dataclass(frozen=True)
class RequestView:
    """A request with what its decision needs.

    `due_after` is the deadline if what is asked were granted now; `tier` the lowest post that may
    grant it so, `substitutes` the people named to stand in for that post (log-in, until).
    """

    state: Mapping[str, Any]
    number: int
    due_now: int | None
    due_after: int | None
    tier: str
    substitutes: Sequence[tuple[str, int]]
    record: UnitRecord | None


@dataclass(frozen=True)
class Weighed:
    """What a grant of some size would do: the deadline after it, who may grant it, what bars it.

    `fault` is a refusal code, such as `grant_too_large`.
    """

    due_after: int | None
    tier: str
    substitutes: Sequence[tuple[str, int]]
    fault: str | None


@dataclass(frozen=True)
class DeadlineView:
    """The explanation of the running link, and the requests of the case, the newest first."""

    explanation: Explanation | None
    requests: Sequence[RequestView]

    @property
    def waiting(self) -> list[RequestView]:
        """The requests that wait for a decision."""
        return [one for one in self.requests if one.state["stage"] in OPEN_STAGES]


def deadline_view(
    connection: Connection,
    workflow: Workflow,
    references: References,
    case_state: State,
    children: Sequence[State],
    story: Sequence[StoryItem],
    areas: Sequence[str],
    now: int,
) -> DeadlineView:
    """Everything about the deadline of a case as it is at `now`."""
    lines = _told(workflow, references, children, story)
    asked = [child for child in children if child["subject"] == "request"]
    asked.sort(key=lambda one: int(str(one.get("requested_at") or 0)), reverse=True)
    return DeadlineView(
        explanation=explanation(workflow, lines, case_state, references),
        requests=[
            _request_view(connection, references, case_state, one, areas, now) for one in asked
        ],
    )


def _told(
    workflow: Workflow,
    references: References,
    children: Sequence[State],
    story: Sequence[StoryItem],
) -> list[Told]:
    """The history, with what this seat's own unsent steps do to the case by themselves."""
    by_id = {str(child["id"]): child for child in children}
    lines: list[Told] = []
    for item in story:
        if item.standing not in ("accepted", "pending"):
            continue
        lines.append(told_of(item))
        step = workflow.step(item.subject, item.step)
        after = by_id.get(item.subject_id)
        if item.standing == "pending" and step is not None and after is not None:
            for taken, values in on_root(
                workflow, step, item.values, after, item.author, references
            ):
                at, author = item.counts_at, item.author
                lines.append(Told(item.entry_id, taken.subject, taken.name, values, author, at))
    return lines


def told_of(item: StoryItem) -> Told:
    """A line of the history as the explanation reads it."""
    return Told(item.entry_id, item.subject, item.step, item.values, item.author, item.counts_at)


def weighed(
    references: References,
    case_state: State,
    request: State,
    granted: Values,
    now: int,
) -> Weighed:
    """What granting these values (`granted_minutes` or `granted_until`) would come to now."""
    tier = tier_of(request, granted, now, references)
    return Weighed(
        due_after=_due_after(case_state, granted, now, references),
        tier=tier,
        substitutes=_substitutes(references, tier, str(case_state.get("area") or ""), now),
        fault=size_fault(request, granted, now, references),
    )


def relimited(
    case_state: State, values: Values, now: int, references: References
) -> tuple[State, State]:
    """A case as it stands, and as it would with its class or matter mended now (`values`)."""
    after: dict[str, Value] = {**case_state, **values}
    turn(after, "relimit", values, now, references)
    return case_state, after


def _request_view(
    connection: Connection,
    references: References,
    case_state: State,
    request: State,
    areas: Sequence[str],
    now: int,
) -> RequestView:
    waits = request["stage"] in OPEN_STAGES
    wished = {
        "granted_minutes": request.get("asked_minutes"),
        "granted_until": request.get("asked_until"),
    }
    found = weighed(references, case_state, request, wished, now)
    due = case_state.get("due_at")
    unit = request.get("unit")
    return RequestView(
        state=request,
        number=int(str(request.get("grants_before") or 0)) + 1,
        due_now=due if isinstance(due, int) else None,
        due_after=found.due_after if waits else None,
        tier=found.tier,
        substitutes=found.substitutes,
        record=_record(connection, str(unit), areas, now) if unit and waits else None,
    )


def _due_after(case_state: State, granted: Values, now: int, references: References) -> int | None:
    """The deadline of a running clock after a grant at `now`, by the clock words it leads to."""
    after: dict[str, Value] = dict(case_state)
    if not isinstance(after.get("clock_since"), int):
        return None
    if isinstance(granted.get("granted_minutes"), int):
        turn(after, "extend", granted, now, references)
    elif isinstance(granted.get("granted_until"), int):
        after["until_at"] = granted["granted_until"]
        turn(after, "pause", {}, now, references)
    else:
        return None
    due = after.get(DUE)
    return due if isinstance(due, int) else None


def _substitutes(references: References, tier: str, area: str, now: int) -> list[tuple[str, int]]:
    place = f"{tier}/"
    return [
        (code.removeprefix(place), int(str(row["until_at"])))
        for code, row in references.all("substitute").items()
        if code.startswith(place) and stands_now(row, now) and stands_there(row, area)
    ]


def _record(connection: Connection, unit: str, areas: Sequence[str], now: int) -> UnitRecord:
    first = datetime.fromtimestamp(now, CITY_TIME).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    begun = int(first.timestamp())
    asked, cases = VIEWS["request"].c, VIEWS["case"].c
    counted = select(
        func.count(),
        func.sum(case((asked.stage == "granted", 1), else_=0)),
        func.sum(case((asked.stage == "refused", 1), else_=0)),
    ).where(asked.unit == unit, asked.requested_at >= begun, asked.area.in_(areas))
    total, granted, refused = connection.execute(counted).one()
    overdue = select(func.count()).where(
        cases.unit == unit,
        cases.area.in_(areas),
        cases.late.is_not(None) | ((cases.stage == "handling") & (cases.due_at < now)),
    )
    late = connection.execute(overdue).scalar_one()
    return UnitRecord(int(total), int(granted or 0), int(refused or 0), int(late))
