"""The menu of a queue's views: saved ways to narrow and sort it, its columns, its row height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.local.queue_asked import Asked
from seatapp.text import _
from ui.panes.queue_columns import QueueColumns
from ui.queue_look import SavedView
from ui.widgets.section import labelled

NAME_LENGTH = 20


class ViewsMenu(QMenu):
    """Filled anew each time it opens.

    Signals:
        chosen(object): an `Asked` is to be shown.
        save_wanted(): what is shown now is to be kept under a name.
        forgotten(str): that view is to go.
        density_wanted(bool): rows are to be low, or as high as usual.
    """

    chosen = Signal(object)
    save_wanted = Signal()
    forgotten = Signal(str)
    density_wanted = Signal(bool)

    def __init__(self, columns: QueueColumns, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns

    def offer(self, views: Sequence[SavedView], asked: Asked, compact: bool) -> None:
        """Offer these views; the one that is shown now carries a mark."""
        self.clear()
        for view in views:
            action = self.addAction(view.name)
            action.setCheckable(True)
            action.setChecked(view.asked == asked)
            action.triggered.connect(partial(self._choose, view.asked))
        if views:
            self.addSeparator()
        save = self.addAction(_("保存当前筛选和排序…"))
        save.setEnabled(asked.narrowed or bool(asked.sort))
        save.triggered.connect(self.save_wanted)
        if views:
            gone = self.addMenu(_("删除视图"))
            for view in views:
                gone.addAction(view.name).triggered.connect(partial(self._forget, view.name))
        plain = self.addAction(_("恢复默认排序"))
        plain.setEnabled(bool(asked.sort))
        plain.triggered.connect(partial(self._choose_order_of_queue, asked))
        self.addSeparator()
        self._columns.fill(self.addMenu(_("显示的列")))
        low = self.addAction(_("紧凑行高"))
        low.setCheckable(True)
        low.setChecked(compact)
        low.toggled.connect(self.density_wanted)

    def _choose(self, asked: Asked, _checked: bool = False) -> None:
        self.chosen.emit(asked)

    def _choose_order_of_queue(self, asked: Asked, _checked: bool = False) -> None:
        self.chosen.emit(replace(asked, sort="", descending=False))

    def _forget(self, name: str, _checked: bool = False) -> None:
        self.forgotten.emit(name)


class NameDialog(QDialog):
    """Asks for the name of a view."""

    def __init__(self, taken: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("保存视图"))
        self.setMinimumWidth(360)
        self._taken = taken
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_LENGTH)
        self.name.setAccessibleName(_("视图名称"))
        self.name.setPlaceholderText(_("例如：东区紧急件"))
        self.note = labelled("", "secondary")
        self.save = QPushButton(_("保存"))
        self.save.setProperty("tone", "primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self.accept)
        leave = QPushButton(_("取消"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(leave)
        foot.addWidget(self.save)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 18)
        whole.setSpacing(12)
        whole.addWidget(labelled(_("给当前的筛选和排序起个名字"), "strong"))
        whole.addWidget(self.name)
        whole.addLayout(foot)
        self.name.textChanged.connect(self._look)
        self._look("")

    def _look(self, text: str) -> None:
        self.save.setEnabled(bool(text.strip()))
        self.note.setText(_("同名视图会被替换") if text.strip() in self._taken else "")
