"""One step that the centre did not accept: why, what was typed, and the ways to settle it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seatapp.domain.refused import HANDED
from seatapp.domain.workflow import Workflow
from seatapp.local.views import RefusalItem
from seatapp.text import _
from ui.actions import StepButton
from ui.durations import moment
from ui.panes.refusal_now import Now
from ui.pictures import Pictures
from ui.widgets.dressed import dress
from ui.widgets.fact_grid import Fact, FactGrid, value_label
from ui.widgets.photo_strip import PhotoStrip
from ui.widgets.section import labelled
from ui.wording import Names, now_seconds, value_words

AGAIN, LOOK, HAND, DROP = KEYS = ("A", "V", "L", "X")
"""The keys of the four ways on, as they stand on the buttons."""

PHOTOS_IN_A_ROW = 6

BY_HAND = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.MouseFocusReason,
)


@dataclass(frozen=True)
class Listed:
    """A refusal with the words for the codes that were typed, and how things stand now."""

    item: RefusalItem
    names: Names
    now: Now


def whose_words(item: RefusalItem) -> str:
    """Why the work of somebody else stands here; nothing for one's own."""
    if item.own or item.stage is None:
        return ""
    if item.stage == HANDED:
        return _("{name} 已交值班长处理").format(name=item.author_name)
    return _("{name} 不在岗或尚未处理，由值班长处理").format(name=item.author_name)


def typed_facts(workflow: Workflow, listed: Listed) -> list[Fact]:
    """What was typed, in words, in the order of the table."""
    item = listed.item
    found = []
    for field in workflow.fields_of(item.subject):
        words = value_words(workflow, field, item.values.get(field.name), listed.names)
        if words:
            found.append(Fact(_(field.label), words))
    return found


def photos_typed(workflow: Workflow, item: RefusalItem) -> list[str]:
    """The photos that the step named, in the order of the table."""
    fields = (field for field in workflow.fields_of(item.subject) if field.type == "photos")
    listed = (item.values.get(field.name) for field in fields)
    return [str(one) for photos in listed if isinstance(photos, list) for one in photos]


class RefusalCard(QFrame):
    """One refused step with what fell with it.

    Signals: `again_wanted(object)`, `hand_wanted(object)`, `drop_wanted(object)`, and
    `root_wanted(object, str)` with the kind of the root, each with the `RefusalItem`;
    `entered()` somebody went to it with Tab or the mouse; `photos_wanted(list, int)` the photos are
    wanted large, from that place on.
    """

    photos_wanted = Signal(list, int)
    again_wanted = Signal(object)
    hand_wanted = Signal(object)
    drop_wanted = Signal(object)
    root_wanted = Signal(object, str)
    entered = Signal()

    def __init__(
        self,
        workflow: Workflow,
        listed: Listed,
        pictures: Pictures,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.item, self._now = listed.item, listed.now
        self.setObjectName("box")
        self.setAccessibleName(
            _("未接收：{label}，{sentence}").format(
                label=self.item.label, sentence=self.item.sentence
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(self._head())
        whose = whose_words(self.item)
        if whose:
            layout.addWidget(labelled(whose, "strong"))
        why = value_label(f"✕ {self.item.sentence}", _("原因"))
        why.setProperty("role", "why")
        layout.addWidget(why)
        if listed.now.words:
            layout.addWidget(value_label(listed.now.words, _("现在的情况")))
        advice = listed.now.advice or self.item.advice
        layout.addWidget(value_label(advice, _("怎么办")))
        if self.item.chain:
            words = _("后面还有 {n} 步是接着它办的，随它一起未生效，会一并处理。")
            layout.addWidget(labelled(words.format(n=self.item.chain), "secondary"))
        typed = typed_facts(workflow, listed)
        if typed:
            layout.addWidget(labelled(_("当时填写的内容"), "heading"))
            grid = FactGrid()
            grid.show_facts(typed)
            layout.addWidget(grid)
        self._add_photos(layout, photos_typed(workflow, self.item), pictures)
        layout.addLayout(self._buttons(workflow))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when somebody comes to a button; a window that comes back says nothing."""
        if isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() in BY_HAND:
            self.entered.emit()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses the card."""
        super().mousePressEvent(event)
        self.entered.emit()

    def mark(self, chosen: bool) -> None:
        """Show whether the keys act on this card."""
        dress(self, chosen=chosen)

    def press(self, key: str) -> None:
        """Press the button with this key, where there is one."""
        button = dict(zip(KEYS, (self.again, self.look, self.hand, self.drop), strict=True))[key]
        if button.isVisible():
            button.click()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(labelled(self.item.label, "strong"))
        what = "   ".join(part for part in (self.item.title, self.item.number) if part)
        head.addWidget(labelled(what, "plain"), 1)
        when = moment(self.item.claimed_at, now_seconds())
        head.addWidget(labelled(f"{self.item.author_name}   {when}", "secondary"))
        return head

    def _add_photos(self, layout: QVBoxLayout, hashes: Sequence[str], pictures: Pictures) -> None:
        if not hashes:
            return
        strip = PhotoStrip(pictures, hashes, PHOTOS_IN_A_ROW)
        strip.opened.connect(self.photos_wanted)
        layout.addWidget(strip)
        if self.item.seat_code:
            words = _("照片是在席位 {code} 加入的。这里还看不到的，那台席位联网后自动传来。")
            layout.addWidget(labelled(words.format(code=self.item.seat_code), "secondary"))

    def _buttons(self, workflow: Workflow) -> QHBoxLayout:
        again = "primary" if self._now.again else "normal"
        self.again = StepButton(_("按现在的情况重新办理"), AGAIN, again)
        root = workflow.subjects.get(self._now.root)
        what = "" if root is None else _(root.label)
        self.look = StepButton(_("查看{what}").format(what=what), LOOK, "normal")
        self.look.setVisible(bool(self._now.root))
        self.hand = StepButton(_("交值班长"), HAND, "normal")
        self.hand.setToolTip(
            _("下班或不便处理时，交值班长接着处理，值班长在自己的席位上就能看到。")
        )
        self.hand.setVisible(self.item.can_hand)
        self.drop = StepButton(_("放弃…"), DROP, "danger")
        for button in (self.again, self.look, self.hand, self.drop):
            button.installEventFilter(self)
        self.again.clicked.connect(self._want_again)
        self.look.clicked.connect(self._want_root)
        self.hand.clicked.connect(self._want_hand)
        self.drop.clicked.connect(self._want_drop)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.again)
        row.addWidget(self.look)
        row.addWidget(self.hand)
        row.addStretch(1)
        row.addWidget(self.drop)
        return row

    def _want_again(self) -> None:
        self.again_wanted.emit(self.item)

    def _want_root(self) -> None:
        self.root_wanted.emit(self.item, self._now.root)

    def _want_hand(self) -> None:
        self.hand.setEnabled(False)
        self.hand_wanted.emit(self.item)

    def _want_drop(self) -> None:
        self.drop_wanted.emit(self.item)
