"""The rail at the left: where a person can go, with how much waits there.

Queues stand in the groups of `queues.csv`; the first nine have Ctrl+1 … Ctrl+9. Folded, the rail
keeps the names in small type and leaves the room to the work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.workflow import Queue
from seatapp.local.views import QueueCount
from seatapp.text import _
from ui.place_names import (
    ASSESSMENT,
    CALLS,
    DUTY_LOG,
    FIELD,
    FOR_SOME,
    HANDOVER,
    HERE,
    INTAKE,
    REFUSALS,
    ROSTER,
    SAMPLES,
    STATISTICS,
    TAKING,
    WATCH,
)
from ui.theme import TEXT_PX, current_tokens, font
from ui.widgets.rail_item import ITEM_PX, NAME_PX, NARROW_PX, NOTHING, WIDE_PX, RailItem
from ui.widgets.rail_parts import RailButton, RailHead, RailHeading

WIDEST_PX = 220


_COUNTS_PX = 76
"""What the two counts of a place take at the right."""

_NUMBERED = 9


class Rail(QFrame):
    """The rail of somebody who has these queues, and of `pages` those that not everybody has.

    Signals:
        place_chosen(str): a queue by name, `REFUSALS`, `STATISTICS`, `INTAKE`, `CALLS` or `FIELD`.
        folded(bool): the person made the rail narrow, or wide again.
    """

    place_chosen = Signal(str)
    folded = Signal(bool)

    def __init__(
        self,
        queues: Sequence[Queue],
        city: str,
        pages: Collection[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._queue_names = frozenset(queue.name for queue in queues)
        self._narrow = False
        self._items: dict[str, RailItem] = {}
        self._headings: list[RailHeading] = []
        self._choice = QButtonGroup(self)
        self._head = RailHead(city)
        self._intake = RailButton(_("登记"), "plus", "Ctrl+N", primary=True)
        self._intake.setVisible(INTAKE in pages)
        self._intake.clicked.connect(self._want_intake)
        self._fold = RailButton(_("收起"), "fold_rail", "Ctrl+B", primary=False)
        self._fold.clicked.connect(self.toggle)
        self.setAccessibleName(_("导航"))
        self._build(queues, pages)
        self._bind_keys([queue.name for queue in queues])
        self._wide_px = _width_for([item.text() for item in self._items.values()])
        self.setFixedWidth(self._wide_px)

    @property
    def narrow(self) -> bool:
        """Whether the rail is folded."""
        return self._narrow

    @property
    def pages(self) -> dict[str, str]:
        """The names of the places that are no queues."""
        return {n: item.text() for n, item in self._items.items() if n not in self._queue_names}

    def item(self, name: str) -> RailItem:
        """The entry of a queue, or of `REFUSALS`, `STATISTICS` or `CALLS`."""
        return self._items[name]

    def show_counts(self, counts: Mapping[str, QueueCount], refused: int) -> None:
        """Show how much waits where."""
        for name, item in self._items.items():
            waiting = QueueCount(refused, refused) if name == REFUSALS else counts.get(name)
            item.show_count(waiting or NOTHING)

    def mark(self, name: str) -> None:
        """Show where the person is, without going there; an unknown place marks nothing."""
        item = self._items.get(name)
        if item is not None:
            item.setChecked(True)
            self._area.ensureWidgetVisible(item, 0, ITEM_PX)
            return
        checked = self._choice.checkedButton()
        if checked is not None:
            self._choice.setExclusive(False)
            checked.setChecked(False)
            self._choice.setExclusive(True)

    def toggle(self) -> None:
        """Fold or unfold, as the person wishes."""
        self.fold(not self._narrow)
        self.folded.emit(self._narrow)

    def fold(self, narrow: bool) -> None:
        """Become narrow or wide."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.setFixedWidth(NARROW_PX if narrow else self._wide_px)
        self._head.fold(narrow)
        self._intake.fold(narrow)
        self._fold.fold(narrow)
        for heading in self._headings:
            heading.fold(narrow)
        for item in self._items.values():
            item.fold(narrow)
            item.setToolTip(item.text() if narrow else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """One ground for all of it."""
        QPainter(self).fillRect(self.rect(), QColor(current_tokens().rail))

    def _build(self, queues: Sequence[Queue], pages: Collection[str]) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 4)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(self._intake)
        self._area = self._scrolled(self._places(queues, pages))
        whole.addWidget(self._area, 1)
        whole.addWidget(self._fold)

    def _places(self, queues: Sequence[Queue], pages: Collection[str]) -> QWidget:
        places = QWidget()
        column = QVBoxLayout(places)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        for heading, items in _groups(queues):
            had = [item for item in items if item.name in pages or item.name not in FOR_SOME]
            if had:
                self._add_heading(column, heading)
            for item in had:
                self._add_item(column, item)
        column.addStretch(1)
        return places

    def _add_heading(self, column: QVBoxLayout, text: str) -> None:
        heading = RailHeading(text)
        self._headings.append(heading)
        column.addWidget(heading)

    def _add_item(self, column: QVBoxLayout, item: RailItem) -> None:
        self._items[item.name] = item
        self._choice.addButton(item)
        item.clicked.connect(self._go_to_sender)
        column.addWidget(item)

    def _scrolled(self, places: QWidget) -> QScrollArea:
        area = QScrollArea()
        bar = QScrollBar(Qt.Orientation.Vertical)
        bar.setObjectName("rail_bar")
        area.setVerticalScrollBar(bar)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(places)
        places.setAutoFillBackground(False)
        return area

    def _bind_keys(self, names: Sequence[str]) -> None:
        for number, name in enumerate(names[:_NUMBERED], start=1):
            key = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            key.activated.connect(self._items[name].click)
            self._items[name].setStatusTip(f"Ctrl+{number}")

    def _go_to_sender(self) -> None:
        item = self.sender()
        assert isinstance(item, RailItem)
        self.place_chosen.emit(item.name)

    def _want_intake(self) -> None:
        self.place_chosen.emit(INTAKE)


def _groups(queues: Sequence[Queue]) -> Iterator[tuple[str, list[RailItem]]]:
    """Everything that may stand on a rail, under its headings, from the top down."""
    yield (
        _("热线"),
        [
            RailItem(CALLS, _("接听来电")),
            RailItem(FIELD, _("采集员")),
            RailItem(WATCH, _("舆情巡查")),
        ],
    )
    for group, some in groupby(queues, key=lambda queue: queue.group):
        yield _(group), [RailItem(queue.name, _(queue.label)) for queue in some]
    yield (
        _("班组"),
        [
            RailItem(TAKING, _("接班待办")),
            RailItem(HANDOVER, _("交接班")),
            RailItem(ROSTER, _("排班")),
            RailItem(DUTY_LOG, _("值班日志")),
        ],
    )
    yield (
        _("中心"),
        [
            RailItem(SAMPLES, _("抽查回访")),
            RailItem(ASSESSMENT, _("考核和材料")),
            RailItem(STATISTICS, _("统计月报")),
            RailItem(HERE, _("本机统计")),
            RailItem(REFUSALS, _("未接收"), alarming=True),
        ],
    )


def _width_for(names: Sequence[str]) -> int:
    """Wide enough for every name with its counts, as far as the rest of the window can spare."""
    metrics = QFontMetrics(font(TEXT_PX, bold=True))
    longest = max((metrics.horizontalAdvance(name) for name in names), default=0)
    return min(max(WIDE_PX, NAME_PX + longest + _COUNTS_PX), WIDEST_PX)
