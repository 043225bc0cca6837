"""The rail at the left: where a person can go, with how much waits there.

Queues stand in the groups of `queues.csv`; the first nine have Ctrl+1 … Ctrl+9. Folded, the rail
keeps the names in small type and leaves the room to the work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.workflow import Queue
from seatapp.local.views import QueueCount
from seatapp.text import _
from ui.durations import Level
from ui.theme import TEXT_PX, current_tokens, font
from ui.widgets.icons import pixmap
from ui.widgets.marks import draw_mark

WIDE_PX, WIDEST_PX, NARROW_PX = 180, 220, 76
REFUSALS = "refusals"
STATISTICS = "statistics"
HERE = "figures_here"
"""Statistics of this workstation alone."""

INTAKE = "intake"
CALLS = "calls"
FIELD = "field"
TAKING, HANDOVER, ROSTER, DUTY_LOG = "taking", "handover", "roster", "duty_log"
WATCH, SAMPLES, ASSESSMENT = "watch", "samples", "assessment"

_ITEM_PX, _NARROW_ITEM_PX, _GROUP_PX, _HEAD_PX = 32, 48, 28, 60
_SMALL_PX = 11
_NAME_PX, _COUNTS_PX = 22, 76
"""Where a name begins, and what its two counts take at the right."""

_NUMBERED = 9
_NOTHING = QueueCount(0, 0)


class RailItem(QAbstractButton):
    """One place to go, with its count; what is late stands in a red badge with a square."""

    def __init__(self, name: str, label: str, alarming: bool = False) -> None:
        super().__init__()
        self.name = name
        self.count = _NOTHING
        self._alarming = alarming
        self._narrow = False
        self.setText(label)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(_NOTHING)

    def show_count(self, count: QueueCount) -> None:
        """Show how much waits here; an alarming place counts everything as late."""
        self.count = QueueCount(count.total, count.total) if self._alarming else count
        spoken = _("{label}，{total} 件，超时 {late} 件")
        self.setAccessibleName(
            spoken.format(label=self.text(), total=self.count.total, late=self.count.late)
        )
        self.update()

    def fold(self, narrow: bool) -> None:
        """Show the short or the long form."""
        self._narrow = narrow
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as the rail."""
        return QSize(NARROW_PX, _NARROW_ITEM_PX) if self._narrow else QSize(WIDE_PX, _ITEM_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, name and badges."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        if self._narrow:
            self._draw_narrow(painter)
        else:
            self._draw_wide(painter)

    def _draw_ground(self, painter: QPainter) -> None:
        tokens = current_tokens()
        side = 4 if self._narrow else 8
        area = QRectF(self.rect()).adjusted(side, 1, -side, -1)
        ground = None
        if self.isChecked():
            ground = tokens.rail_selected
        elif self.underMouse():
            ground = tokens.rail_hover
        painter.setPen(QPen(QColor(tokens.rail_faint)) if self.hasFocus() else Qt.PenStyle.NoPen)
        if ground or self.hasFocus():
            painter.setBrush(QColor(ground or tokens.rail))
            painter.drawRoundedRect(area, 6, 6)
        if self.isChecked() and not self._narrow:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.rail_mark))
            painter.drawRoundedRect(QRectF(8, area.center().y() - 9, 3, 18), 1.5, 1.5)

    def _name_colour(self) -> QColor:
        tokens = current_tokens()
        strong = self.isChecked() or self.count.total > 0
        if self.isChecked():
            return QColor(tokens.rail_strong)
        return QColor(tokens.rail_text if strong else tokens.rail_faint)

    def _draw_wide(self, painter: QPainter) -> None:
        right = self.width() - 20
        if self.count.total and not self._alarming:
            right = self._draw_number(painter, right)
        if self.count.late:
            self._draw_late(painter, right, self.height() / 2)
            right -= _late_width(self.count.late)
        self._draw_name(painter, QRect(_NAME_PX, 0, right - _NAME_PX - 2, self.height()), TEXT_PX)

    def _draw_name(self, painter: QPainter, room: QRect, size: int, middle: bool = False) -> None:
        face = font(size, bold=self.isChecked())
        painter.setFont(face)
        painter.setPen(self._name_colour())
        words = QFontMetrics(face).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter if middle else _MIDDLE, words)

    def _draw_narrow(self, painter: QPainter) -> None:
        top = 5 if self.count.total else (self.height() - 16) // 2
        self._draw_name(painter, QRect(4, top, self.width() - 8, 16), _SMALL_PX, middle=True)
        low = self.height() - 15.0
        if self.count.late:
            width = _late_width(self.count.late)
            total = "" if self._alarming else str(self.count.total)
            metrics = QFontMetrics(font(_SMALL_PX))
            both = width + (metrics.horizontalAdvance(total) + 5 if total else 0)
            left = (self.width() - both) / 2
            self._draw_late(painter, int(left + width), low)
            painter.setPen(self._name_colour())
            painter.setFont(font(_SMALL_PX))
            words = QRect(int(left + width + 5), int(low - 8), 40, 16)
            painter.drawText(words, _MIDDLE, total)
        elif self.count.total:
            painter.setFont(font(_SMALL_PX))
            line = QRect(0, int(low - 8), self.width(), 16)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, str(self.count.total))

    def _draw_number(self, painter: QPainter, right: int) -> int:
        """Draw the count up to `right`; returns where it begins."""
        face = font(12)
        words = str(self.count.total)
        width = QFontMetrics(face).horizontalAdvance(words)
        painter.setFont(face)
        painter.setPen(self._name_colour())
        painter.drawText(QRect(right - width, 0, width, self.height()), _MIDDLE, words)
        return right - max(width, 16) - 7

    def _draw_late(self, painter: QPainter, right: float, middle: float) -> None:
        tokens = current_tokens()
        width = _late_width(self.count.late)
        box = QRectF(right - width, middle - 8.5, width, 17)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.rail_late))
        painter.drawRoundedRect(box, 8.5, 8.5)
        draw_mark(painter, QPointF(box.left() + 10, middle), Level.LATE, tokens.rail_strong, 8)
        painter.setFont(font(_SMALL_PX, bold=True))
        painter.setPen(QColor(tokens.rail_strong))
        painter.drawText(box.adjusted(17, 0, 0, 0), _MIDDLE, str(self.count.late))


class _Heading(QWidget):
    """The name of a group of queues."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._narrow = False
        self.setFixedHeight(_GROUP_PX)

    def fold(self, narrow: bool) -> None:
        """Become a thin line in the narrow form."""
        self._narrow = narrow
        self.setFixedHeight(13 if narrow else _GROUP_PX)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the name, or the line."""
        tokens = current_tokens()
        painter = QPainter(self)
        if self._narrow:
            painter.setPen(QColor(tokens.rail_selected))
            painter.drawLine(18, 6, self.width() - 18, 6)
            return
        painter.setFont(font(_SMALL_PX))
        painter.setPen(QColor(tokens.rail_faint))
        low = Qt.AlignmentFlag.AlignBottom
        painter.drawText(self.rect().adjusted(18, 0, 0, -5), low, self._text)


class _Head(QWidget):
    """The name of the program and of the city."""

    def __init__(self, city: str) -> None:
        super().__init__()
        self._city = city
        self._narrow = False
        self.setFixedHeight(_HEAD_PX)

    def fold(self, narrow: bool) -> None:
        """Keep two characters in the narrow form."""
        self._narrow = narrow
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both lines."""
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setPen(QColor(tokens.rail_strong))
        painter.setFont(font(16 if not self._narrow else 13, bold=True))
        if self._narrow:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("席位"))
            return
        painter.drawText(QRect(18, 10, self.width(), 24), _MIDDLE, _("城管席位工作站"))
        painter.setPen(QColor(tokens.rail_faint))
        painter.setFont(font(_SMALL_PX))
        painter.drawText(QRect(18, 33, self.width(), 18), _MIDDLE, self._city)


class _Press(QAbstractButton):
    """A button in the colours of the rail: an icon and a word, with its key at the right."""

    def __init__(self, label: str, drawing: str, key: str, primary: bool) -> None:
        super().__init__()
        self.setText(label)
        self.setAccessibleName(label)
        self._drawing, self._key, self._primary = drawing, key, primary
        self._narrow = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(f"{label}  {key}")

    def fold(self, narrow: bool) -> None:
        """Leave out the key, and the word where there is a drawing that says enough."""
        self._narrow = narrow
        self._drawing = {"fold_rail": "unfold_rail", "unfold_rail": "fold_rail"}.get(
            self._drawing, self._drawing
        )
        self.update()

    def sizeHint(self) -> QSize:
        """One row of the rail."""
        return QSize(NARROW_PX if self._narrow else WIDE_PX, 44 if self._primary else 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, word and key."""
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(12, 4, -12, -6) if self._primary else self.rect()
        colour = tokens.rail_strong if self._primary else tokens.rail_faint
        if self._primary:
            ground = tokens.rail_button
            painter.setPen(
                QPen(QColor(tokens.rail_strong)) if self.hasFocus() else Qt.PenStyle.NoPen
            )
            painter.setBrush(QColor(ground).lighter(115 if self.underMouse() else 100))
            painter.drawRoundedRect(area, 6, 6)
        elif self.underMouse() or self.hasFocus():
            painter.fillRect(area, QColor(tokens.rail_hover))
        if self._narrow:
            self._draw_narrow(painter, area, colour)
        else:
            self._draw_wide(painter, area, colour)

    def _draw_narrow(self, painter: QPainter, area: QRect, colour: str) -> None:
        if self._primary:
            painter.setPen(QColor(colour))
            painter.setFont(font(TEXT_PX, bold=True))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())
        else:
            middle = area.center()
            painter.drawPixmap(middle.x() - 7, middle.y() - 7, pixmap(self._drawing, colour, 16))

    def _draw_wide(self, painter: QPainter, area: QRect, colour: str) -> None:
        tokens = current_tokens()
        left = 10 if self._primary else 18
        drawn = pixmap(self._drawing, colour, 16)
        painter.drawPixmap(area.left() + left, area.center().y() - 7, drawn)
        painter.setPen(QColor(colour))
        painter.setFont(font(TEXT_PX if self._primary else 12, bold=self._primary))
        painter.drawText(area.adjusted(left + 23, 0, 0, 0), _MIDDLE, self.text())
        painter.setFont(font(_SMALL_PX))
        painter.setPen(QColor(tokens.rail_text if self._primary else tokens.rail_faint))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area.adjusted(0, 0, -10, 0), right, self._key)


class Rail(QFrame):
    """The rail of somebody who has these queues.

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
        registers: bool,
        counts_months: bool = False,
        samples: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._counts_months = counts_months
        self._samples = samples
        self._queue_names = frozenset(queue.name for queue in queues)
        self._narrow = False
        self._items: dict[str, RailItem] = {}
        self._headings: list[_Heading] = []
        self._choice = QButtonGroup(self)
        self._head = _Head(city)
        self._intake = _Press(_("登记"), "plus", "Ctrl+N", primary=True)
        self._intake.setVisible(registers)
        self._intake.clicked.connect(self._want_intake)
        self._fold = _Press(_("收起"), "fold_rail", "Ctrl+B", primary=False)
        self._fold.clicked.connect(self.toggle)
        self.setAccessibleName(_("导航"))
        self._build(queues, registers)
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
            item.show_count(waiting or _NOTHING)

    def mark(self, name: str) -> None:
        """Show where the person is, without going there; an unknown place marks nothing."""
        item = self._items.get(name)
        if item is not None:
            item.setChecked(True)
            self._area.ensureWidgetVisible(item, 0, _ITEM_PX)
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

    def _build(self, queues: Sequence[Queue], registers: bool) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 4)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(self._intake)
        self._area = self._scrolled(self._places(queues, registers))
        whole.addWidget(self._area, 1)
        whole.addWidget(self._fold)

    def _places(self, queues: Sequence[Queue], registers: bool) -> QWidget:
        places = QWidget()
        column = QVBoxLayout(places)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        if registers:
            self._add_heading(column, _("热线"))
            self._add_item(column, RailItem(CALLS, _("接听来电")))
            self._add_item(column, RailItem(FIELD, _("采集员")))
            self._add_item(column, RailItem(WATCH, _("舆情巡查")))
        group = None
        for queue in queues:
            if queue.group != group:
                group = queue.group
                self._add_heading(column, _(group))
            self._add_item(column, RailItem(queue.name, _(queue.label)))
        self._add_heading(column, _("班组"))
        for name, label in (
            (TAKING, _("接班待办")),
            (HANDOVER, _("交接班")),
            (ROSTER, _("排班")),
            (DUTY_LOG, _("值班日志")),
        ):
            self._add_item(column, RailItem(name, label))
        self._add_heading(column, _("中心"))
        if self._samples:
            self._add_item(column, RailItem(SAMPLES, _("抽查回访")))
        self._add_item(column, RailItem(ASSESSMENT, _("考核和材料")))
        if self._counts_months:
            self._add_item(column, RailItem(STATISTICS, _("统计月报")))
        self._add_item(column, RailItem(HERE, _("本机统计")))
        self._add_item(column, RailItem(REFUSALS, _("未接收"), alarming=True))
        column.addStretch(1)
        return places

    def _add_heading(self, column: QVBoxLayout, text: str) -> None:
        heading = _Heading(text)
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


_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def _width_for(names: Sequence[str]) -> int:
    """Wide enough for every name with its counts, as far as the rest of the window can spare."""
    metrics = QFontMetrics(font(TEXT_PX, bold=True))
    longest = max((metrics.horizontalAdvance(name) for name in names), default=0)
    return min(max(WIDE_PX, _NAME_PX + longest + _COUNTS_PX), WIDEST_PX)


def _late_width(late: int) -> int:
    return 24 + QFontMetrics(font(_SMALL_PX, bold=True)).horizontalAdvance(str(late))
