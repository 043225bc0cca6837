"""A root as one person may see it, with its children and everything needed to show it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from seatapp.domain.entries import entry_of
from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.following import follows
from seatapp.local.naming import Names
from seatapp.local.prepared import Prepared, given, listed, values_of, word
from seatapp.local.rights import rights_of
from seatapp.local.tables import ContactRow, LedgerRow, table_of
from seatapp.local.view_rows import READ, READ_OF_ROOT, children_there, state_in
from seatapp.local.views import CaseDetail
from seatapp.local.writing import PENDING

_contact = table_of(ContactRow).c
_ledger = table_of(LedgerRow).c
_of_root = given("root")
_came = Prepared(
    select(_contact.row).where(_contact.root == _of_root, _contact.scope.in_(values_of("scopes")))
)
_own_waiting = Prepared(
    select(_ledger.body)
    .where(
        _ledger.root == _of_root,
        _ledger.author == given("author"),
        _ledger.verdict == word(PENDING),
    )
    .order_by(_ledger.position)
)


def root_detail(
    connection: Connection,
    workflow: Workflow,
    names: Names,
    subject: str,
    root: str,
    person: str,
) -> CaseDetail | None:
    """The root; None when it is not here, or neither in the person's areas nor their own work."""
    row = READ[subject].one(connection, wanted=root)
    if row is None:
        return None
    state, pending = state_in(subject, row), row[-1]
    rights = rights_of(connection, person)
    own = _own_values(connection, workflow, root, person)
    if state.get("area") not in rights.areas and own is None:
        return None
    children = _children(connection, workflow, subject, root)
    return CaseDetail(
        state=state,
        children=[child for child, _ in children],
        contact=_contact_of(connection, root, rights.scopes, own or {}),
        names=names.of_states([state, *(child for child, _ in children)]),
        classed=names.row("class", str(state.get("class_code") or "")),
        pending=bool(pending) or any(waits for _, waits in children),
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
            rows = READ_OF_ROOT[subject].rows(connection, wanted=root)
            found += [(state_in(subject, row), bool(row[-1])) for row in rows]
    return found


def _contact_of(
    connection: Connection, root: str, scopes: frozenset[str], own: dict[str, str]
) -> dict[str, str] | None:
    """What came for this person, and over it what they typed themselves and is not settled."""
    full: dict[str, Any] = {}
    for row in _came.column(connection, root=root, scopes=listed(sorted(scopes))):
        full |= row
    full |= own
    return {name: str(value) for name, value in full.items() if value} or None


def _own_values(
    connection: Connection, workflow: Workflow, root: str, person: str
) -> dict[str, str] | None:
    """Personal values of the person's own unsettled entries on the case; None without entries."""
    found: dict[str, str] | None = None
    for body in _own_waiting.column(connection, root=root, author=person):
        found = {} if found is None else found
        entry = entry_of(body)
        for name, value in entry.values.items():
            field = workflow.fields.get((entry.subject, name))
            if field is not None and field.personal and value is not None:
                found[name] = str(value)
    return found
