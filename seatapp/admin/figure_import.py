"""Counts and measures of periods that were not worked in the program, from a table.

Columns: month, table, unit_or_class, indicator, value. `table` is one of `ENTERED_TABLES` (the key
is the code of an area, unit, class …, empty for `all`) with a count of db/reports/counts.csv, or
`contract` with a measure of its scheme, or `index` with a coefficient.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.tabular import RowFault, read_table
from seatapp.domain.counted import ENTERED_TABLES, MEASURE_TABLES
from seatapp.domain.figures import DERIVED, FigureRules
from seatapp.domain.periods import is_period
from seatapp.text import _, listed

KEYS_OF = {"hotline_unit": "unit", "call_nature": "nature"}
"""Tables whose keys are codes of another list."""

CHOICES_OF = frozenset({"source", "case_kind", "nature"})
"""Tables whose keys are choices."""

INDICATOR = r"[a-z0-9_]{1,40}"

Known = Callable[[str, str], bool]
"""Whether a list (of references or choices) has a code."""


@dataclass
class FigureRows:
    """What was read: rows for the centre, and what is wrong."""

    rows: list[dict[str, str]] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def read_figures(path: Path, rules: FigureRules, known: Known) -> FigureRows:
    """The rows of a table; raises `InputFileError` when it cannot be read as a whole."""
    read = FigureRows()
    seen: dict[tuple[str, ...], int] = {}
    for line in read_table(path):
        try:
            row = _row(Cells(line.cells), rules, known)
        except CellFault as fault:
            read.faults.append(RowFault(line.line, fault.column, fault.sentence))
            continue
        place = (row["month"], row["table"], row["key"], row["indicator"])
        if place in seen:
            sentence = _("与第 {line} 行重复。").format(line=seen[place])
            read.faults.append(RowFault(line.line, "indicator", sentence))
            continue
        seen[place] = line.line
        read.rows.append(row)
    return read


def _row(cells: Cells, rules: FigureRules, known: Known) -> dict[str, str]:
    month = cells.text("month", 10)
    if not is_period(month):
        raise CellFault("month", _("应为月份、周、季度或年，如 2026-10、2026-W43、2026-Q4、2026。"))
    tables = (*ENTERED_TABLES, *MEASURE_TABLES)
    table = cells.choice("table", {name: name for name in tables})
    key = cells.optional("unit_or_class", 60)
    if (table == "all") != (key == ""):
        raise CellFault("unit_or_class", _("除 all 以外，都要写明代码。"))
    if key and table != "index" and not known(KEYS_OF.get(table, table), key):
        raise CellFault("unit_or_class", _("没有“{code}”这个代码。").format(code=key))
    indicator = cells.matching("indicator", INDICATOR, _("应为小写英文代码。"))
    counts = [name for name in rules.counts if name not in DERIVED]
    if table in ENTERED_TABLES and indicator not in counts:
        raise CellFault("indicator", _("只能是：{allowed}。").format(allowed=listed(counts)))
    pattern = r"[0-9]{1,9}" if table in ENTERED_TABLES else r"-?[0-9]{1,9}(\.[0-9]{1,4})?"
    value = cells.matching("value", pattern, _("应为数字；件数只能是整数。"))
    return {"month": month, "table": table, "key": key, "indicator": indicator, "value": value}
