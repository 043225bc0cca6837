"""Rows whose time has come: a deferral on its day, a request that has lapsed, as they now stand.

A row names the stage that its last entry gave it. What ends by itself has no entry until the next
step, so time itself writes it into the views: lists, counts, sorting and alarms then go by what
is, without asking each row what day it is. What the centre said stays as it is in `base`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, text

from seatapp.domain.lapse import matured
from seatapp.domain.workflow import Lapse, Workflow
from seatapp.local.subject_tables import VIEWS
from seatapp.local.view_rows import state_of
from seatapp.local.writing import Writing


def ripe(connection: Connection, workflow: Workflow, now: int) -> bool:
    """Whether some row has come to its time at `now` and does not show it yet."""
    return any(
        connection.execute(_due(lapse).limit(1), {"now": now}).first() is not None
        for lapse in workflow.lapses.values()
    )


def ripen(writing: Writing, now: int) -> None:
    """Show every subject whose time has come by `now` in the stage in which it then stands."""
    for lapse in writing.workflow.lapses.values():
        rows = writing.connection.execute(_due(lapse), {"now": now}).mappings().all()
        for row in rows:
            before = state_of(lapse.subject, row)
            after = matured(writing.workflow, before, now, writing.references)
            writing.show_change(
                (lapse.subject, str(row["id"])), before, after, bool(row["pending"])
            )


def _due(lapse: Lapse) -> Select[Any]:
    # The stage stands in the words of the statement: so its partial index serves.
    table = VIEWS[lapse.subject]
    here = text(f"open = 1 AND stage = '{lapse.stage}'")
    return select(table).where(here, table.c[lapse.until] <= bindparam("now"))
