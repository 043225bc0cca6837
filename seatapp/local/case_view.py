"""A root as one person may see it, with its children and everything needed to show it."""

from __future__ import annotations

from sqlalchemy import Connection

from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.contacts import contacts_of, own_values
from seatapp.local.following import follows
from seatapp.local.naming import Names
from seatapp.local.rights import rights_of
from seatapp.local.view_rows import READ, READ_OF_ROOT, children_there, state_in
from seatapp.local.views import CaseDetail


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
    own = own_values(connection, workflow, [root], person)
    if state.get("area") not in rights.areas and root not in own:
        return None
    children = _children(connection, workflow, subject, root)
    return CaseDetail(
        state=state,
        children=[child for child, _ in children],
        contact=contacts_of(connection, rights.scopes, [root], own).get(root),
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
