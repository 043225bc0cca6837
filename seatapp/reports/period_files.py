"""The files of a period: its bulletin or weekly report, its other documents, and its workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from seatapp.reports.bulletin import period_paper
from seatapp.reports.bulletin_words import WORKBOOK, file_title
from seatapp.reports.chinese_time import period_words
from seatapp.reports.exports import Exported
from seatapp.reports.figure_tables import Table
from seatapp.reports.grid import Grid
from seatapp.reports.monthly import MonthReports
from seatapp.reports.paper import Paper
from seatapp.reports.report_workbook import workbook_grids
from seatapp.reports.several import Wanted
from seatapp.reports.watch import Watch

BULLETIN, TABLES = "", "tables"
KINDS = (BULLETIN, "assessment", "efficiency", TABLES)
"""The files of a period; the bulletin of a week is the weekly report."""


class FileMaker(Protocol):
    """Who writes the files; every method waits for a disk."""

    def save_paper(self, paper: Paper, path: Path, watch: Watch | None = None) -> Exported:
        """Write a document as .docx."""

    def save_grids(
        self, kind: str, grids: Sequence[Grid], path: Path, watch: Watch | None = None
    ) -> Exported:
        """Write tables as .xlsx or .csv."""


def period_file(
    exports: FileMaker, reports: MonthReports, more: Sequence[Table], kind: str
) -> Wanted:
    """One of the `KINDS` for the period of `reports`; `more` are tables besides those of it."""
    report = reports.month
    if kind == TABLES:
        title = file_title(f"{period_words(report.month)}{WORKBOOK}", report.edition)
        grids = workbook_grids(reports, more)
        return Wanted(title, ".xlsx", lambda *to: exports.save_grids("bulletin", grids, *to))
    usual = "weekly" if "W" in report.month else "monthly"
    paper = period_paper(reports, kind or usual, more)
    title = file_title(paper.title, report.edition)
    return Wanted(title, ".docx", lambda *to: exports.save_paper(paper, *to))
