"""The tables of a report: a list of them, and of one its numbers, its charts, what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from seatapp.reports.figure_tables import Table
from seatapp.text import _, in_turn
from ui.models.figures_model import FiguresModel
from ui.theme import ROW_PX
from ui.widgets.chart_card import ChartCard
from ui.widgets.named_rows import NamedRows
from ui.widgets.section import labelled
from ui.wording import figure_words, note_words

GAP = 12
NAMES_PX, NAME_ROW_PX = 156, 27
WIDEST, LOOKED_AT = 340, 64
CELL_SIDES = 26


class FigurePages(QWidget):
    """A list of tables beside one of them and its charts.

    Signals:
        list_wanted(str, object): the list behind a number or a bar, with its title and its `Link`.
    """

    list_wanted = Signal(str, object)

    def __init__(self, card: ChartCard) -> None:
        super().__init__()
        self._tables: Sequence[Table] = ()
        self.names = QListWidget()
        self.model = FiguresModel(parent=self)
        self.table = NamedRows()
        self.card = card
        self.basis = labelled("", "secondary")
        self.names.setAccessibleName(_("各张表"))
        self.names.setFixedWidth(NAMES_PX)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._set_up_table()
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setHandleWidth(GAP)
        halves.addWidget(self.table)
        halves.addWidget(self.card)
        halves.setStretchFactor(0, 5)
        halves.setStretchFactor(1, 3)
        halves.setChildrenCollapsible(False)
        halves.setSizes([620, 400])
        self.basis.setWordWrap(True)
        shown = QVBoxLayout()
        shown.setSpacing(8)
        shown.addWidget(halves, 1)
        shown.addWidget(self.basis)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(self.names)
        whole.addLayout(shown, 1)
        self.names.currentRowChanged.connect(self._turn)
        self.table.activated.connect(self._open_cell)
        self.table.clicked.connect(self._open_cell)
        self.card.list_wanted.connect(self.list_wanted)

    def show_tables(self, tables: Sequence[Table]) -> None:
        """Show these tables; the one that was shown stays."""
        self._tables = tables
        kept = max(0, self.names.currentRow())
        self.names.blockSignals(True)
        self.names.clear()
        for table in tables:
            self.names.addItem(figure_words(table.title))
            item = self.names.item(self.names.count() - 1)
            item.setToolTip(table.title)
            item.setSizeHint(QSize(0, NAME_ROW_PX))
        self.names.setCurrentRow(min(kept, self.names.count() - 1))
        self.names.blockSignals(False)
        self._turn(self.names.currentRow())

    def _set_up_table(self) -> None:
        table = self.table
        table.setObjectName("figures")
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_PX - 4)

    def _turn(self, place: int) -> None:
        if not 0 <= place < len(self._tables):
            return
        table = self._tables[place]
        self.model.show_table(table)
        self.table.keep_names()
        self.table.setAccessibleName(table.title)
        self._fit(table)
        hint = _("带下划线的数字和图中的条可以点开案件清单；各项含义和规则见“统计口径”。")
        note = note_words(table)
        self.basis.setText(in_turn(note, hint).strip() if table.links else note or table.base)
        drawn = [chart for chart in table.charts if chart.names]
        self.card.setVisible(bool(drawn))
        self.card.show_charts(drawn)

    def _fit(self, table: Table) -> None:
        """Columns as wide as their words; words in the last one get the room that is left."""
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        metrics = self.table.fontMetrics()
        for column, heading in enumerate(table.columns):
            cells = (row[column] for row in table.rows[:LOOKED_AT])
            texts = [figure_words(text) for text in (heading, *cells)]
            widest = max(metrics.horizontalAdvance(text) for text in texts)
            head.resizeSection(column, min(widest + CELL_SIDES, WIDEST))
        last = [row[-1] for row in table.rows[:LOOKED_AT]]
        head.setStretchLastSection(any(not _is_number(text) for text in last))

    def _open_cell(self, index: QModelIndex) -> None:
        link = self.model.link(index)
        if link is not None:
            table = self.model.table
            name = figure_words(table.rows[index.row()][0])
            title = f"{name} · {figure_words(table.columns[index.column()])}"
            self.list_wanted.emit(title, link)


def _is_number(text: str) -> bool:
    return not text.strip("0123456789.+-—% ")
