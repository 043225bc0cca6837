"""What one person did in some days, and what they still have in hand, as far as it is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from seatapp.domain.references import State
from seatapp.domain.workflow import SYSTEM_POST, Workflow
from seatapp.local.history import root_here
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import LedgerRow, StoryRow, table_of
from seatapp.local.view_rows import state_of
from seatapp.local.writing import PENDING

LOOKS = frozenset({("case", "reveal"), ("callback", "ring_callback")})
"""Steps that only say that somebody looked."""

ASIDE = frozenset({"attendance", "phrase"})
"""Subjects that are about the person, not about the work."""

_story, _ledger = table_of(StoryRow).c, table_of(LedgerRow).c


@dataclass(frozen=True)
class DoneStep:
    """A step that the person took, when it counts, and its root as it stands now."""

    subject: str
    step: str
    at: int
    root: State


@dataclass(frozen=True)
class OwnWork:
    """Steps taken, newest first; owed callbacks with their roots, and open cases, first due first.

    A case is in somebody's hand as long as it is open and one of its steps bears their name.
    """

    done: Sequence[DoneStep]
    owed: Sequence[tuple[State, State]]
    cases: Sequence[State]


def own_work(
    connection: Connection,
    workflow: Workflow,
    person: str,
    areas: Sequence[str],
    since: int,
) -> OwnWork:
    """The work of `person` from `since` on, and what is in their hand now."""
    return OwnWork(
        done=_done(connection, workflow, person, since),
        owed=_owed(connection, workflow, person, areas),
        cases=_in_hand(connection, person, areas),
    )


def _done(connection: Connection, workflow: Workflow, person: str, since: int) -> list[DoneStep]:
    accepted = (
        select(_story.subject, _story.step, _story.counts_at, _story.root)
        .where(_story.author == person, _story.post != SYSTEM_POST, _story.counts_at >= since)
        .order_by(_story.n.desc())
    )
    waiting = (
        select(_ledger.subject, _ledger.step, _ledger.claimed_at, _ledger.root)
        .where(_ledger.author == person, _ledger.verdict == PENDING, _ledger.claimed_at >= since)
        .order_by(_ledger.position.desc())
    )
    found = [
        (subject, step, at, root_here(connection, workflow, subject, root))
        for asked in (waiting, accepted)
        for subject, step, at, root in connection.execute(asked).all()
        if (subject, step) not in LOOKS and subject not in ASIDE
    ]
    steps = [DoneStep(subject, step, at, root) for subject, step, at, root in found if root]
    return sorted(steps, key=lambda done: -done.at)


def _owed(
    connection: Connection, workflow: Workflow, person: str, areas: Sequence[str]
) -> list[tuple[State, State]]:
    callback = VIEWS["callback"]
    asked = (
        select(callback)
        .where(callback.c.open, callback.c.owner == person, callback.c.area.in_(areas))
        .order_by(callback.c.due_at.is_(None), callback.c.due_at)
    )
    rows = connection.execute(asked).mappings().all()
    states = [state_of("callback", row) for row in rows]
    return [(one, root_here(connection, workflow, "callback", str(one["root"]))) for one in states]


def _in_hand(connection: Connection, person: str, areas: Sequence[str]) -> list[State]:
    case = VIEWS["case"]
    named = or_(*(column == person for column in case.c if column.name.endswith("_by")))
    asked = (
        select(case)
        .where(case.c.open, case.c.area.in_(areas), named)
        .order_by(case.c.due_at.is_(None), case.c.due_at)
    )
    return [state_of("case", row) for row in connection.execute(asked).mappings()]
