"""The way of a period to paper: its documents and its workbook, one by one or all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from seatapp.reports.figure_tables import Table
from seatapp.reports.monthly import MonthReports
from seatapp.reports.period_files import KINDS, period_file
from seatapp.reports.several import Wanted
from seatapp.text import _
from ui.duty import PaperExports
from ui.exporting import Exporting
from ui.exporting_several import ExportingSeveral
from ui.worker import Background


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
        assert self._reports is not None
        return period_file(self._exports(), self._reports, self._more, kind)
