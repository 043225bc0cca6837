"""Input for a length of time: a number and its unit, kept in whole minutes."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from seatapp.domain.entries import Value
from seatapp.text import _
from ui.fields.base import FieldInput

HOUR = 60


class SpanInput(FieldInput):
    """Minutes or hours, and days where `use_days` has told how long one counts.

    A working day is never taken for 24 hours: without being told there are no days. The value is
    minutes, and nothing for none.
    """

    def __init__(self, maximum: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._maximum = maximum
        self.number = QSpinBox()
        self.number.setRange(0, maximum)
        self.number.setSpecialValueText(_("未填"))
        self.number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.unit = QComboBox()
        self.unit.addItem(_("分钟"), 1)
        self.unit.addItem(_("小时"), HOUR)
        self.unit.setCurrentIndex(1)
        self.unit.setAccessibleName(_("单位"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.number, 1)
        layout.addWidget(self.unit)
        self.setFocusProxy(self.number)
        self.number.valueChanged.connect(self._tell)
        self.unit.currentIndexChanged.connect(self._tell)

    def use_days(self, words: str, minutes: int) -> None:
        """Offer days too, each of so many minutes."""
        held = self.value()
        self.unit.blockSignals(True)
        if self.unit.count() > 2:
            self.unit.removeItem(2)
        self.unit.addItem(words, minutes)
        self.unit.blockSignals(False)
        self.set_value(held)

    def value(self) -> Value:
        """Minutes, or None."""
        return min(self.number.value() * int(self.unit.currentData()), self._maximum) or None

    def set_value(self, value: Value) -> None:
        """Show the minutes in the largest unit that fits evenly."""
        minutes = int(str(value)) if value else 0
        for part in (self.number, self.unit):
            part.blockSignals(True)
        units = range(self.unit.count() - 1, -1, -1)
        fitting = (n for n in units if minutes % int(self.unit.itemData(n)) == 0)
        self.unit.setCurrentIndex(next(fitting) if minutes else 1)
        self.number.setValue(minutes // int(self.unit.currentData()))
        for part in (self.number, self.unit):
            part.blockSignals(False)

    def first(self) -> QWidget:
        """The number."""
        return self.number

    def _tell(self, _value: int) -> None:
        self.edited.emit()
