"""What must hold of every seat at any time, and of seats and centre when everything is quiet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from functools import partial
from typing import NamedTuple

from sqlalchemy import exists, select, union_all

from seatapp.domain.entries import Entry, entry_of
from seatapp.domain.references import References, State
from seatapp.domain.refused import REFUSAL, STANDING, needs_leader
from seatapp.domain.workflow import Workflow
from seatapp.local.ledger import FALLEN, REFUSED
from seatapp.local.prepared import Prepared, word
from seatapp.local.replay import Family, replayed
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import BaseRow, ContactRow, LedgerRow, ReachRow, RowScope, table_of
from seatapp.local.view_rows import COLUMNS, state_in
from seatapp.local.writing import PENDING
from tests.helpers.centre_model import NUMBER
from tests.simulator.centre import APPLIED, MadeCentre
from tests.simulator.seat import Seat

_base, _scope = table_of(BaseRow), table_of(RowScope)
_ledger, _contact = table_of(LedgerRow).c, table_of(ContactRow).c
_reach = table_of(ReachRow).c

_ENTRIES = Prepared(select(_ledger.id, _ledger.q, _ledger.verdict, _ledger.head, _ledger.closed_at))
_BASES = Prepared(select(_base.c.kind, _base.c.id, _base.c.row))
_WAITING = Prepared(
    select(_ledger.body).where(_ledger.verdict == word(PENDING)).order_by(_ledger.position)
)
_SHOWN = {
    subject: Prepared(select(*(table.c[name] for name in COLUMNS[subject])))
    for subject, table in VIEWS.items()
}
_KINDS = Prepared(
    union_all(
        *(select(word(subject)).where(exists(table.c.id)) for subject, table in VIEWS.items())
    )
)
_REACHED = Prepared(select(_reach.entry_id, _reach.root))
_RECEIPTS = Prepared(select(_ledger.id, _ledger.receipt).where(_ledger.receipt.is_not(None)))
_VERDICTS = Prepared(select(_ledger.id, _ledger.verdict))
_CONTACTS = Prepared(select(_contact.scope, _contact.root))
_HELD = Prepared(
    select(_scope.c.scope, _base.c.kind, _base.c.id, _base.c.n, _base.c.row).join_from(
        _scope, _base, (_scope.c.kind == _base.c.kind) & (_scope.c.id == _base.c.id)
    )
)


class _Line(NamedTuple):
    """A line of the ledger, as `_ENTRIES` reads it."""

    id: str
    q: int
    verdict: str
    head: str | None
    closed_at: int | None


class Violation(AssertionError):
    """Something that must never be."""


def check_seat(seat: Seat, workflow: Workflow) -> None:
    """What a seat owes its people at any time: nothing saved is lost, the view is what it says."""
    with seat.replica.reader._connect() as connection:
        rows = [_Line(*row) for row in _ENTRIES.rows(connection)]
        shown: dict[tuple[str, str], State] = {}
        for subject in _KINDS.column(connection):
            for row in _SHOWN[subject].rows(connection):
                state = state_in(subject, row)
                shown[subject, str(state["id"])] = state
        bases: Family = {(kind, i): row for kind, i, row in _BASES.rows(connection)}
        pending = [entry_of(body) for body in _WAITING.column(connection)]
        reached: set[tuple[str, str]] = {(i, root) for i, root in _REACHED.rows(connection)}
    kept = {line.id for line in rows}
    _demand(set(seat.saved) <= kept, seat, "an entry that was saved is gone")
    numbers = sorted(line.q for line in rows)
    _demand(numbers == list(range(1, len(numbers) + 1)), seat, "the numbers have gaps")
    expected = _expected(bases, shown, pending, reached, workflow, seat.replica.references())
    _demand(shown == expected, seat, "the view is off")
    standing = {line.id for line in rows if line.head == line.id and line.closed_at is None}
    for line in rows:
        if line.verdict in (REFUSED, FALLEN) and line.closed_at is None:
            _demand(line.head in standing, seat, "a refusal stands before nobody")


def _expected(
    bases: Family,
    shown: Family,
    pending: list[Entry],
    reached: set[tuple[str, str]],
    workflow: Workflow,
    references: References,
) -> Family:
    """The last rows of the centre with everything pending on top."""
    expected: Family = {}
    for root in {str(state["root"]) for state in [*shown.values(), *bases.values()]}:
        own = {key: state for key, state in bases.items() if state["root"] == root}
        entries = [one for one in pending if one.root == root or (one.id, root) in reached]
        expected |= replayed(workflow, root, own, entries, partial(_standing, shown), references)
    return expected


def _standing(shown: Family, subject: str, subject_id: str) -> State | None:
    return shown.get((subject, subject_id))


def check_told(seat: Seat, centre: MadeCentre) -> None:
    """What people were told of an entry stays: from when it counts, its number, why it was refused.

    What was taken can be refused after a restore, when somebody else was faster then.
    """
    with seat.replica.reader._connect() as connection:
        kept: dict[str, str] = dict(_RECEIPTS.rows(connection))
    for entry_id, receipt in kept.items():
        told = centre.receipts.told(receipt)
        before = seat.told.get(entry_id, told)
        same = told == before or (before.code is None and told.code is not None)
        _demand(same, seat, f"{before} was told, and then {told}")
        seat.told[entry_id] = told


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
        verdicts: dict[str, str] = dict(_VERDICTS.rows(connection))
        contacts = _CONTACTS.rows(connection)
        here = _HELD.rows(connection)
    _demand(PENDING not in verdicts.values(), seat, "something is still pending")
    _check_refusals(seat, centre)
    for entry_id in seat.saved:
        decided = centre.entries.get(entry_id)
        _demand(decided is not None, seat, "an entry never reached the centre")
        taken = decided is not None and decided.verdict.verdict == APPLIED
        _demand(taken == (verdicts[entry_id] == APPLIED), seat, "seat and centre disagree")
        told = seat.told[entry_id].number if entry_id in seat.told else None
        if taken and told is not None and decided is not None:
            number = centre.model.states[decided.entry.root].get(NUMBER)
            _demand(number == told, seat, f"the number {told} was told, and is {number}")
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


def _check_refusals(seat: Seat, centre: MadeCentre) -> None:
    """What was not accepted stands before its author, or the leader who has to see to it."""
    shown = {item.entry_id for item in seat.replica.reader.refusals()}
    with seat.replica.reader._connect() as connection:
        lines = [_Line(*row) for row in _ENTRIES.rows(connection)]
    grouped = {line.id for line in lines if line.closed_at is None and line.head in shown}
    open_at_centre = {
        str(state["refused_entry"]): state
        for state in centre.model.states.values()
        if state["subject"] == REFUSAL and not state.get("settled_at")
    }
    person, now, references = seat.person, int(seat.now()), seat.replica.references()
    for entry_id, state in open_at_centre.items():
        own = state["owner"] == person.id and state["stage"] == STANDING
        led = person.sees(str(state["area"])) and needs_leader(state, now, references)
        if own or led:
            stands = entry_id in shown | grouped or _led_by(open_at_centre, state, shown)
            _demand(stands, seat, f"a refusal ({state['code']}) stands before nobody")
    _demand(shown <= open_at_centre.keys(), seat, "a refusal stands that was settled")


def _led_by(standing: Mapping[str, State], state: State, shown: Collection[str]) -> bool:
    """Whether it stands with the one that it fell with."""
    above = standing.get(str(state.get("follows")))
    return above is not None and (str(state["follows"]) in shown or _led_by(standing, above, shown))


def _demand(holds: bool, seat: Seat, otherwise: str) -> None:
    if not holds:
        raise Violation(f"seat {seat.number}: {otherwise}")
