"""The cases behind a number of a report; one of them can be opened."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from seatapp.reports.case_lines import CaseLines, register_of_lines
from seatapp.reports.figure_tables import Table
from seatapp.text import _
from ui.durations import short_moment
from ui.models.figures_model import FiguresModel
from ui.theme import ROW_PX
from ui.widgets.section import labelled
from ui.wording import now_seconds

ALONE = ("call", "finding")
"""What stands by itself and has no case to open."""


class CaseListDialog(QDialog):
    """Lists the cases; Enter or a double click opens one.

    Signals:
        case_wanted(str): a case is to be shown.
        export_wanted(object): the list is to be taken out, as a `Grid`.
    """

    case_wanted = Signal(str)
    export_wanted = Signal(object)

    def __init__(self, title: str, found: CaseLines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = found
        self.setWindowTitle(title)
        self.resize(820, 480)
        now = now_seconds()
        rows = [
            [
                line.number,
                line.title,
                line.area,
                line.unit,
                _(line.stage),
                short_moment(line.reported_at, now),
            ]
            for line in found.lines
        ]
        columns = [_("编号"), _("类别"), _("区域"), _("处置单位"), _("阶段"), _("登记时间")]
        self.model = FiguresModel(Table("cases", title, columns, rows, "", ""))
        self.table = QTableView()
        self.table.setObjectName("cases")
        self.table.setModel(self.model)
        self.table.setAccessibleName(title)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.table.setShowGrid(False)
        head = self.table.horizontalHeader()
        for column, width in enumerate((170, 130, 90, 170, 90)):
            head.resizeSection(column, width)
        head.setSectionResizeMode(len(columns) - 1, QHeaderView.ResizeMode.Stretch)
        self.table.activated.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(labelled(f"{title}　{self._count_words()}", "strong"))
        layout.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.addWidget(labelled(_("按回车或双击打开案件。"), "secondary"), 1)
        self.export = QPushButton(_("导出 Excel…"))
        self.export.setEnabled(bool(found.lines))
        self.export.clicked.connect(self._export)
        foot.addWidget(self.export)
        close = QPushButton(_("关闭"))
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        layout.addLayout(foot)

    def _export(self) -> None:
        self.export_wanted.emit(register_of_lines(self.windowTitle(), self._found))

    def _count_words(self) -> str:
        total, shown = self._found.total, len(self._found.lines)
        if shown < total:
            return _("共 {total} 件，列出前 {shown} 件").format(total=total, shown=shown)
        return _("共 {total} 件").format(total=total)

    def _open(self, index: QModelIndex) -> None:
        line = self._found.lines[index.row()]
        if line.subject in ALONE:
            return
        self.case_wanted.emit(line.id)
        self.accept()
