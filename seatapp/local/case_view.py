"""A root as one person may see it, with its children and everything needed to show it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from seatapp.domain.entries import entry_of
from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.following import follows
from seatapp.local.naming import Names
from seatapp.local.rights import rights_of
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import ContactRow, LedgerRow, table_of
from seatapp.local.views import CaseDetail
from seatapp.local.writing import PENDING, children_there, root_column, state_of

_contact = table_of(ContactRow).c
_ledger = table_of(LedgerRow).c
_wanted: BindParameter[str] = bindparam("wanted")
_read_children = {
    subject: select(table).where(root_column(subject) == _wanted).order_by(table.c.key)
    for subject, table in VIEWS.items()
}


def root_detail(
    connection: Connection,
    workflow: Workflow,
    names: Names,
    subject: str,
    root: str,
    person: str,
) -> CaseDetail | None:
    """The root; None when it is not here, or neither in the person's areas nor their own work."""
    table = VIEWS[subject]
    row = connection.execute(select(table).where(table.c.id == root)).mappings().one_or_none()
    if row is None:
        return None
    rights = rights_of(connection, person)
    own = _own_values(connection, workflow, root, person)
    if row["area"] not in rights.areas and own is None:
        return None
    state = state_of(subject, row)
    children = _children(connection, workflow, subject, root)
    return CaseDetail(
        state=state,
        children=[child for child, _ in children],
        contact=_contact_of(connection, root, rights.scopes, own or {}),
        names=names.of_states([state, *(child for child, _ in children)]),
        classed=names.row("class", str(state.get("class_code") or "")),
        pending=bool(row["pending"]) or any(waits for _, waits in children),
        followed=follows(connection, person, root),
    )


def _children(
    connection: Connection, workflow: Workflow, root_subject: str, root: str
) -> list[tuple[State, bool]]:
    kinds = tuple(s for s in workflow.kin(root_subject) if root_subject in workflow.subjects[s].of)
    if not kinds:
        return []
    there = children_there(kinds).column(connection, wanted=root)
    found = []
    for subject in kinds:
        if subject in there:
            rows = connection.execute(_read_children[subject], {"wanted": root})
            for row in rows.mappings():
                found.append((state_of(subject, row), bool(row["pending"])))
    return found


def _contact_of(
    connection: Connection, root: str, scopes: frozenset[str], own: dict[str, str]
) -> dict[str, str] | None:
    """What came for this person, and over it what they typed themselves and is not settled."""
    came = select(_contact.row).where(_contact.root == root, _contact.scope.in_(scopes))
    full: dict[str, Any] = {}
    for row in connection.execute(came).scalars():
        full |= row
    full |= own
    return {name: str(value) for name, value in full.items() if value} or None


def _own_values(
    connection: Connection, workflow: Workflow, root: str, person: str
) -> dict[str, str] | None:
    """Personal values of the person's own unsettled entries on the case; None without entries."""
    bodies = select(_ledger.body).where(
        _ledger.root == root, _ledger.author == person, _ledger.verdict == PENDING
    )
    found: dict[str, str] | None = None
    for body in connection.execute(bodies.order_by(_ledger.position)).scalars():
        found = {} if found is None else found
        entry = entry_of(body)
        for name, value in entry.values.items():
            field = workflow.fields.get((entry.subject, name))
            if field is not None and field.personal and value is not None:
                found[name] = str(value)
    return found
