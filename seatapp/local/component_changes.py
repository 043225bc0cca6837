"""The changes of components that a case led to, or that touch the component it is about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, or_, select

from seatapp.domain.references import State
from seatapp.local.subject_tables import VIEWS
from seatapp.local.view_rows import state_of

SUBJECT = "component_change"
MOST = 20

_table = VIEWS[SUBJECT]


def changes_of(connection: Connection, case: State, areas: Sequence[str]) -> list[State]:
    """Those registered from the case, and the others of its component, the newest first."""
    named = _table.c.case_ref == case["id"]
    code = case.get("component_code")
    touched = or_(named, _table.c.component_code == code) if code else named
    newest = _table.c.noted_at.desc()
    rows = select(_table).where(touched, _table.c.area.in_(areas)).order_by(newest).limit(MOST)
    return [state_of(SUBJECT, row) for row in connection.execute(rows).mappings()]
