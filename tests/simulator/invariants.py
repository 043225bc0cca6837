"""What must hold of every seat at any time, and of seats and centre when everything is quiet."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import exists, literal, select, union_all

from seatapp.domain.entries import Entry, entry_of
from seatapp.domain.references import References, State
from seatapp.domain.workflow import Workflow
from seatapp.local.ledger import FALLEN, REFUSED
from seatapp.local.replay import Family, replayed
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import BaseRow, ContactRow, LedgerRow, RowScope, table_of
from seatapp.local.writing import PENDING, state_of
from tests.simulator.centre import APPLIED, MadeCentre
from tests.simulator.seat import Seat

_base, _scope = table_of(BaseRow), table_of(RowScope)
_ledger, _contact = table_of(LedgerRow).c, table_of(ContactRow).c

_ENTRIES = select(_ledger.id, _ledger.q, _ledger.verdict, _ledger.head, _ledger.closed_at)
_BASES = select(_base.c.kind, _base.c.id, _base.c.row)
_WAITING = select(_ledger.body).where(_ledger.verdict == PENDING).order_by(_ledger.position)
_SHOWN = {subject: select(table) for subject, table in VIEWS.items()}
_KINDS = union_all(
    *(select(literal(subject)).where(exists(table.c.id)) for subject, table in VIEWS.items())
)


class Violation(AssertionError):
    """Something that must never be."""


def check_seat(seat: Seat, workflow: Workflow) -> None:
    """What a seat owes its people at any time: nothing saved is lost, the view is what it says."""
    with seat.replica.reader._connect() as connection:
        rows = connection.execute(_ENTRIES).all()
        there = set(connection.execute(_KINDS).scalars())
        shown: dict[tuple[str, str], State] = {}
        for subject in there:
            for view in connection.execute(_SHOWN[subject]).mappings():
                shown[subject, view["id"]] = state_of(subject, view)
        found = connection.execute(_BASES)
        bases: dict[tuple[str, str], Any] = {(kind, i): row for kind, i, row in found}
        waiting = connection.execute(_WAITING).scalars()
        pending = [entry_of(body) for body in waiting]
    kept = {row.id for row in rows}
    _demand(set(seat.saved) <= kept, seat, "an entry that was saved is gone")
    numbers = sorted(row.q for row in rows)
    _demand(numbers == list(range(1, len(numbers) + 1)), seat, "the numbers have gaps")
    expected = _expected(bases, shown, pending, workflow, seat.replica.references())
    _demand(shown == expected, seat, "the view is off")
    standing = {row.id for row in rows if row.head == row.id and row.closed_at is None}
    for row in rows:
        if row.verdict in (REFUSED, FALLEN) and row.closed_at is None:
            _demand(row.head in standing, seat, "a refusal stands before nobody")


def _expected(
    bases: Family,
    shown: Family,
    pending: list[Entry],
    workflow: Workflow,
    references: References,
) -> Family:
    """The last rows of the centre with everything pending on top."""
    expected: Family = {}
    for root in {str(state["root"]) for state in [*shown.values(), *bases.values()]}:
        own = {key: state for key, state in bases.items() if state["root"] == root}
        entries = [entry for entry in pending if entry.root == root]
        expected |= replayed(workflow, root, own, entries, _nowhere, references)
    return expected


def _nowhere(_subject: str, _subject_id: str) -> None:
    """No step of these histories reaches into another family."""


def check_history(centre: MadeCentre) -> None:
    """Each deed counts once, and stands on what its author saw."""
    if len(centre.decided) > len(set(centre.decided)):
        raise Violation("an entry was decided twice")
    applied = [one for one in centre.entries.values() if one.verdict.verdict == APPLIED]
    deeds = Counter((one.entry.author, one.entry.claimed_at) for one in applied)
    doubled = [deed for deed, count in deeds.items() if count > 1]
    if doubled:
        raise Violation(f"applied twice: {doubled}")
    for one in applied:
        step = centre.model.workflow.steps[one.entry.subject, one.entry.step]
        if step.fresh and not step.creates and one.before != one.entry.parent:
            raise Violation(f"{one.entry.step} was applied to what its author never saw")


def check_quiet(seat: Seat, centre: MadeCentre) -> None:
    """Everything was judged, and the seat shows what the centre has."""
    with seat.replica.reader._connect() as connection:
        rows = connection.execute(select(_ledger.id, _ledger.verdict)).all()
        contacts = connection.execute(select(_contact.scope, _contact.root)).all()
        here = connection.execute(
            select(_scope.c.scope, _base.c.kind, _base.c.id, _base.c.n, _base.c.row).join_from(
                _scope, _base, (_scope.c.kind == _base.c.kind) & (_scope.c.id == _base.c.id)
            )
        ).all()
    verdicts = {row.id: row.verdict for row in rows}
    _demand(PENDING not in verdicts.values(), seat, "something is still pending")
    for entry_id in seat.saved:
        decided = centre.entries.get(entry_id)
        _demand(decided is not None, seat, "an entry never reached the centre")
        taken = decided is not None and decided.verdict.verdict == APPLIED
        _demand(taken == (verdicts[entry_id] == APPLIED), seat, "seat and centre disagree")
    for scope in centre.scopes(seat.person.id):
        if scope == "ref":
            continue
        rows_here = {(kind, i): (n, row) for of, kind, i, n, row in here if of == scope}
        _check_scope(seat, centre, scope, rows_here)
        lines = centre.feed.items()
        owed = {i for (of, k, i), (_, op) in lines if (of, k, op) == (scope, "contact", "in")}
        kept = {root for of, root in contacts if of == scope}
        _demand(owed == kept, seat, "the callers differ")


def _check_scope(
    seat: Seat, centre: MadeCentre, scope: str, here: dict[tuple[str, str], tuple[int, State]]
) -> None:
    there = {
        (kind, i): (n, centre.model.states[i])
        for (of, kind, i), (n, op) in centre.feed.items()
        if of == scope and op == "in" and kind in VIEWS
    }
    _demand(here == there, seat, f"the rows of {scope} differ")


def _demand(holds: bool, seat: Seat, otherwise: str) -> None:
    if not holds:
        raise Violation(f"seat {seat.number}: {otherwise}")
