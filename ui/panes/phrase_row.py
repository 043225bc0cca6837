"""Office phrases with the rule to quote: one choice fills both fields."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from seatapp.text import _
from ui.fields.catalogue import Item
from ui.fields.form import LABEL_WIDTH
from ui.widgets.section import labelled


class PhraseRow(QWidget):
    """A list of phrases. Signals: `chosen(object)` the values that one stands for."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QComboBox()
        self.box.setAccessibleName(_("常用理由"))
        self.box.activated.connect(self._choose)
        label = labelled(_("常用理由"), "field")
        label.setFixedWidth(LABEL_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 10)
        row.setSpacing(12)
        row.addWidget(label)
        row.addWidget(self.box, 1)

    def offer(self, phrases: Sequence[Item]) -> None:
        """Offer these phrases, none chosen."""
        self.box.clear()
        self.box.addItem(_("选一条，理由和依据自动填好"), None)
        for item in phrases:
            self.box.addItem(item.name, {"reason": item.name, "rule_cited": item.beside})

    def _choose(self, place: int) -> None:
        values = self.box.itemData(place)
        if values:
            self.chosen.emit(values)
