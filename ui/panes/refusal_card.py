"""One step that the centre did not accept: why, what was typed, and the ways to settle it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.domain.refused import HANDED, STANDING
from seatapp.domain.workflow import Workflow
from seatapp.local.views import RefusalItem
from seatapp.text import _
from ui.durations import moment
from ui.panes.case_overview import Fact, FactGrid, value_label
from ui.widgets.section import labelled
from ui.wording import Names, now_seconds, value_words


@dataclass(frozen=True)
class Listed:
    """A refusal with the words for the codes that were typed."""

    item: RefusalItem
    names: Names


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


class RefusalCard(QFrame):
    """One refused step with what fell with it.

    Signals: `again_wanted(object)`, `hand_wanted(object)`, `drop_wanted(object)`,
    `case_wanted(object)`, each with the `RefusalItem`.
    """

    again_wanted = Signal(object)
    hand_wanted = Signal(object)
    drop_wanted = Signal(object)
    case_wanted = Signal(object)

    def __init__(self, workflow: Workflow, listed: Listed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = listed.item
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
        layout.addWidget(value_label(self.item.advice, _("怎么办")))
        if self.item.chain:
            words = _("后面还有 {n} 步是接着它办的，随它一起未生效，会一并处理。")
            layout.addWidget(labelled(words.format(n=self.item.chain), "secondary"))
        typed = typed_facts(workflow, listed)
        if typed:
            layout.addWidget(labelled(_("当时填写的内容"), "heading"))
            grid = FactGrid()
            grid.show_facts(typed)
            layout.addWidget(grid)
        layout.addLayout(self._buttons(workflow))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(labelled(self.item.label, "strong"))
        what = "   ".join(part for part in (self.item.title, self.item.number) if part)
        head.addWidget(labelled(what, "plain"), 1)
        when = moment(self.item.claimed_at, now_seconds())
        head.addWidget(labelled(f"{self.item.author_name}   {when}", "secondary"))
        return head

    def _buttons(self, workflow: Workflow) -> QHBoxLayout:
        self.again = QPushButton(_("按现在的情况重新办理"))
        self.look = QPushButton(_("查看案件"))
        step = workflow.step(self.item.subject, self.item.step)
        never_begun = step is not None and step.creates and self.item.code != "exists"
        self.look.setVisible(not never_begun)
        self.hand = QPushButton(_("交值班长"))
        self.hand.setToolTip(_("下班或不便处理时，交值班长接着处理；他在自己的工作站上就能看到。"))
        self.hand.setVisible(self.item.own and self.item.stage == STANDING)
        self.drop = QPushButton(_("放弃…"))
        self.drop.setProperty("tone", "danger")
        self.again.clicked.connect(self._want_again)
        self.look.clicked.connect(self._want_case)
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

    def _want_case(self) -> None:
        self.case_wanted.emit(self.item)

    def _want_hand(self) -> None:
        self.hand.setEnabled(False)
        self.hand_wanted.emit(self.item)

    def _want_drop(self) -> None:
        self.drop_wanted.emit(self.item)
