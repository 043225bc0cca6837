"""The collectors' desk: who has how much to verify and inspect, what is due, what is late."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from seatapp.local.field_orders import FieldLoad, FieldOrder
from seatapp.local.views import OfferedStep
from seatapp.text import _
from ui.dialogs.change_dialog import ChangeDialog, may_note_change
from ui.dialogs.step_dialog import StepDialog
from ui.durations import Level, time_left
from ui.duty import Duty
from ui.field_loads import load_words, read_loads
from ui.layouts import empty, scrolled
from ui.panes.case_shown import Shown, read_case
from ui.panes.reply_bar import ReplyBar
from ui.pictures import Pictures
from ui.widgets.pill import Pill
from ui.widgets.section import Panel, labelled
from ui.wording import now_seconds
from ui.worker import Background

NUMBER_WIDTH, KIND_WIDTH, TITLE_WIDTH = 190, 44, 150
STEPS = {
    ("verification", "again"): "reissue_verification",
    ("verification", "cancel"): "cancel_verification",
    ("inspection", "again"): "reissue_inspection",
    ("inspection", "cancel"): "cancel_inspection",
}


class OrderRow(QWidget):
    """One order. Signals: `chosen(str, object)` what to do with it: `see`, `again`, `cancel`."""

    chosen = Signal(str, object)

    def __init__(
        self, order: FieldOrder, kind: str, now: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.order = order
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for words, width in (
            (kind, KIND_WIDTH),
            (order.number, NUMBER_WIDTH),
            (order.title, TITLE_WIDTH),
        ):
            label = labelled(words, "plain")
            label.setFixedWidth(width)
            row.addWidget(label)
        place = QLabel(order.address or order.question)
        place.setTextFormat(Qt.TextFormat.PlainText)
        place.setProperty("role", "secondary")
        place.setMinimumWidth(40)
        row.addWidget(place, 1)
        left = time_left(order.due_at, now)
        row.addWidget(Pill(left.text, left.level))
        for action, words in (("see", _("查看")), ("again", _("改派")), ("cancel", _("取消"))):
            button = QPushButton(words)
            button.setProperty("tone", "link")
            button.setAccessibleName(f"{words} {order.number}")
            button.clicked.connect(partial(self._choose, action))
            row.addWidget(button)

    def _choose(self, action: str, _checked: bool = False) -> None:
        self.chosen.emit(action, self.order)


class FieldPane(Panel):
    """All open orders by collector.

    Signals: `case_wanted(str)` see a case; `told(str)`, `failed(str)` a sentence for a toast;
    `step_taken(str)` a step stands on the disk.
    """

    case_wanted = Signal(str)
    told = Signal(str)
    failed = Signal(str)
    step_taken = Signal(str)

    def __init__(self, duty: Duty, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._pictures = Pictures(duty.pictures, self)
        self._shown: tuple[Sequence[FieldLoad], int] | None = None
        self.setAccessibleName(_("采集员"))
        self.summary = labelled("", "secondary")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(labelled(_("采集员"), "title"))
        head.addWidget(self.summary, 1)
        self.replies = ReplyBar(duty, background)
        self.replies.told.connect(self.told)
        self.replies.taken.connect(self.refresh)
        self.change = QPushButton(_("登记部件变更…"))
        self.change.setVisible(may_note_change(duty))
        self.change.clicked.connect(self._note_change)
        head.addWidget(self.change)
        head.addWidget(self.replies.button)
        page = QWidget()
        self._cards = QVBoxLayout(page)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 12)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self.replies)
        layout.addWidget(scrolled(page), 1)

    @property
    def rows(self) -> list[OrderRow]:
        """The orders from the top."""
        return [row for row in self.findChildren(OrderRow) if row.isVisibleTo(self)]

    def refresh(self) -> None:
        """Read the orders again."""
        self._background.look(partial(read_loads, self._duty.reader), self._show)

    def _show(self, shown: tuple[Sequence[FieldLoad], int]) -> None:
        if shown == self._shown:
            return
        self._shown = shown
        loads, most = shown
        empty(self._cards)
        now = now_seconds()
        orders = sum(len(load.orders) for load in loads)
        late = sum(load.late(now) for load in loads)
        self.summary.setText(
            _("{people} 人在办 {orders} 件，超时 {late} 件").format(
                people=len(loads), orders=orders, late=late
            )
            if orders
            else ""
        )
        for load in loads:
            self._cards.addWidget(self._card(load, most, now))
        if not loads:
            words = _("没有等采集员回复的核实和核查。下达后可在这里看到谁手里有几件。")
            self._cards.addWidget(labelled(words, "secondary"))
        self._cards.addStretch(1)

    def _card(self, load: FieldLoad, most: int, now: int) -> QWidget:
        card = QFrame()
        card.setObjectName("box")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(labelled(load.name, "strong"))
        head.addWidget(labelled(f"{load.code}  {load.team}".strip(), "secondary"))
        head.addStretch(1)
        head.addWidget(_load_pill(load, most, now))
        layout.addLayout(head)
        for order in load.orders:
            kind = self._duty.workflow.subjects[order.subject]
            row = OrderRow(order, _(kind.label), now)
            row.chosen.connect(self._do)
            layout.addWidget(row)
        return card

    def _do(self, action: str, order: FieldOrder) -> None:
        if action == "see":
            self.case_wanted.emit(order.case_id)
            return
        read = partial(read_case, self._duty, order.case_id, order.case_id)
        self._background.run(read, partial(self._ask, STEPS[order.subject, action]))

    def _ask(self, step: str, shown: Shown | None) -> None:
        offered: Sequence[OfferedStep] = () if shown is None else shown.offered
        found = next((one for one in offered if one.step == step), None)
        if shown is None or found is None:
            self.failed.emit(_("您现在不能对这一件办理这一步。"))
            return
        detail = shown.detail
        dialog = StepDialog(
            self._duty, self._background, self._pictures, found, detail.state, detail,
            parent=self.window(),
        )  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.told.connect(self.told)
        dialog.taken.connect(self._settle)
        dialog.open()

    def _note_change(self) -> None:
        """Register a change of a component that a collector told of."""
        dialog = ChangeDialog(self._duty, self._background, self._pictures, self.window())
        dialog.told.connect(self.told)
        dialog.taken.connect(self._settle)
        dialog.open()

    def _settle(self, subject_id: str) -> None:
        self.refresh()
        self.step_taken.emit(subject_id)


def _load_pill(load: FieldLoad, most: int, now: int) -> Pill:
    """How full a collector's hands are; late orders count first."""
    late, words = load.late(now), load_words(len(load.orders), most)
    if late:
        return Pill(_("{load}，超时 {late} 件").format(load=words, late=late), Level.LATE)
    return Pill(words, Level.NEAR if len(load.orders) > most else Level.IN_TIME)
