"""Reference rows on their way from a file to the centre, and what is wrong with those that stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.tabular import read_table
from seatapp.text import _

Row = dict[str, Any]
URGENCIES = ("normal", "urgent", "critical")


@dataclass(frozen=True)
class Reference:
    """One row that rules look up by kind and code; `row` None takes it away."""

    kind: str
    code: str
    row: Mapping[str, Any] | None


@dataclass(frozen=True)
class ReferenceFault:
    """What is wrong in a file, and where. `column` is a name of the table or of the setting."""

    file: str
    line: int
    column: str
    sentence: str


@dataclass
class Gathered:
    """What was read: rows that can be sent, and the faults that stand in the way."""

    rows: list[Reference] = field(default_factory=list)
    faults: list[ReferenceFault] = field(default_factory=list)

    def add(self, other: Gathered) -> None:
        """Take over what was read from another file."""
        self.rows += other.rows
        self.faults += other.faults


def read_rows(kind: str, path: Path, build: Callable[[Cells], tuple[str, Row]]) -> Gathered:
    """The rows of a table."""
    lines = read_table(path)
    return gathered_from(
        kind, path, ((line.line, partial(build, Cells(line.cells))) for line in lines)
    )


def gathered_from(
    kind: str, path: Path, builders: Iterable[tuple[int, Callable[[], tuple[str, Row]]]]
) -> Gathered:
    """What the builders make, each with the line it reads, or the place in a list, from 1.

    A code that comes twice is a fault of its second row; empty values are left out.
    """
    gathered, seen = Gathered(), set[str]()
    for line, build in builders:
        try:
            code, row = build()
            if code in seen:
                raise CellFault("code", _("代码 {code} 出现了两次。").format(code=code))
            seen.add(code)
            gathered.rows.append(Reference(kind, code, _without_empty(row)))
        except CellFault as fault:
            gathered.faults.append(located(path, line, fault))
    return gathered


def located(path: Path, line: int, fault: CellFault) -> ReferenceFault:
    """The fault of a cell with its place."""
    return ReferenceFault(path.name, line, fault.column, fault.sentence)


def _without_empty(row: Row) -> Row:
    return {name: value for name, value in row.items() if value not in ("", [])}
