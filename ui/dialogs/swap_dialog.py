"""Asks which turn is given away, to whom, and which one is taken in return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.roster import Turn
from seatapp.text import _
from ui.widgets.section import labelled

LONGEST_REASON = 200


class SwapDialog(QDialog):
    """A request for a swap.

    Signals: `chosen(object)` the values of the request, as a mapping of texts.
    """

    chosen = Signal(object)

    def __init__(
        self,
        mine: Sequence[Turn],
        others: Sequence[Turn],
        people: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("申请换班"))
        self.setMinimumWidth(460)
        self._others = others
        self.given, self.colleague, self.taken = QComboBox(), QComboBox(), QComboBox()
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        for turn in mine:
            self.given.addItem(f"{turn.day:%m-%d} {turn.shift.name}", turn.code)
        for person in dict.fromkeys(turn.person for turn in others):
            self.colleague.addItem(people.get(person, person), person)
        self.colleague.currentIndexChanged.connect(self._offer_turns)
        form = QFormLayout()
        form.setSpacing(10)
        for words, widget in (
            (_("我换出的班"), self.given),
            (_("替班人"), self.colleague),
            (_("我值他的班"), self.taken),
            (_("理由"), self.reason),
        ):
            widget.setAccessibleName(words)
            form.addRow(labelled(words, "field"), widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(labelled(_("申请换班"), "title"))
        layout.addLayout(form)
        layout.addWidget(labelled(_("同事同意、领导批准以后，排班表才会改。"), "secondary"))
        self.send = QPushButton(_("提交申请"))
        self.send.setProperty("tone", "primary")
        self.send.clicked.connect(self._choose)
        self.send.setEnabled(self.colleague.count() > 0)
        cancel = QPushButton(_("取消"))
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.send)
        layout.addLayout(foot)
        self._offer_turns()

    def _offer_turns(self) -> None:
        self.taken.clear()
        self.taken.addItem(_("不换回"), "")
        for turn in self._others:
            if turn.person == self.colleague.currentData():
                self.taken.addItem(f"{turn.day:%m-%d} {turn.shift.name}", turn.code)

    def _choose(self) -> None:
        values = {
            "given": self.given.currentData(),
            "colleague": self.colleague.currentData(),
            "taken": self.taken.currentData(),
            "reason": self.reason.text().strip(),
        }
        self.chosen.emit({name: value for name, value in values.items() if value})
        self.accept()
