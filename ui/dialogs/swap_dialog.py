"""Asks which turn is given away, to whom, and which one is taken in return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from seatapp.domain.roster import Turn
from seatapp.text import _
from ui.dialogs.small_form import SmallForm

LONGEST_REASON = 200


class SwapDialog(SmallForm):
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
        super().__init__(_("申请换班"), _("提交申请"), 460, parent)
        self._others = others
        self.given, self.colleague, self.taken = QComboBox(), QComboBox(), QComboBox()
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        for turn in mine:
            self.given.addItem(f"{turn.day:%m-%d} {turn.shift.name}", turn.code)
        for person in dict.fromkeys(turn.person for turn in others):
            self.colleague.addItem(people.get(person, person), person)
        self.colleague.currentIndexChanged.connect(self._offer_turns)
        self.send.clicked.connect(self._choose)
        self.send.setEnabled(self.colleague.count() > 0)
        self.lay_out(
            [
                (_("我换出的班"), self.given),
                (_("替班人"), self.colleague),
                (_("我换回的班"), self.taken),
                (_("理由"), self.reason),
            ],
            _("同事同意、领导批准以后，排班表才会改。"),
        )
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
