"""The way of a period to paper: its documents and its workbook, one by one or all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from seatapp.reports.bulletin import period_paper
from seatapp.reports.bulletin_words import WORKBOOK, file_title
from seatapp.reports.chinese_time import period_words
from seatapp.reports.exports import Exported
from seatapp.reports.figure_tables import Table
from seatapp.reports.monthly import MonthReports
from seatapp.reports.report_workbook import workbook_grids
from seatapp.reports.several import Wanted
from seatapp.reports.watch import Watch
from seatapp.text import _
from ui.duty import PaperExports
from ui.exporting import Exporting
from ui.exporting_several import ExportingSeveral
from ui.worker import Background

BULLETIN, TABLES = "", "tables"
KINDS = (BULLETIN, "assessment", "efficiency", TABLES)
"""The files of a period; the bulletin of a week is the weekly report."""


class PeriodPapers(QWidget):
    """Buttons for the files of the period that is shown.

    Signals:
        told(str): files stand on the disk.
        failed(str): why one could not be made.
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(self, exports: Callable[[], PaperExports], background: Background) -> None:
        super().__init__()
        self._exports = exports
        self._reports: MonthReports | None = None
        self._more: Sequence[Table] = ()
        self.exporting = Exporting(background, self)
        self.several = ExportingSeveral(background, self)
        self.kinds = QComboBox()
        self.one = QPushButton(_("导出…"))
        self.all = QPushButton(_("全部导出…"))
        self._build()
        for exporting in (self.exporting, self.several):
            exporting.done.connect(self.told)
            exporting.failed.connect(self.failed)
        self.one.clicked.connect(self._save_one)
        self.all.clicked.connect(self._save_all)

    def show_period(self, reports: MonthReports, more: Sequence[Table]) -> None:
        """Offer the files of a period; `more` are tables besides those of the report."""
        self._reports, self._more = reports, more
        self.offer(True)

    def offer(self, ready: bool) -> None:
        """Whether files can be made now."""
        for button in (self.one, self.all):
            button.setEnabled(ready)

    def _build(self) -> None:
        self.kinds.setAccessibleName(_("文件"))
        names = (_("简报"), _("考核结果"), _("效能分析"), _("统计表（Excel）"))
        for kind, words in zip(KINDS, names, strict=True):
            self.kinds.addItem(words, kind)
        self.all.setToolTip(_("把本期的简报、考核结果、效能分析和统计表一次存到一个文件夹"))
        self.all.setProperty("tone", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for part in (self.kinds, self.one, self.all):
            row.addWidget(part)
        self.offer(False)

    def _save_one(self) -> None:
        wanted = self._wanted(str(self.kinds.currentData()))
        self.exporting.ask(wanted.title, wanted.suffix, wanted.make)

    def _save_all(self) -> None:
        self.several.ask([self._wanted(kind) for kind in KINDS])

    def _wanted(self, kind: str) -> Wanted:
        return self._workbook() if kind == TABLES else self._document(kind)

    def _document(self, kind: str) -> Wanted:
        assert self._reports is not None
        usual = "weekly" if "W" in self._reports.month.month else "monthly"
        paper = period_paper(self._reports, usual if kind == BULLETIN else kind, self._more)

        def make(path: Path, watch: Watch) -> Exported:
            return self._exports().save_paper(paper, path, watch)

        return Wanted(file_title(paper.title, self._reports.month.edition), ".docx", make)

    def _workbook(self) -> Wanted:
        assert self._reports is not None
        grids = workbook_grids(self._reports, self._more)

        def make(path: Path, watch: Watch) -> Exported:
            return self._exports().save_grids("bulletin", grids, path, watch)

        report = self._reports.month
        title = f"{period_words(report.month)}{WORKBOOK}"
        return Wanted(file_title(title, report.edition), ".xlsx", make)
