"""The queue at work: its name, how much waits, the filter, the table, words when it is empty."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.workflow import Workflow
from seatapp.local.views import QueueCount
from seatapp.text import _
from ui.models.queue_model import QueueModel, QueueSource
from ui.panes.queue_table import QueueTable
from ui.theme import current_tokens
from ui.widgets.icons import icon, pixmap
from ui.widgets.section import Panel, labelled
from ui.worker import Background

FILTER_MS = 150
_FILTER_PX = 176


class QueuePane(Panel):
    """Shows one queue.

    Signals:
        row_chosen(object): the `QueueRow` that is chosen now, or None.
        opened(): the chosen row was asked for with Enter or a double click.
        export_wanted(str): the queue is wanted as a file of this suffix (`.xlsx`, `.csv`).
        copy_wanted(): all rows are wanted on the clipboard.
    """

    row_chosen = Signal(object)
    opened = Signal()
    export_wanted = Signal(str)
    copy_wanted = Signal()

    def __init__(
        self,
        source: QueueSource,
        background: Background,
        workflow: Workflow,
        person: str,
        clock: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workflow = workflow
        self._count = QueueCount(0, 0)
        self.model = QueueModel(source, background, workflow, person, clock, self)
        self.table = QueueTable(self.model, workflow)
        self._title = labelled("", "title")
        self._figures = labelled("", "secondary")
        self.filter = QLineEdit()
        self._typing = QTimer(self, singleShot=True, interval=FILTER_MS)
        self._typing.setObjectName("queue filter typing")
        self._empty = _Empty()
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def open_queue(self, name: str) -> None:
        """Show another queue, without filter."""
        queue = self._workflow.queues[name]
        self._title.setText(_(queue.label))
        self._empty.say(_(queue.empty), "")
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(False)
        self.table.choose_none()
        self.model.open(name)

    def refresh(self) -> None:
        """Look again, quietly."""
        self.model.refresh()

    def show_count(self, count: QueueCount) -> None:
        """Show how much waits, as the rail does."""
        self._count = count
        self._write_figures()

    def tick(self) -> None:
        """Draw the visible rows again: their time left has changed."""
        self.table.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the filter: down and Enter go to the rows, Esc drops the filter."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._apply_filter()
                self.table.setFocus()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._drop_filter()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self.filter.setPlaceholderText(_("筛选"))
        self.filter.setAccessibleName(_("筛选本队列"))
        self.filter.setToolTip(_("按编号、地址、类别筛选（/）"))
        self.filter.setProperty("role", "quiet")
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(_FILTER_PX)
        self._lens = QAction(self)
        self.filter.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self._take_out = QPushButton()
        self._take_out.setProperty("tone", "link")
        self._take_out.setAccessibleName(_("导出本队列"))
        self._take_out.setToolTip(_("导出或复制本队列"))
        self._take_out.setMenu(self._ways_out())
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 12, 8)
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._figures)
        head.addStretch(1)
        head.addWidget(self.filter)
        head.addWidget(self._take_out)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 6)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)
        self.setTabOrder(self.filter, self.table)
        self._colour()

    def _ways_out(self) -> QMenu:
        menu = QMenu(self)
        for words, suffix in ((_("导出 Excel 台账…"), ".xlsx"), (_("导出 CSV 台账…"), ".csv")):
            menu.addAction(words).triggered.connect(partial(self._want_export, suffix))
        menu.addSeparator()
        menu.addAction(_("复制选中行") + "\tCtrl+C").triggered.connect(self.table.copy_chosen)
        menu.addAction(_("复制全部行")).triggered.connect(self._want_copy)
        return menu

    def _want_export(self, suffix: str, _checked: bool = False) -> None:
        self.export_wanted.emit(suffix)

    def _want_copy(self) -> None:
        self.copy_wanted.emit()

    def _connect(self) -> None:
        self.table.chosen.connect(self.row_chosen)
        self.table.opened.connect(self.opened)
        self.table.find_wanted.connect(self._go_to_filter)
        self.model.modelReset.connect(self._look)
        self.model.settled.connect(self._look)
        self.filter.textEdited.connect(self._typing.start)
        self.filter.textChanged.connect(self._cleared)
        self.filter.installEventFilter(self)
        self._typing.timeout.connect(self._apply_filter)
        self._empty.all_wanted.connect(self._drop_filter)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        tokens = current_tokens()
        self._lens.setIcon(icon("filter", tokens.secondary, 14))
        self._take_out.setIcon(icon("export", tokens.secondary, 16))
        self._empty.colour(tokens.faint)

    def _look(self) -> None:
        """Show the table, or why there is none."""
        empty = not self.model.rowCount() and not self.model.opening
        had_focus = self.table.hasFocus()
        if self.model.text:
            self._empty.say(
                _("没有符合“{text}”的案件。").format(text=self.model.text), _("清除筛选")
            )
        elif self.model.queue:
            self._empty.say(_(self._workflow.queues[self.model.queue].empty), "")
        self._stack.setCurrentWidget(self._empty if empty else self.table)
        if had_focus and empty:
            self._empty.setFocus()
        elif self._empty.hasFocus():
            self.table.setFocus()
        self._write_figures()

    def _write_figures(self) -> None:
        if self.model.text:
            words = _("符合 {n} 件").format(n=self.model.rowCount())
        elif self._count.late:
            words = _("{total} 件 · {late} 件超时").format(
                total=self._count.total, late=self._count.late
            )
        else:
            words = _("{total} 件").format(total=self._count.total)
        self._figures.setText(words)

    def _go_to_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _apply_filter(self) -> None:
        self._typing.stop()
        text = self.filter.text().strip()
        if self.model.queue and text != self.model.text:
            self.model.open(self.model.queue, text)

    def _cleared(self, text: str) -> None:
        if not text:
            self._apply_filter()

    def _drop_filter(self) -> None:
        self.filter.clear()
        self.table.setFocus()


class _Empty(QWidget):
    """What stands where there are no rows.

    Signals:
        all_wanted(): the button that drops the filter was pressed.
    """

    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._drawing = QLabel()
        self._words = labelled("", "secondary")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = QPushButton()
        self._button.setProperty("tone", "link")
        self._button.clicked.connect(self.all_wanted)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 0, 32, 0)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._words)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, sentence: str, button: str) -> None:
        """Show a sentence, and a button where there is something to do."""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._button.setText(button)
        self._button.setVisible(bool(button))

    def colour(self, colour: str) -> None:
        """Draw the picture in another colour."""
        self._drawing.setPixmap(pixmap("empty", colour, 40))
