"""The columns of a queue: which are shown, how wide, in which order; by the program or by hand.

Until somebody changes a column, the program shows what the first rows have to tell and gives the
room that is left to the address. From then on the person's choice stands for that queue.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from seatapp.domain.workflow import Workflow
from seatapp.local.views import QueueRow
from seatapp.text import _
from ui.durations import span
from ui.fields.make import options_of
from ui.models.queue_model import SORTED_BY, Column, QueueModel, column_name
from ui.panes.queue_cells import SIDE_PX, UNSENT_PX, QueueCells
from ui.queue_look import QueueLook
from ui.theme import SMALL_PX, TEXT_PX, font, row_px

LEAST_ADDRESS_PX = 130
WORTH_ADDRESS_PX = 70
"""With less room than this the address is left out."""

MARK_PX = 34
NUMBER_PX = (96, 176)
TITLE_PX = (84, 140)
UNIT_PX = (56, 90)
SAMPLE = 64

_ALWAYS = (Column.MARK, Column.NUMBER, Column.TIME, Column.TITLE, Column.ADDRESS)
_ON_DEMAND = (Column.URGENCY, Column.KIND, Column.AREA, Column.REPORTED)


class QueueColumns(QObject):
    """Looks after the header of `table`.

    Signals:
        changed(): the person changed the columns; `look` tells how.
        sort_wanted(str): a heading was pressed; one of the orders of a queue.
    """

    changed = Signal()
    sort_wanted = Signal(str)

    def __init__(
        self, table: QTableView, model: QueueModel, cells: QueueCells, workflow: Workflow
    ) -> None:
        super().__init__(table)
        self._table, self._queue, self._cells = table, model, cells
        self._stage_words = [_(s.label) for s in workflow.stages.values() if s.subject == "case"]
        self._choice_words = {
            column: [words for _code, words in options_of(workflow, name)]
            for column, name in (
                (Column.SOURCE, "source"),
                (Column.URGENCY, "urgency"),
                (Column.KIND, "case_kind"),
            )
        }
        self._shaped_for = ""
        self._sample: list[QueueRow] = []
        self._shown: list[Column] = []
        self._pulled: dict[Column, int] = {}
        self._at_work = False
        self._header = table.horizontalHeader()
        self._build()

    def use(self, look: QueueLook) -> None:
        """Show the columns as this person had them in the queue that is opened now."""
        self._shown = [Column[name] for name in look.shown]
        self._pulled = {Column[name]: width for name, width in look.widths.items()}
        self._shaped_for = ""
        self._put_in_order()
        self.fit()

    @property
    def shown(self) -> list[Column]:
        """The columns that can be seen, from left to right."""
        places = (Column(self._header.logicalIndex(at)) for at in range(self._header.count()))
        return [column for column in places if not self._table.isColumnHidden(column)]

    def look(self) -> QueueLook:
        """What the person chose; empty where nothing was."""
        widths = {column.name: width for column, width in self._pulled.items()}
        return QueueLook([column.name for column in self._shown], widths)

    def shape(self) -> None:
        """Look at the first rows, once for each queue that is opened."""
        if self._shaped_for == self._queue.queue:
            return
        count = min(SAMPLE, self._queue.rowCount())
        rows = [row for row in map(self._queue.row_at, range(count)) if row is not None]
        if rows:
            self._shaped_for = self._queue.queue
            self._sample = rows
            self.fit()

    def fit(self) -> None:
        """Give every column its width in the room there is."""
        self._at_work = True
        widths = self._widths()
        if self._shown:
            self._fit_chosen(widths)
        else:
            self._fit_free(widths)
        by_need = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._table.setHorizontalScrollBarPolicy(by_need if self._shown else never)
        self._header.setFixedHeight(row_px() - 2)
        self._at_work = False

    def fill(self, menu: QMenu) -> None:
        """Put the choice of columns into a menu."""
        ended = bool(self._sample) and self._queue.ended(self._sample[0])
        shown = self.shown
        for column in Column:
            if column is Column.MARK:
                continue
            action = menu.addAction(column_name(column, ended))
            action.setCheckable(True)
            action.setChecked(column in shown)
            action.setEnabled(column is not Column.NUMBER)
            action.toggled.connect(partial(self.show_column, column))
        menu.addSeparator()
        back = menu.addAction(_("恢复默认的列"))
        back.setEnabled(bool(self._shown))
        back.triggered.connect(self.leave_to_program)

    def show_column(self, column: Column, wanted: bool) -> None:
        """Show a column at the right end, or hide it."""
        self._take_over()
        if wanted and column not in self._shown:
            self._shown.append(column)
        elif not wanted and column in self._shown:
            self._shown.remove(column)
        self._put_in_order()
        self.fit()
        self.changed.emit()

    def leave_to_program(self) -> None:
        """Drop what the person chose for this queue."""
        self._shown, self._pulled = [], {}
        self._put_in_order()
        self.fit()
        self.changed.emit()

    # --- header ------------------------------------------------------------------------------

    def _build(self) -> None:
        header = self._header
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.MARK, QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSectionsMovable(True)
        header.setFirstSectionMovable(False)
        header.setMinimumSectionSize(MARK_PX)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.setToolTip(_("点一下排序，再点一下倒过来；右键选择要显示的列"))
        header.customContextMenuRequested.connect(self._open_menu)
        header.sectionClicked.connect(self._ask_to_sort)
        header.sectionResized.connect(self._note_width)
        header.sectionMoved.connect(self._note_order)

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(self._header.mapToGlobal(at))

    def _ask_to_sort(self, section: int) -> None:
        self.sort_wanted.emit(SORTED_BY[Column(section)])

    def _note_width(self, section: int, _old: int, width: int) -> None:
        if not self._at_work and width:
            self._take_over()
            self._pulled[Column(section)] = width
            self.fit()
            self.changed.emit()

    def _note_order(self, _section: int, _old: int, _new: int) -> None:
        if not self._at_work:
            self._shown = self.shown
            self.changed.emit()

    def _take_over(self) -> None:
        if not self._shown:
            self._shown = self.shown

    def _put_in_order(self) -> None:
        self._at_work = True
        wanted = [*self._shown, *(column for column in Column if column not in self._shown)]
        for place, column in enumerate(wanted):
            self._header.moveSection(self._header.visualIndex(column), place)
        self._at_work = False

    # --- widths ------------------------------------------------------------------------------

    def _fit_chosen(self, widths: dict[Column, int]) -> None:
        widths |= self._pulled
        taken = sum(widths[c] for c in self._shown if c is not Column.ADDRESS)
        left = self._table.viewport().width() - taken
        widths[Column.ADDRESS] = max(widths.get(Column.ADDRESS, LEAST_ADDRESS_PX), left)
        for column in Column:
            self._table.setColumnHidden(column, column not in self._shown)
            self._table.setColumnWidth(column, widths[column])

    def _fit_free(self, widths: dict[Column, int]) -> None:
        shown = self._worth_showing()
        width = self._table.viewport().width()
        room = width - LEAST_ADDRESS_PX
        room -= sum(widths[c] for c in (Column.MARK, Column.NUMBER, Column.TIME, Column.TITLE))
        if room < 0:
            widths[Column.TITLE] = max(TITLE_PX[0] + 2 * SIDE_PX, widths[Column.TITLE] + room)
        widths[Column.UNIT] = max(min(widths[Column.UNIT], room), UNIT_PX[0] + 2 * SIDE_PX)
        seen = list(_ALWAYS[:-1])
        for column in self._in_order_of_worth():
            fits = column in shown and widths[column] <= room
            self._table.setColumnHidden(column, not fits)
            room -= widths[column] if fits else 0
            seen += [column] if fits else []
        for column in _ON_DEMAND:
            self._table.setColumnHidden(column, True)
        for column in _ALWAYS:
            self._table.setColumnHidden(column, False)
        left = width - sum(widths[c] for c in seen)
        spare = min(left - self._usual_address(), self._widest_title() - widths[Column.TITLE])
        if spare > 0:
            widths[Column.TITLE] += spare
            left -= spare
        nowhere = bool(self._sample) and not any(row.address for row in self._sample)
        if (left < WORTH_ADDRESS_PX or nowhere) and width:
            # A strip of dots says nothing: what the matter is gets the room.
            self._table.setColumnHidden(Column.ADDRESS, True)
            widths[Column.TITLE] += left
        widths[Column.ADDRESS] = max(left, MARK_PX)
        for column, size in widths.items():
            self._table.setColumnWidth(column, size)

    def _widths(self) -> dict[Column, int]:
        metrics, bold = QFontMetrics(font(TEXT_PX)), QFontMetrics(font(TEXT_PX, bold=True))
        numbers = _widest(metrics, [row.number for row in self._sample])
        titles = max((self._cells.title_width(row) for row in self._sample), default=0)
        units = _widest(metrics, [row.unit or row.person for row in self._sample])
        words = {
            Column.NUMBER: _within(NUMBER_PX, numbers + UNSENT_PX),
            Column.TIME: bold.horizontalAdvance(_("剩 {span}").format(span=span(86399))),
            Column.TITLE: _within(TITLE_PX, titles),
            Column.STAGE: _widest(metrics, self._stage_words),
            Column.UNIT: _within(UNIT_PX, units),
            Column.AREA: _within(UNIT_PX, _widest(metrics, [row.area for row in self._sample])),
            Column.REPORTED: metrics.horizontalAdvance("11-21 22:22"),
            **{column: _widest(metrics, words) for column, words in self._choice_words.items()},
        }
        small = QFontMetrics(font(SMALL_PX, bold=True))
        heads = {c: small.horizontalAdvance(column_name(c, False) + " ↓") for c in words}
        wide = {c: max(width, heads[c]) + 2 * SIDE_PX for c, width in words.items()}
        return {Column.MARK: MARK_PX, **wide}

    def _widest_title(self) -> int:
        """What the column of titles takes to show each of them whole."""
        titles = (self._cells.title_width(row) for row in self._sample)
        return max(titles, default=0) + 2 * SIDE_PX

    def _usual_address(self) -> int:
        """What the addresses take, but for the longest of them."""
        metrics = QFontMetrics(font(TEXT_PX))
        wide = sorted(metrics.horizontalAdvance(row.address) for row in self._sample)
        usual = wide[len(wide) * 3 // 4] if wide else 0
        return max(usual + 2 * SIDE_PX, LEAST_ADDRESS_PX)

    def _worth_showing(self) -> set[Column]:
        shown = {Column.SOURCE} if any(row.source for row in self._sample) else set()
        if len({row.stage for row in self._sample}) > 1:
            shown.add(Column.STAGE)
        if self._has_units() or len({row.person for row in self._sample}) > 1:
            shown.add(Column.UNIT)
        return shown

    def _in_order_of_worth(self) -> tuple[Column, ...]:
        """Which of the columns that may be left out come first when there is little room."""
        if self._has_units():
            return (Column.STAGE, Column.UNIT, Column.SOURCE)
        return (Column.STAGE, Column.SOURCE, Column.UNIT)

    def _has_units(self) -> bool:
        return any(row.unit for row in self._sample)


def _widest(metrics: QFontMetrics, words: list[str]) -> int:
    return max((metrics.horizontalAdvance(text) for text in words), default=0)


def _within(bounds: tuple[int, int], width: int) -> int:
    return max(bounds[0], min(bounds[1], width))
