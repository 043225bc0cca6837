"""我的清单: what the person did in the days that are looked at, and what is still in their hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

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

from seatapp.reports.figure_tables import Table
from seatapp.reports.own_list import OwnLine, OwnList
from seatapp.text import _, listed
from ui.durations import short_moment
from ui.models.figures_model import FiguresModel
from ui.theme import ROW_PX
from ui.widgets.section import labelled

WIDTHS = (150, 130, 175, 130, 80, 150)
MOST_KINDS = 6
"""Kinds of steps that the line above the list counts; the sheet counts all."""


class OwnListDialog(QDialog):
    """Both lists under each other; Enter or a double click opens a case.

    Signals:
        case_wanted(str): a case is to be shown.
        export_wanted(): the lists are to be taken out.
    """

    case_wanted = Signal(str)
    export_wanted = Signal()

    def __init__(self, own: OwnList, days: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = own
        self.setWindowTitle(_("我的清单 · {days}").format(days=days))
        self.resize(960, 600)
        self.owed_table = self._table(
            _("欠着的和经手在办的"), [_("欠什么"), _("到期")], [*own.owed, *own.cases]
        )
        self.done_table = self._table(_("办过的"), [_("办了什么"), _("时间")], own.done)
        self.owed_words = labelled(_owed_words(own), "strong")
        self.done_words = labelled(_done_words(own), "strong")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        for words, table in (
            (self.owed_words, self.owed_table),
            (self.done_words, self.done_table),
        ):
            words.setWordWrap(True)
            layout.addWidget(words)
            layout.addWidget(table, 1)
        layout.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        told = labelled(_("按回车或双击打开案件。只算本机保存的记录，供本人核对。"), "secondary")
        foot.addWidget(told, 1)
        self.export = QPushButton(_("导出 Excel…"))
        self.export.clicked.connect(self.export_wanted)
        close = QPushButton(_("关闭"))
        close.clicked.connect(self.reject)
        for button in (self.export, close):
            button.setAutoDefault(False)
            foot.addWidget(button)
        return foot

    def _table(self, name: str, heads: Sequence[str], lines: Sequence[OwnLine]) -> QTableView:
        columns = [*heads, _("编号"), _("类别"), _("区域"), _("处置单位"), _("阶段")]
        rows = [
            [
                *(line.what, short_moment(line.at, self._own.now) if line.at else ""),
                *(line.number, line.title, line.area, line.unit, line.stage),
            ]
            for line in lines
        ]
        table = QTableView()
        table.setObjectName("cases")
        table.setModel(FiguresModel(Table("own", name, columns, rows, "", ""), table))
        table.setAccessibleName(name)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_PX)
        table.setShowGrid(False)
        head = table.horizontalHeader()
        for column, width in enumerate(WIDTHS):
            head.resizeSection(column, width)
        head.setSectionResizeMode(len(columns) - 1, QHeaderView.ResizeMode.Stretch)
        table.activated.connect(partial(self._open, lines))
        return table

    def _open(self, lines: Sequence[OwnLine], index: QModelIndex) -> None:
        line = lines[index.row()]
        if line.subject == "case":
            self.case_wanted.emit(line.id)
            self.accept()


def _owed_words(own: OwnList) -> str:
    words = _("欠着的 {n} 项，{late} 项已超时；经手在办的案件 {cases} 件，{late_cases} 件已超时")
    return words.format(
        n=len(own.owed),
        late=own.late(own.owed),
        cases=len(own.cases),
        late_cases=own.late(own.cases),
    )


def _done_words(own: OwnList) -> str:
    if not own.done:
        return _("这段时间没有办理记录。")
    most = listed([f"{what} {n}" for what, n in own.counts[:MOST_KINDS]])
    return _("办过的 {n} 步：{most}").format(n=len(own.done), most=most)
