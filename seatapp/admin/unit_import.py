"""Units out of a foreign table: one unit a code, whatever spellings its name has.

The commonest spelling becomes the name, the others stay as aliases, so that a search finds them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from seatapp.admin.import_map import UnitMap
from seatapp.admin.references import Reference
from seatapp.admin.tabular import RowFault, TableRow, need_columns
from seatapp.text import _


def gather_units(
    rows: Iterable[TableRow], unit_map: UnitMap, area: str
) -> tuple[list[Reference], list[RowFault]]:
    """The units that the rows name, in order of code, and the rows that name half a unit.

    `area` is the six-digit code of the place that all of them serve. Raises `InputFileError`
    when the table lacks a column.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    faults: list[RowFault] = []
    for row in rows:
        need_columns(row, {unit_map.code, unit_map.name})
        code, name = row.cells[unit_map.code], row.cells[unit_map.name]
        told = code not in unit_map.empty, name not in unit_map.empty
        if all(told):
            spellings[code][name] += 1
        elif any(told):
            column = unit_map.name if told[0] else unit_map.code
            faults.append(RowFault(row.line, column, _("单位只有编号或只有名称，未导入。")))
    return [_unit(code, names, area) for code, names in sorted(spellings.items())], faults


def _unit(code: str, names: Counter[str], area: str) -> Reference:
    ordered = [name for name, _count in names.most_common()]
    row = {"name": ordered[0], "kind": "department", "area": area, "aliases": ordered[1:]}
    return Reference("unit", code, {key: value for key, value in row.items() if value})
