"""A month at the centre: made cases and duties written into its tables, and what it counts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from random import Random
from typing import Any

from seatapp.central.gateway import Gateway
from seatapp.central.reports import MonthCounts
from seatapp.domain.figures import load_figure_rules
from seatapp.domain.tables import load_workflow
from seatapp.reports.figure_tables import Naming
from seatapp.reports.monthly import MonthReport, month_report
from tests.fixtures.centre import Centre, Wire
from tests.helpers.made_month import MadeCase, made_cases, rows, seconds

MONTH = "2026-10"
SINCE, UNTIL = seconds(2026, 10), seconds(2026, 11)
SUPERVISOR = "u1015"
CITY = "9990"
RULES = load_figure_rules()

INSERT = 'INSERT INTO core."{}" SELECT * FROM jsonb_populate_recordset(NULL::core."{}", %s)'
HANDLING_ENDS = """
    UPDATE core."case" SET clock = NULL, due_at = NULL WHERE stage <> 'handling'
"""


def put(owner: Wire, cases: Sequence[MadeCase]) -> None:
    """Write cases as `append` does: while they are handled, then as they stand."""
    _insert(owner, "case", list(rows(list(cases))))
    owner.execute(HANDLING_ENDS)


def put_duties(owner: Wire, made: dict[str, list[dict[str, Any]]]) -> None:
    """Write orders, calls, callbacks and errors into their tables."""
    for table, rows_of_table in made.items():
        _insert(owner, table, rows_of_table)


def _insert(owner: Wire, table: str, made: Sequence[Mapping[str, Any]]) -> None:
    owner.execute(INSERT.format(table, table).encode(), (json.dumps(made),))


def one(**values: Any) -> MadeCase:
    """One case, filed and dispatched in the middle of the month."""
    (case,) = made_cases(1, SINCE, UNTIL, Random(str(values)))
    noon = SINCE + 12 * 86_400
    case.values = {
        "area": "999001", "case_kind": "grid", "source": "collector", "class_code": "C010101",
        "reported_at": noon, "filed_at": noon + 60, "dispatched_at": noon + 120, "unit": "401",
        "handle_due_at": noon + 4 * 3600, "late": [], "stage": "handling",
        "reported_by": "u1001", "filed_by": "u1002", "dispatched_by": "u1003", **values,
    }  # fmt: skip
    return case


def month(centre: Centre, person: str = SUPERVISOR, area: str = CITY) -> MonthCounts:
    """What the centre counts when this person asks."""
    with closing(Gateway(centre.login(person))) as gateway:
        return gateway.month_counts(MONTH, area)


def report(counts: MonthCounts) -> MonthReport:
    """The report of these counts, everything called by its code."""
    return month_report(RULES, Naming(load_workflow(), lambda _kind, code: code), counts, None)
