"""The lines of a list that stands behind a number, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seatapp.central.reports import CountedCase, CountedCases
from seatapp.reports.figure_tables import Naming
from seatapp.reports.grid import MOMENT, TEXT, WHOLE, Cell, Column, Grid


@dataclass(frozen=True)
class CaseLine:
    """A case behind a number, in words."""

    subject: str
    id: str
    number: str
    title: str
    area: str
    unit: str
    stage: str
    reported_at: int


@dataclass(frozen=True)
class CaseLines:
    """The cases behind a number: how many there are now, and the first of them."""

    total: int
    lines: Sequence[CaseLine]


def case_lines(naming: Naming, found: CountedCases) -> CaseLines:
    """The cases behind a number, in words."""
    lines = [
        CaseLine(
            subject=case.subject,
            id=case.id,
            number=case.number or "",
            title=_title(naming, case),
            area=naming.called("area", case.area),
            unit=naming.called("unit", case.unit or ""),
            stage=naming.workflow.stage(case.subject, case.stage).label,
            reported_at=case.reported_at,
        )
        for case in found.cases
    ]
    return CaseLines(found.total, lines)


def register_of_lines(title: str, found: CaseLines) -> Grid:
    """The list as a register, to be taken out."""
    columns = [
        *(Column("序号", WHOLE, 6), Column("编号", TEXT, 22), Column("类别或事项", TEXT, 24)),
        *(Column("区域", TEXT, 10), Column("处置单位", TEXT, 24), Column("阶段", TEXT, 11)),
        Column("时间", MOMENT, 16),
    ]
    rows: list[list[Cell]] = [
        [
            *(place, line.number, line.title, line.area, line.unit, line.stage),
            line.reported_at or None,
        ]
        for place, line in enumerate(found.lines, 1)
    ]
    cut = f"，列前 {len(rows)} 件" if len(rows) < found.total else ""
    return Grid(title, columns, rows, f"共 {found.total} 件{cut}")


def _title(naming: Naming, case: CountedCase) -> str:
    if case.class_code:
        return naming.called("class", case.class_code)
    return naming.called("matter", case.matter_code) if case.matter_code else case.words or ""
