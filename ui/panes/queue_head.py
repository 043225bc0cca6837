"""The line over a queue: its name, how much waits, the filter, and the ways to narrow and take out.

Where there is little room the filter gives way first: how much is late says more.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from seatapp.text import _
from ui.widgets.elided import ElidedLabel
from ui.widgets.icons import icon
from ui.widgets.section import labelled

_FILTER_PX = (72, 190)
_BETWEEN_PX = 64
"""Margins and gaps of the line."""

_FIGURES_PX = 130
"""So much of the figures stays to be read in the narrowest queue."""


_ICONS_BELOW_PX = 500
"""In a queue narrower than this, buttons that have an icon do without their words."""


class QueueHead(QWidget):
    """Name, figures, filter and buttons of a queue.

    Signals:
        export_wanted(str): the queue is wanted as a file of this suffix (`.xlsx`, `.csv`).
        copy_wanted(), copy_all_wanted(): the marked rows, or all, are wanted on the clipboard.
    """

    export_wanted = Signal(str)
    copy_wanted = Signal()
    copy_all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = labelled("", "title")
        self._figures = ElidedLabel()
        self._figures.setProperty("role", "secondary")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("在本队列中找"))
        self.filter.setAccessibleName(_("在本队列中找"))
        self.filter.setToolTip(_("编号、地址、描述、类别或单位中的字，几个词用空格隔开（/）"))
        self.filter.setProperty("role", "quiet")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(_FILTER_PX[0])
        self.filter.setMaximumWidth(_FILTER_PX[1])
        self.begin = QPushButton()
        self.begin.hide()
        self.by_unit = _quiet(
            _("按单位"), _("各单位手里有多少、多少将超时、多少已超时；点一个单位只看它的")
        )
        self.by_unit.setCheckable(True)
        self.narrow = _quiet(_("筛选"), _("按类别、区域、单位、来源等筛选（Ctrl+F）"))
        self.views = _quiet(_("视图"), _("保存的视图、显示的列、行高"))
        self._worded = {one: one.text() for one in (self.narrow, self.views)}
        for button, words in self._worded.items():
            button.setAccessibleName(words)
        self._lens = QAction(self)
        self.filter.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self._take_out = QPushButton()
        self._take_out.setProperty("tone", "link")
        self._take_out.setAccessibleName(_("导出本队列"))
        self._take_out.setToolTip(_("导出或复制本队列"))
        self._take_out.setMenu(self._ways_out())
        self.parts = (
            self.filter,
            self.begin,
            self.by_unit,
            self.narrow,
            self.views,
            self._take_out,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 8, 8)
        row.setSpacing(4)
        row.addWidget(self._title)
        row.addSpacing(6)
        row.addWidget(self._figures, 1)
        row.addWidget(self.filter, 2)
        for button in self.parts[1:]:
            row.addWidget(button)

    def name(self, words: str) -> None:
        """Show the name of the queue."""
        self._title.setText(words)

    def say(self, figures: str) -> None:
        """Show how much waits, or how much was found."""
        self._figures.setText(figures)
        self._keep_figures()

    def write_words(self, words: str) -> None:
        """Show what the rows are narrowed by, without narrowing them again."""
        if self.filter.text().strip() != words:
            self.filter.blockSignals(True)
            self.filter.setText(words)
            self.filter.blockSignals(False)

    def colour(self, colour: str) -> None:
        """Draw the icons in another colour."""
        self._take_out.setIcon(icon("export", colour, 16))
        self._lens.setIcon(icon("search", colour, 14))
        self.narrow.setIcon(icon("filter", colour, 14))
        self.views.setIcon(icon("list", colour, 14))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the figures as far as the name and the buttons leave room."""
        super().resizeEvent(event)
        for button, words in self._worded.items():
            button.setText("" if self.width() < _ICONS_BELOW_PX else words)
        self._keep_figures()

    def _keep_figures(self) -> None:
        wanted = self._figures.fontMetrics().horizontalAdvance(self._figures.text()) + 2
        shown = [part for part in self.parts[1:] if not part.isHidden()]
        taken = self._title.sizeHint().width() + self.filter.minimumWidth()
        taken += sum(part.sizeHint().width() for part in shown) + _BETWEEN_PX
        room = max(0, self.width() - taken)
        self._figures.setMinimumWidth(min(wanted, _FIGURES_PX, room))

    def _ways_out(self) -> QMenu:
        menu = QMenu(self)
        for words, suffix in ((_("导出 Excel 台账…"), ".xlsx"), (_("导出 CSV 台账…"), ".csv")):
            menu.addAction(words).triggered.connect(partial(self._export, suffix))
        menu.addSeparator()
        menu.addAction(_("复制选中行") + "\tCtrl+C").triggered.connect(self._copy)
        menu.addAction(_("复制全部行")).triggered.connect(self._copy_all)
        return menu

    def _export(self, suffix: str, _checked: bool = False) -> None:
        self.export_wanted.emit(suffix)

    def _copy(self) -> None:
        self.copy_wanted.emit()

    def _copy_all(self) -> None:
        self.copy_all_wanted.emit()


def _quiet(words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    button.setProperty("tone", "quiet")
    button.setProperty("room", "little")
    return button
