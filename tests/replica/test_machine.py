"""Random work of two seats and a centre: the view is always base plus pending, nothing is lost."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from seatapp.domain.entries import Entry, entry_of
from seatapp.domain.references import State
from seatapp.domain.tables import load_workflow
from seatapp.errors import StepRefused
from seatapp.local.replay import Family, replayed
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import BaseRow, LedgerRow, table_of
from seatapp.local.view_rows import state_of
from seatapp.local.writing import PENDING
from tests.helpers.made_centre import MadeCentre
from tests.helpers.rules import TYPED, MadeReferences
from tests.helpers.seat import Seat

WORKFLOW = load_workflow()
STEPS = sorted(
    step.name
    for step in WORKFLOW.steps.values()
    if step.subject == "case" and not step.creates and set(step.required) <= TYPED.keys()
)
SEATS = st.integers(0, 1)
PEOPLE = st.sampled_from(["u1", "u2"])


class Replicas(RuleBasedStateMachine):
    """Two seats of one city; each rule is something that happens on a shift."""

    def __init__(self) -> None:
        super().__init__()
        self.centre = MadeCentre(WORKFLOW)
        self.folder = tempfile.TemporaryDirectory(prefix="seatapp-machine-")
        folders = [Path(self.folder.name) / str(number) for number in range(2)]
        self.seats = [Seat(folder, WORKFLOW, self.centre) for folder in folders]
        self.saved: list[list[str]] = [[], []]
        self.cases: list[str] = []

    def teardown(self) -> None:
        for seat in self.seats:
            seat.push_all()
        for number, seat in enumerate(self.seats):
            seat.pull()
            self._check_outcome(number)
            seat.replica.close()
        self.folder.cleanup()

    @initialize()
    def both_have_a_case(self) -> None:
        self.report(0, "u1")
        self.seats[0].push_all()
        self.seats[1].pull()

    @rule(number=SEATS, person=PEOPLE)
    def report(self, number: int, person: str) -> None:
        self.cases.append(self.seats[number].report(person))
        self._note_saved(number)

    @rule(number=SEATS, person=PEOPLE, step=st.sampled_from(STEPS), which=st.integers(0, 3))
    def take(self, number: int, person: str, step: str, which: int) -> None:
        if not self.cases:
            return
        seat, case = self.seats[number], self.cases[which % len(self.cases)]
        known = WORKFLOW.steps["case", step]
        if not TYPED.keys() >= set(known.required):
            return
        values = {name: TYPED[name] for name in known.required}
        try:
            seat.take(person, step, case, **values)
        except StepRefused:
            return
        self._note_saved(number)

    @rule(number=SEATS, person=PEOPLE, pick=st.integers(0, 20), which=st.integers(0, 3))
    def take_offered(self, number: int, person: str, pick: int, which: int) -> None:
        """A step that fits, so that cases get far."""
        if not self.cases:
            return
        seat, case = self.seats[number], self.cases[which % len(self.cases)]
        detail = seat.replica.reader.case(case, "u1")
        if detail is None:
            return
        offered = seat.desk(person).offered("case", detail.state, detail.children)
        if offered:
            self.take(number, person, offered[pick % len(offered)].step, which)

    @rule(person=PEOPLE, picks=st.tuples(*[st.integers(0, 20)] * 2), which=st.integers(0, 3))
    def race(self, person: str, picks: tuple[int, int], which: int) -> None:
        """Both take a step on what they see of one case, and both send it."""
        for number, pick in enumerate(picks):
            self.take_offered(number, person, pick, which)
        for number in range(2):
            self.push(number, lose=False)

    @rule(number=SEATS, lose=st.booleans())
    def push(self, number: int, lose: bool) -> None:
        self.seats[number].push(lose_answer=lose)

    @rule(number=SEATS, size=st.sampled_from([1, 3, 500]))
    def pull(self, number: int, size: int) -> None:
        self.seats[number].pull(size=size)

    @rule(number=SEATS)
    def restart(self, number: int) -> None:
        self.seats[number].replica.close()
        self.seats[number].open()

    @rule(minutes=st.integers(1, 60))
    def time_goes_by(self, minutes: int) -> None:
        for seat in self.seats:
            seat.clock.pass_by(minutes=minutes)

    @invariant()
    def views_are_base_plus_pending(self) -> None:
        for seat in self.seats:
            shown, bases, pending = _stored(seat)
            expected: Family = {}
            for root in {str(state["root"]) for state in [*shown.values(), *bases.values()]}:
                own = {key: state for key, state in bases.items() if state["root"] == root}
                entries = [entry for entry in pending if entry.root == root]
                expected |= replayed(WORKFLOW, root, own, entries, _nowhere, MadeReferences())
            assert shown == expected
            waiting = {(entry.subject, entry.subject_id) for entry in pending}
            marked = _marked(seat)
            assert waiting & shown.keys() <= marked
            assert {str(shown[key]["root"]) for key in marked} <= {e.root for e in pending}

    @invariant()
    def nothing_that_was_saved_is_lost(self) -> None:
        for number, seat in enumerate(self.seats):
            with seat.replica.reader._connect() as connection:
                rows = select(table_of(LedgerRow).c.id, table_of(LedgerRow).c.q)
                kept = connection.execute(rows.order_by(table_of(LedgerRow).c.q)).all()
            assert [row[0] for row in kept] == self.saved[number]
            assert [row[1] for row in kept] == list(range(1, len(kept) + 1))

    def _note_saved(self, number: int) -> None:
        last = self.seats[number].replica.unsent()[-1]
        self.saved[number].append(entry_of(last.body).id)

    def _check_outcome(self, number: int) -> None:
        """After the last round each entry is at the centre once, or stands before a person."""
        seat = self.seats[number]
        at_centre = [line.id for line in self.centre.story]
        assert len(at_centre) == len(set(at_centre))
        accepted = {i for i in self.saved[number] if i in at_centre}
        chains = sum(1 + item.chain for item in seat.replica.reader.refusals())
        assert len(accepted) + chains == len(self.saved[number])
        for case in self.cases:
            assert seat.replica.reader.state("case", case) == self.centre.world.states.get(case)


def _marked(seat: Seat) -> set[tuple[str, str]]:
    """The subjects that bear the mark of something pending."""
    with seat.replica.reader._connect() as connection:
        return {
            (subject, row_id)
            for subject, table in VIEWS.items()
            for row_id in connection.execute(select(table.c.id).where(table.c.pending)).scalars()
        }


def _nowhere(_subject: str, _subject_id: str) -> None:
    """No entry of these tests reaches into another root."""


def _stored(seat: Seat) -> tuple[Family, Family, list[Entry]]:
    """What the file holds: views, last rows of the centre, pending entries in order."""
    shown: dict[tuple[str, str], State] = {}
    base, ledger = table_of(BaseRow).c, table_of(LedgerRow).c
    with seat.replica.reader._connect() as connection:
        for subject, table in VIEWS.items():
            for row in connection.execute(select(table)).mappings():
                shown[subject, row["id"]] = state_of(subject, row)
        rows = connection.execute(select(base.kind, base.id, base.row))
        bases: dict[tuple[str, str], Any] = {(kind, i): row for kind, i, row in rows}
        bodies = select(ledger.body).where(ledger.verdict == PENDING).order_by(ledger.position)
        pending = [entry_of(body) for body in connection.execute(bodies).scalars()]
    return shown, bases, pending


Replicas.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestReplicas = Replicas.TestCase


class LongReplicas(Replicas):
    """The same for longer."""


LongReplicas.TestCase.settings = settings(
    Replicas.TestCase.settings, max_examples=60, stateful_step_count=60
)
TestReplicasForLong = pytest.mark.slow(pytest.mark.timeout(900)(LongReplicas.TestCase))
