"""What each unit has in its hands of a queue: how much, how much of it soon late, late, urged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from seatapp.domain.entries import canonical
from seatapp.domain.lights import Thresholds
from seatapp.local.naming import Names

BY_UNIT = frozenset(
    {
        *("to_receipt", "handling", "deferred", "soon_late", "escalated"),
        *("due_this_shift", "due_next_shift", "all_open"),
    }
)
"""Queues of cases most of which are in the hands of a unit."""


@dataclass(frozen=True)
class UnitLoad:
    """The cases of one unit in a queue; `soon` are those soon due by their clock, not yet late.

    `silent` are the late ones that nobody has urged yet.
    """

    unit: str
    name: str
    total: int
    soon: int
    late: int
    silent: int


def unit_loads(
    connection: Connection,
    listed: str,
    parameters: Mapping[str, Any],
    names: Names,
    soon: Thresholds,
) -> list[UnitLoad]:
    """The units of a queue of cases (`listed` is its statement), the worst first."""
    counted = (
        "SELECT c.unit, count(*) AS total,"
        " count(CASE WHEN asked.due_at >= :now"
        " AND asked.due_at < :now + coalesce(:by_clock ->> c.clock, :otherwise)"
        " THEN 1 END) AS soon,"
        " count(CASE WHEN asked.due_at < :now THEN 1 END) AS late,"
        " count(CASE WHEN asked.due_at < :now AND c.urges IS NULL THEN 1 END) AS silent"
        # In the order of the file, each page of a large one is read once and not once a row.
        f" FROM (SELECT key, due_at FROM ({listed}) ORDER BY key) AS asked"
        " JOIN case_row AS c ON c.key = asked.key"
        " WHERE c.unit IS NOT NULL"
        " GROUP BY c.unit ORDER BY late DESC, soon DESC, total DESC, c.unit"
    )
    limits = {"by_clock": canonical(dict(soon.by_clock)), "otherwise": soon.otherwise}
    rows = connection.execute(text(counted), {**parameters, **limits})
    return [
        UnitLoad(unit, names.words("unit", unit), total, soon, late, silent)
        for unit, total, soon, late, silent in rows
    ]
