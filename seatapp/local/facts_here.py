"""What this workstation holds of cases, calls and callbacks, for its own statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, or_, select

from seatapp.local.subject_tables import VIEWS

CASE_COLUMNS = (
    *("id", "area", "stage", "open", "due_at", "acceptance_number", "case_number", "class_code"),
    *("matter_code", "unit", "reported_at", "reported_by", "filed_at", "filed_by"),
    *("dispatched_at", "dispatched_by", "responded_at", "closed_at", "closed_by"),
)
CALL_COLUMNS = ("id", "root", "area", "stage", "number", "matter_code", "taken_at", "taken_by")
CALLBACK_COLUMNS = (
    *("id", "root", "area", "stage", "open", "due_at", "late", "owed_at", "settled_at"),
    "settled_by",
)

Row = RowMapping


@dataclass(frozen=True)
class FactsHere:
    """Rows as they stand on this workstation.

    Cases that are open or that a period touches, calls taken in it, and callbacks that are still
    owed or were settled in it.
    """

    cases: Sequence[Row]
    calls: Sequence[Row]
    callbacks: Sequence[Row]


def facts_here(connection: Connection, areas: Sequence[str], since: int, until: int) -> FactsHere:
    """What is here under these areas.

    Cases that were only merged or void are left out, and history that was adopted as closed.
    """
    case, call, callback = (VIEWS[name] for name in ("case", "call", "callback"))
    moments = [case.c[name] for name in ("reported_at", "filed_at", "dispatched_at", "closed_at")]
    touched = or_(case.c.open, *((at >= since) & (at < until) for at in moments))
    return FactsHere(
        cases=_rows(connection, case, CASE_COLUMNS, areas, touched,
                    case.c.stage.not_in(("void", "merged")),
                    or_(case.c.stage != "closed", case.c.closed_at.is_not(None))),
        calls=_rows(connection, call, CALL_COLUMNS, areas,
                    (call.c.taken_at >= since) & (call.c.taken_at < until)),
        callbacks=_rows(connection, callback, CALLBACK_COLUMNS, areas,
                        callback.c.stage.not_in(("excused", "withdrawn", "joined")),
                        or_(callback.c.open, (callback.c.settled_at >= since)
                            & (callback.c.settled_at < until))),
    )  # fmt: skip


def _rows(
    connection: Connection, table: Table, columns: Sequence[str], areas: Sequence[str], *wanted: Any
) -> Sequence[Row]:
    chosen = select(*(table.c[name] for name in columns)).where(table.c.area.in_(areas), *wanted)
    return connection.execute(chosen).mappings().all()
