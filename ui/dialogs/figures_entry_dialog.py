"""Entering figures of periods that were not worked in the program, from a table.

The file is read first and shown: how much is in it, and what is wrong, line by line. Nothing is
written before somebody says so, and with a fault nothing at all.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from seatapp.errors import WorldError
from seatapp.reports.entered import EnteredRows
from seatapp.reports.figure_tables import Table
from seatapp.text import _
from ui.frame_duty import MonthFigures
from ui.models.figures_model import FiguresModel
from ui.theme import ROW_PX
from ui.widgets.section import labelled
from ui.worker import Background

MOST_FAULTS = 200


class FiguresEntryDialog(QDialog):
    """Reads a table, shows what it holds, and enters it.

    Signals:
        entered(str): it stands at the centre, in a sentence.
    """

    entered = Signal(str)

    def __init__(
        self, months: MonthFigures, background: Background, about: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._months, self._background = months, background
        self._read: EnteredRows | None = None
        self.dialog: QFileDialog | None = None
        self.setWindowTitle(_("录入统计数"))
        self.resize(760, 520)
        self.choose = QPushButton(_("选择文件…"))
        self.found = labelled("", "strong")
        self.faults = QTableView()
        self._model = FiguresModel(parent=self)
        self.about = QPlainTextEdit(about)
        self.write = QPushButton(_("写入"))
        self._build()

    def _build(self) -> None:
        self.found.setWordWrap(True)
        self.about.setReadOnly(True)
        self.about.setAccessibleName(_("可以录入的表和指标"))
        self.faults.setModel(self._model)
        self.faults.setAccessibleName(_("不合要求的行"))
        self.faults.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.faults.verticalHeader().hide()
        self.faults.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.faults.hide()
        self.write.setProperty("tone", "primary")
        self.write.setEnabled(False)
        words = _(
            "没有在本程序办理的月份，可以把统计数用表格（.csv 或 .xlsx）录入，用于比较和排名；"
            "录入的数会注明，不会改动程序自己统计的数。"
        )
        told = labelled(words, "secondary")
        told.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.found, 1)
        close = QPushButton(_("关闭"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.write)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(10)
        whole.addWidget(told)
        whole.addLayout(row)
        whole.addWidget(self.faults, 1)
        whole.addWidget(self.about, 1)
        whole.addLayout(foot)
        self.choose.clicked.connect(self._choose)
        self.write.clicked.connect(self._enter)

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("选择文件"), "", "*.csv *.xlsx")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._look)
        self.dialog = dialog
        dialog.open()

    def _look(self, chosen: str) -> None:
        self.write.setEnabled(False)
        self._background.run(partial(self._months.read_table, Path(chosen)), self._show, self._tell)

    def _show(self, read: EnteredRows) -> None:
        self._read = read
        rows = [[str(f.line), f.column, f.sentence] for f in read.faults[:MOST_FAULTS]]
        columns = [_("行"), _("列"), _("问题")]
        self._model.show_table(Table("faults", "", columns, rows, "", ""))
        self.faults.horizontalHeader().setStretchLastSection(True)
        self.faults.setVisible(bool(rows))
        self.about.setVisible(not rows)
        self.write.setEnabled(bool(read.rows) and not read.faults)
        periods = len({row["month"] for row in read.rows})
        if read.faults:
            words = _("有 {count} 处不合要求，改好以后再选一次；没有写入。")
            self.found.setText(words.format(count=len(read.faults)))
        else:
            words = _("共 {rows} 条，{periods} 个时段。确认无误后写入。")
            self.found.setText(words.format(rows=len(read.rows), periods=periods))

    def _enter(self) -> None:
        assert self._read is not None
        self.write.setEnabled(False)
        enter = partial(self._months.enter, self._read.rows)
        self._background.run(enter, self._done, self._not_entered, self._stand_again)

    def _done(self, changed: int) -> None:
        self.entered.emit(_("已录入，{changed} 条有变化。").format(changed=changed))
        self.accept()

    def _stand_again(self) -> None:
        self.write.setEnabled(True)

    def _not_entered(self, fault: WorldError) -> None:
        self._stand_again()
        self._tell(fault)

    def _tell(self, fault: WorldError) -> None:
        self.found.setText(fault.sentence)
