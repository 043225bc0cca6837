"""What the centre did not accept and nobody has settled yet, as it stands before a person.

A refusal of this workstation is a line of the ledger with everything that was typed. The centre
tells of it as a subject too, and so of those of other workstations: before the author wherever
they sit, and before the leader when the author does not see to it. What somebody has settled
anywhere is settled here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, update

from seatapp.central.messages import SubjectRow
from seatapp.domain.entries import Entry, Value, entry_of
from seatapp.domain.masks import masked
from seatapp.domain.references import References, State
from seatapp.domain.refused import REFUSAL, STANDING, fell_with, needs_leader, stands_alone
from seatapp.domain.workflow import Workflow
from seatapp.local.history import label_of, public_values, root_here
from seatapp.local.ledger import FALLEN, REFUSED, close_refusal
from seatapp.local.naming import Names, number_of
from seatapp.local.refusal_words import refusal_words
from seatapp.local.rights import PERSON, rights_of
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import ContactRow, LedgerRow, table_of
from seatapp.local.view_rows import state_here, state_of
from seatapp.local.views import MASKED, RefusalItem
from seatapp.local.writing import Writing

_ledger = table_of(LedgerRow)
_contact = table_of(ContactRow)
_view = VIEWS[REFUSAL]
_open_lines = select(_ledger).where(_ledger.c.head.is_not(None), _ledger.c.closed_at.is_(None))
_standing = select(_view).where(_view.c.open.is_(True)).order_by(_view.c.taken_at, _view.c.id)


@dataclass(frozen=True)
class _Desk:
    """What stands open here: lines of the ledger, and the refusals that the centre tells of."""

    lines: list[RowMapping]
    told: dict[str, State]

    def first_lines(self) -> list[RowMapping]:
        """The lines that fell with no other."""
        return [row for row in self.lines if row["head"] == row["id"]]

    def first_of_chains(self) -> list[State]:
        """The refusals that fell with no other, and are not among the lines of the ledger."""
        here = {str(row["id"]) for row in self.lines}
        return [
            state
            for entry_id, state in self.told.items()
            if entry_id not in here and stands_alone(state, self.told)
        ]


@dataclass(frozen=True)
class Asking:
    """Who asks, when, and the rules that say what stands before whom."""

    person: str
    workflow: Workflow
    names: Names
    references: References
    now: int


@dataclass(frozen=True)
class _Refused:
    """A step that was refused, whether the ledger or the centre tells of it.

    `root` is what stands of its root here, else what was typed; `told` the centre's own subject.
    """

    entry_id: str
    subject: str
    subject_id: str
    step: str
    code: str
    field: str | None
    author: str
    claimed_at: int
    root_id: str
    root: Mapping[str, Value]
    values: Mapping[str, Any]
    chain: int
    told: State | None
    seat_code: str = ""


def refusal_items(connection: Connection, asking: Asking) -> list[RefusalItem]:
    """The refusals that stand before a person, oldest first, each with the length of its chain."""
    lines, told, desk = _before(connection, asking)
    chains = _chains(connection)
    found = [
        _own(connection, asking, row, chains[row["id"]] - 1, desk.told.get(row["id"]))
        for row in lines
    ]
    found += [_told(connection, asking, state, desk) for state in told]
    return sorted(found, key=lambda item: item.claimed_at)


def refused_count(connection: Connection, asking: Asking) -> int:
    """How many stand before a person, each with its chain counted once."""
    lines, told, _desk = _before(connection, asking)
    return len(lines) + len(told)


def standing_refusals(writing: Writing) -> list[State]:
    """All refusals that the centre tells of and nobody has settled."""
    return _open(writing.connection)


def fell_together(writing: Writing, standing: Collection[State], entry_id: str) -> list[State]:
    """What is settled with a refusal: what was built on it, and what stands in its group here."""
    group = select(_ledger.c.id).where(
        _ledger.c.head == entry_id, _ledger.c.id != entry_id, _ledger.c.closed_at.is_(None)
    )
    here = set(writing.connection.execute(group).scalars())
    found = fell_with({str(one["refused_entry"]): one for one in standing}, entry_id)
    return found + [one for one in standing if one["refused_entry"] in here and one not in found]


def close_settled(writing: Writing, rows: Iterable[SubjectRow]) -> None:
    """What somebody has settled elsewhere stands here no longer.

    A settling from here that came too late goes with it: what it was for has happened.
    """
    for row in rows:
        state = row.row
        settled = state.get("settled_at") or state.get("handed_at")
        if row.kind != REFUSAL or not settled:
            continue
        how, reason = str(state["stage"]), str(state.get("reason") or "")
        close_refusal(writing, str(state["refused_entry"]), how, reason, int(settled))
        late = (_ledger.c.subject_id == row.id, _ledger.c.verdict.in_((REFUSED, FALLEN)))
        closed = {"closed_how": how, "closed_reason": reason, "closed_at": int(settled)}
        still_open = _ledger.c.closed_at.is_(None)
        writing.connection.execute(update(_ledger).where(*late, still_open).values(**closed))


def masked_values(workflow: Workflow, entry: Entry) -> dict[str, Value]:
    """The values of an entry with the personal ones under their masks, named as such."""
    shown = public_values(workflow, entry)
    for name in entry.values.keys() - shown.keys():
        field, value = workflow.fields.get((entry.subject, name)), entry.values[name]
        if value is not None:
            shown[f"{name}{MASKED}"] = masked(str(value), field.mask if field else "name")
    return shown


def _before(connection: Connection, asking: Asking) -> tuple[list[RowMapping], list[State], _Desk]:
    """The lines and the refusals that stand before a person, out of all that stand here."""
    lines = list(connection.execute(_open_lines.order_by(_ledger.c.position)).mappings())
    told = {str(state["refused_entry"]): state for state in _open(connection)}
    desk = _Desk(lines, told)
    if not told:
        return desk.first_lines(), [], desk
    led = _led_areas(connection, asking)
    seen = {
        entry_id
        for entry_id, state in told.items()
        if _is_theirs(asking.person, state)
        or (str(state.get("area")) in led and needs_leader(state, asking.now, asking.references))
    }
    return (
        [row for row in desk.first_lines() if row["id"] not in told or row["id"] in seen],
        [state for state in desk.first_of_chains() if state["refused_entry"] in seen],
        desk,
    )


def _is_theirs(person: str, state: State) -> bool:
    return state["stage"] == STANDING and state.get("owner") == person


def _led_areas(connection: Connection, asking: Asking) -> frozenset[str]:
    """The areas in which a person settles what others have left."""
    step = asking.workflow.steps[REFUSAL, "drop_for"]
    return frozenset(rights_of(connection, asking.person).areas_of(step.posts))


def _open(connection: Connection) -> list[State]:
    return [state_of(REFUSAL, row) for row in connection.execute(_standing).mappings()]


def _chains(connection: Connection) -> dict[str, int]:
    counted = (
        select(_ledger.c.head, func.count())
        .where(_ledger.c.head.is_not(None), _ledger.c.closed_at.is_(None))
        .group_by(_ledger.c.head)
    )
    return {str(head): int(count) for head, count in connection.execute(counted)}


def _own(
    connection: Connection, asking: Asking, row: RowMapping, chain: int, told: State | None
) -> RefusalItem:
    """A line of the ledger: everything that was typed is here."""
    entry = entry_of(row["body"])
    mine = entry.author == asking.person
    root = root_here(connection, asking.workflow, entry.subject, entry.root)
    values = dict(entry.values) if mine else masked_values(asking.workflow, entry)
    refused = _Refused(
        entry_id=entry.id,
        subject=entry.subject,
        subject_id=entry.subject_id,
        step=entry.step,
        code=str(row["code"]),
        field=row["field"],
        author=entry.author,
        claimed_at=row["claimed_at"],
        root_id=entry.root,
        root=root or public_values(asking.workflow, entry),
        values=values,
        chain=chain,
        told=told,
    )
    return _item(connection, asking, refused)


def _told(connection: Connection, asking: Asking, state: State, desk: _Desk) -> RefusalItem:
    """A refusal of another workstation, as the centre tells of it."""
    typed: dict[str, Any] = json.loads(str(state.get("typed") or "{}"))
    subject, root_id = str(state["about"]), str(state["about_root"])
    root = root_here(connection, asking.workflow, subject, root_id)
    chain = fell_with(desk.told, str(state["refused_entry"]))
    refused = _Refused(
        entry_id=str(state["refused_entry"]),
        subject=subject,
        subject_id=str(state["about_id"]),
        step=str(state["about_step"]),
        code=str(state["code"]),
        field=_text_or_none(state.get("about_field")),
        author=str(state["owner"]),
        claimed_at=int(str(state["taken_at"])),
        root_id=root_id,
        root=root or typed,
        values=_unmasked(connection, asking.person, str(state["id"]), typed),
        chain=len(chain),
        told=state,
        seat_code=str(state.get("seat_code") or ""),
    )
    return _item(connection, asking, refused)


def _unmasked(
    connection: Connection, person: str, refusal: str, typed: dict[str, Any]
) -> dict[str, Any]:
    """What was typed, with the full personal values where the centre gave them to this person."""
    mine = (_contact.c.scope == PERSON + person, _contact.c.root == refusal)
    full = connection.execute(select(_contact.c.row).where(*mine)).scalar_one_or_none() or {}
    hidden = {f"{name}{MASKED}" for name in full}
    return {name: value for name, value in typed.items() if name not in hidden} | dict(full)


def _item(connection: Connection, asking: Asking, one: _Refused) -> RefusalItem:
    author_name = asking.names.words("person", one.author)
    standing = None
    if one.subject in VIEWS:
        standing = state_here(connection, one.subject, one.subject_id)
    stage = str((standing or {}).get("stage") or "")
    sentence, advice = refusal_words(
        asking.workflow,
        one.code,
        one.subject,
        one.step,
        field=one.field,
        stage=stage,
        author=author_name,
    )
    return RefusalItem(
        entry_id=one.entry_id,
        subject=one.subject,
        subject_id=one.subject_id,
        case_id=one.root_id,
        number=number_of(one.root),
        title=asking.names.title(one.root),
        step=one.step,
        label=label_of(asking.workflow, one.subject, one.step),
        code=one.code,
        sentence=sentence,
        advice=advice,
        author=one.author,
        author_name=author_name,
        claimed_at=one.claimed_at,
        values=one.values,
        chain=one.chain,
        own=one.author == asking.person,
        stage=None if one.told is None else str(one.told["stage"]),
        can_hand=one.told is not None
        and _is_theirs(asking.person, one.told)
        and str(one.told.get("area")) not in _led_areas(connection, asking),
        seat_code=one.seat_code,
    )


def _text_or_none(value: Value) -> str | None:
    return None if value is None else str(value)
