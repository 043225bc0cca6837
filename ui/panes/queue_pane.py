"""The queue at work: its name, how much waits, the filter, the table, words when it is empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Protocol

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.workflow import Workflow
from seatapp.local.queue_asked import Asked
from seatapp.local.unit_loads import BY_UNIT
from seatapp.local.views import QueueCount
from seatapp.text import _
from ui.models.queue_model import AS_IT_IS, QueueModel, QueueSource
from ui.panes.filter_chips import FilterChips
from ui.panes.queue_empty import QueueEmpty
from ui.panes.queue_head import QueueHead
from ui.panes.queue_narrowing import QueueNarrowing
from ui.panes.queue_table import QueueTable
from ui.panes.queue_views import ViewsMenu
from ui.panes.queue_words import QueueWords
from ui.panes.saved_views import SavedViews
from ui.panes.unit_board import LoadSource, UnitBoard
from ui.queue_filter import ListSource
from ui.queue_look import look_of
from ui.recoloured import Recoloured
from ui.remembered import Remembered
from ui.theme import current_tokens, use_density
from ui.widgets.section import Panel
from ui.worker import Background

BOARD_OPEN = "queue.by_unit"
"""Under this name it is remembered whether the units stand over the rows."""


class PaneSource(QueueSource, ListSource, LoadSource, Protocol):
    """Where a queue and the lists for its filter are read."""


class QueuePane(Panel):
    """Shows one queue.

    Signals:
        row_chosen(object): the `QueueRow` that is chosen now, or None.
        opened(): the chosen row was asked for with Enter or a double click.
        export_wanted(str): the queue is wanted as a file of this suffix (`.xlsx`, `.csv`).
        copy_wanted(): the marked rows are wanted on the clipboard.
        copy_all_wanted(): all rows are wanted there.
        told(str): a short sentence for a toast.
        menu_filled(object): the menu of the rows is about to open; others may add to it.
    """

    row_chosen = Signal(object)
    opened = Signal()
    export_wanted = Signal(str)
    copy_wanted = Signal()
    copy_all_wanted = Signal()
    told = Signal(str)
    menu_filled = Signal(object)

    def __init__(
        self,
        source: PaneSource,
        background: Background,
        workflow: Workflow,
        person: str,
        clock: Callable[[], int],
        remembered: Remembered,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workflow = workflow
        self._remembered = remembered
        self._count: QueueCount | None = None
        self._unread = ""
        self._begins: dict[str, str] = {}
        self.model = QueueModel(source, background, workflow, person, clock, self)
        self.table = QueueTable(self.model, workflow)
        self.head = QueueHead()
        self.filter, self.narrow = self.head.filter, self.head.narrow
        self.views, self.by_unit = self.head.views, self.head.by_unit
        self.views_menu = ViewsMenu(self.table.columns, self)
        self.units = UnitBoard(source, background, person, clock)
        self.chips = FilterChips()
        self.saved = SavedViews(self.views_menu, remembered, self._shown_now, self)
        self._words = QueueWords(self.filter, self)
        self._narrowing = QueueNarrowing(source, background, workflow, self.model, self.chips, self)
        self._empty = QueueEmpty()
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def offer_to_begin(self, queue: str, words: str) -> None:
        """Have a button over a queue that begins a new subject for it."""
        self._begins[queue] = words

    def open_queue(self, name: str, asked: Asked = AS_IT_IS) -> None:
        """Show another queue: all of it unless asked otherwise, as the person sorted it last."""
        queue = self._workflow.queues[name]
        begins = self._begins.get(name)
        self.head.begin.setText(begins or "")
        self.head.begin.setVisible(begins is not None)
        self.head.name(_(queue.label))
        self.head.write_words(asked.words)
        self.table.choice.choose_none()
        look = look_of(self._remembered.text(f"queue.{name}"))
        if not asked.sort:
            asked = replace(asked, sort=look.sort, descending=look.descending)
        self.model.open(name, asked)
        self.table.columns.use(look)
        self._narrowing.show()
        self._show_units()

    def ask(self, asked: Asked) -> None:
        """Narrow and sort the open queue in another way."""
        self.head.write_words(asked.words)
        self.model.open(self.model.queue, asked)
        self._keep_look()
        self._narrowing.show()
        self._show_units()

    def refresh(self) -> None:
        """Look again, quietly."""
        self.model.refresh()
        if not self.units.isHidden():
            self.units.refresh()

    def show_count(self, count: QueueCount | None) -> None:
        """Show how much waits, as the rail does; no figure as long as nobody has counted."""
        self._count = count
        self._write_figures()

    def show_unread(self, words: str) -> None:
        """Say why there may be more than is shown; nothing when all has come."""
        if words != self._unread:
            self._unread = words
            self._look()

    def tick(self) -> None:
        """Draw the visible rows again: their time left has changed."""
        self.table.viewport().update()

    def _build(self) -> None:
        self.views.setMenu(self.views_menu)
        self.by_unit.setChecked(self._remembered.text(BOARD_OPEN) == "yes")
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 6)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(self.units)
        whole.addWidget(self.chips)
        whole.addWidget(self._stack, 1)
        for first, second in pairwise((*self.head.parts, self.units.table, self.table)):
            self.setTabOrder(first, second)
        self._colour()
        Recoloured(self, self._colour)

    def _connect(self) -> None:
        self.head.export_wanted.connect(self.export_wanted)
        self.head.copy_wanted.connect(self.copy_wanted)
        self.head.copy_all_wanted.connect(self.copy_all_wanted)
        self.table.choice.chosen.connect(self.row_chosen)
        self.table.opened.connect(self.opened)
        self.table.find_wanted.connect(self._words.go_there)
        self.model.modelReset.connect(self._look)
        self.model.settled.connect(self._look)
        self._words.asked.connect(self._narrow_to_words)
        self._words.left.connect(self.table.setFocus)
        self._narrowing.asked.connect(self.ask)
        self._narrowing.left.connect(self.table.setFocus)
        self._empty.all_wanted.connect(self._narrowing.drop_all)
        self.narrow.clicked.connect(self._narrowing.open_dialog)
        self.by_unit.toggled.connect(self._open_units)
        self.units.unit_wanted.connect(self._narrow_to_unit)
        self.units.all_marked.connect(self._mark_all)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self._narrowing.open_dialog)
        self.table.copy_wanted.connect(self.copy_wanted)
        self.table.choice.marked.connect(self._write_figures)
        self.table.menu_wanted.connect(self._open_menu)
        self.table.columns.changed.connect(self._keep_look)
        self.table.columns.sort_wanted.connect(self._sort_by)
        self.views_menu.chosen.connect(self.ask)
        self.views_menu.density_wanted.connect(self.keep_density)
        self.saved.told.connect(self.told)

    def _colour(self) -> None:
        tokens = current_tokens()
        self.head.colour(tokens.secondary)
        self._narrowing.draw()
        self._empty.colour(tokens.faint)

    def _look(self) -> None:
        """Show the table, or why there is none."""
        empty = not self.model.rowCount() and not self.model.opening
        had_focus = self.table.hasFocus()
        if self.model.asked.narrowed:
            self._empty.say(_("没有符合筛选条件的案件。"), _("清除筛选"))
        elif self.model.queue:
            told = self._unread or _(self._workflow.queues[self.model.queue].empty)
            self._empty.say(told, "")
        self._stack.setCurrentWidget(self._empty if empty else self.table)
        if had_focus and empty:
            self._empty.setFocus()
        elif self._empty.hasFocus():
            self.table.setFocus()
        self._write_figures()

    def _write_figures(self) -> None:
        words = self._figures_in_words()
        if words and self._unread:
            words = _("{figures} · 未下载完").format(figures=words)
        self.head.say(words)

    def _figures_in_words(self) -> str:
        """How much is marked, found or waiting; nothing while that is still being read."""
        marked, count = self.table.choice.count, self._count
        if marked > 1:
            return _("已选 {n} 件").format(n=marked)
        if self.model.asked.narrowed:
            found = self.model.rowCount()
            return "" if self.model.opening else _("符合 {n} 件").format(n=found)
        if count is None:
            return ""
        if count.late:
            return _("{total} 件 · {late} 件超时").format(total=count.total, late=count.late)
        return _("{total} 件").format(total=count.total)

    # --- words and order -----------------------------------------------------------------------

    def _narrow_to_words(self, words: str) -> None:
        if self.model.queue and words != self.model.asked.words:
            self.model.open(self.model.queue, replace(self.model.asked, words=words))

    def _sort_by(self, sort: str) -> None:
        """Upwards, then downwards, then as the queue goes by itself."""
        asked = self.model.asked
        if asked.sort != sort:
            self.ask(replace(asked, sort=sort, descending=False))
        elif not asked.descending:
            self.ask(replace(asked, descending=True))
        else:
            self.ask(replace(asked, sort="", descending=False))

    # --- by unit ------------------------------------------------------------------------------

    def _show_units(self) -> None:
        """Show what units have, in queues of what is in their hands, if that is wanted."""
        fits = self.model.queue in BY_UNIT
        self.by_unit.setVisible(fits)
        self.units.setVisible(fits and self.by_unit.isChecked())
        if not self.units.isHidden():
            self.units.show_queue(self.model.queue, self.model.asked.unit)

    def _open_units(self, wanted: bool) -> None:
        self._remembered.keep_text(BOARD_OPEN, "yes" if wanted else "no")
        self._show_units()

    def _narrow_to_unit(self, unit: str) -> None:
        self.ask(replace(self.model.asked, unit=unit))
        self.table.setFocus()

    def _mark_all(self) -> None:
        self.table.setFocus()
        self.table.choice.mark_all()

    # --- what is kept ------------------------------------------------------------------------

    def _keep_look(self) -> None:
        asked = self.model.asked
        look = replace(self.table.columns.look(), sort=asked.sort, descending=asked.descending)
        self._remembered.keep_text(f"queue.{self.model.queue}", look.text())

    def _shown_now(self) -> tuple[str, Asked]:
        """The queue that is open, and how it is narrowed and sorted."""
        return self.model.queue, self.model.asked

    def keep_density(self, compact: bool) -> None:
        """Make the rows low, or as high as usual, and remember it."""
        self._remembered.compact = compact
        self.use_density(compact)

    def use_density(self, compact: bool) -> None:
        """Make the rows low, or as high as usual."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        use_density(app, compact)
        self.table.use_density()

    # --- rows --------------------------------------------------------------------------------

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(
            _("复制 {n} 行").format(n=self.table.choice.count) + "\tCtrl+C"
        ).triggered.connect(self.copy_wanted)
        menu.addAction(_("全选") + "\tCtrl+A").triggered.connect(self.table.choice.mark_all)
        self.menu_filled.emit(menu)
        menu.popup(at)
