"""本机统计: how work stands on this workstation, also without the network.

Six charts of what this workstation holds, marked as 本机范围; every bar and point opens its list.
Figures of months are on the page of the centre's statistics.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.errors import WorldError
from seatapp.reports.exports import Exported
from seatapp.reports.figure_tables import Link
from seatapp.reports.grid import Grid
from seatapp.reports.local_figures import LocalFigures
from seatapp.reports.own_list import OwnList
from seatapp.reports.report_workbook import table_grid
from seatapp.reports.watch import Watch
from seatapp.text import _
from ui.dialogs.case_list_dialog import CaseListDialog
from ui.dialogs.own_list_dialog import OwnListDialog
from ui.durations import moment
from ui.exporting import Exporting
from ui.frame_duty import FrameDuty
from ui.widgets.chart_card import ChartCard
from ui.widgets.pill import Pill
from ui.widgets.section import Panel, labelled
from ui.worker import Background

CHARTS, COLUMNS = 6, 3
GAP = 12


class HerePane(Panel):
    """The screen of this workstation's own statistics.

    Signals:
        told(str), failed(str): a sentence for a toast.
        case_wanted(str): a case is to be shown.
    """

    told = Signal(str)
    failed = Signal(str)
    case_wanted = Signal(str)

    def __init__(
        self,
        duty: FrameDuty,
        background: Background,
        clock: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._duty, self._background, self._clock = duty, background, clock
        self.figures: LocalFigures | None = None
        self.exporting = Exporting(background, self)
        self.days = QComboBox()
        self.state = labelled("", "secondary")
        self.own = QPushButton(_("我的清单…"))
        self.own.setToolTip(_("这段时间我办了什么，还欠着什么；可以导出打印。"))
        self.again = QPushButton(_("刷新"))
        self.excel = QPushButton(_("导出 Excel…"))
        self.cards = [
            ChartCard(lambda: duty.exports, background, self.exporting) for _place in range(CHARTS)
        ]
        self._build()
        self._connect()

    def read(self) -> None:
        """Look at the replica again."""
        days = int(self.days.currentData())
        self._background.look(partial(self._duty.figures_here, days), self._show, self._cannot)

    def _build(self) -> None:
        self.setAccessibleName(_("本机统计"))
        self.days.setAccessibleName(_("统计时段"))
        for words, days in ((_("今天"), 1), (_("近 7 天"), 7), (_("近 30 天"), 30)):
            self.days.addItem(words, days)
        self.excel.setEnabled(False)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(labelled(_("本机统计"), "title"))
        head.addWidget(Pill(_("本机范围")))
        head.addWidget(self.days)
        head.addWidget(self.state, 1)
        head.addWidget(self.own)
        head.addWidget(self.again)
        head.addWidget(self.excel)
        grid = QGridLayout()
        grid.setSpacing(GAP)
        for place, card in enumerate(self.cards):
            grid.addWidget(card, place // COLUMNS, place % COLUMNS)
            # Of equal size: what one chart would like to have must not squeeze the row below it.
            grid.setRowStretch(place // COLUMNS, 1)
            grid.setColumnStretch(place % COLUMNS, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(10)
        whole.addLayout(head)
        whole.addLayout(grid, 1)
        hint = labelled(
            _(
                "只算本机保存的在办案件和近 30 天办结的案件，供本班参考；考核以中心的统计月报为准。"
                "单位列案件最多的 10 个，其余合为“其他”；类别只列最多的 10 类。"
            ),
            "secondary",
        )
        hint.setWordWrap(True)
        whole.addWidget(hint)

    def _connect(self) -> None:
        self.days.activated.connect(self.read)
        self.own.clicked.connect(self._read_own)
        self.again.clicked.connect(self.read)
        self.excel.clicked.connect(self._save)
        self.exporting.done.connect(self.told)
        self.exporting.failed.connect(self.failed)
        for card in self.cards:
            card.list_wanted.connect(self._open)
            card.told.connect(self.told)
            card.failed.connect(self.failed)

    def _show(self, figures: LocalFigures) -> None:
        self.figures = figures
        for card, chart in zip(self.cards, figures.charts, strict=True):
            card.show_charts([chart])
        now = self._clock()
        self.state.setText(_("{at} 的数据").format(at=moment(now, now)))
        self.excel.setEnabled(True)

    def _read_own(self) -> None:
        days = int(self.days.currentData())
        self._background.look(partial(self._duty.own_list, days), self._show_own, self._cannot)

    def _show_own(self, own: OwnList) -> None:
        dialog = OwnListDialog(own, self.days.currentText(), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.case_wanted.connect(self.case_wanted)
        dialog.export_wanted.connect(partial(self._save_own, own, self.days.currentText()))
        dialog.open()

    def _save_own(self, own: OwnList, days: str) -> None:
        grids = own.grids(self._duty.person.name, days)

        def make(path: Path, watch: Watch) -> Exported:
            return self._duty.exports.save_grids("own_list", grids, path, watch)

        self.exporting.ask(_("我的清单"), ".xlsx", make)

    def _cannot(self, fault: WorldError) -> None:
        self.failed.emit(fault.sentence)

    def _open(self, title: str, link: Link) -> None:
        if self.figures is None:
            return
        dialog = CaseListDialog(title, self.figures.lines(link), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.case_wanted.connect(self.case_wanted)
        dialog.export_wanted.connect(self._take_out)
        dialog.open()

    def _take_out(self, grid: Grid) -> None:
        self.exporting.ask_for_list(self._duty.exports, grid)

    def _save(self) -> None:
        figures = self.figures
        assert figures is not None
        grids = [table_grid(table, figures.about) for table in figures.tables()]

        def make(path: Path, watch: Watch) -> Exported:
            return self._duty.exports.save_grids("figures_here", grids, path, watch)

        self.exporting.ask(_("本机统计"), ".xlsx", make)
