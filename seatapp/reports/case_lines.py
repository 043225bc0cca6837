"""The lines of a list that stands behind a number, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seatapp.central.reports import CountedCase, CountedCases
from seatapp.reports.figure_tables import Naming


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


def _title(naming: Naming, case: CountedCase) -> str:
    if case.class_code:
        return naming.called("class", case.class_code)
    return naming.called("matter", case.matter_code) if case.matter_code else case.words or ""
