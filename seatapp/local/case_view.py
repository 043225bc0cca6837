"""A root as one person may see it, with its children and everything needed to show it."""

from __future__ import annotations

from sqlalchemy import Connection, select, union_all

from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.contacts import contacts_of, own_values
from seatapp.local.following import follows
from seatapp.local.naming import Names
from seatapp.local.outbox import took_part
from seatapp.local.prepared import Prepared, given
from seatapp.local.rights import rights_of
from seatapp.local.subject_tables import ROOTS, VIEWS
from seatapp.local.view_rows import READ, READ_OF_ROOT, children_there, state_in
from seatapp.local.views import CaseDetail

_area_of_root = Prepared(
    union_all(*(select(VIEWS[k].c.area).where(VIEWS[k].c.id == given("wanted")) for k in ROOTS))
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


def may_see(connection: Connection, root: str, person: str) -> bool:
    """Whether a root lies in an area of a person, or an entry of theirs on it is kept here."""
    found = _area_of_root.one(connection, wanted=root)
    if found is not None and found[0] in rights_of(connection, person).areas:
        return True
    return took_part(connection, root, person)


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
