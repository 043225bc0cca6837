"""What helps beside the form while it is filled: the meter, kept up to date as people type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seatapp.text import _
from ui.duty import Duty
from ui.layouts import scrolled
from ui.panes.meter_list import MeterList
from ui.widgets.section import labelled
from ui.wording import now_seconds
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.intake.meter import Reading

WIDTH = 400
PAUSE_MS = 350
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Advice:
    """What was measured and found for one state of the form."""

    reading: Reading


def advice_for(duty: Duty, values: Values) -> Advice:
    """Measure and find; waits for a disk."""
    return Advice(duty.desk.intake.reading(values, now_seconds()))


class Adviser(QWidget):
    """The right side of the intake: looks again shortly after the last key, off the GUI thread."""

    def __init__(
        self,
        duty: Duty,
        background: Background,
        values: Callable[[], Values],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._values = values
        self._asked: Values | None = None
        self._told: Values | None = None
        self.meter = MeterList()
        self._timer = QTimer(self)
        self._timer.setObjectName("report measured")
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.look)
        self.setFixedWidth(WIDTH)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(labelled(_("立案条件检查"), "heading"))
        rows.addWidget(self.meter)
        rows.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(page))

    @property
    def settled(self) -> bool:
        """Whether what is shown is about what stands in the form now."""
        return not self._timer.isActive() and self._told == self._values()

    def touch(self) -> None:
        """Something was typed."""
        self._timer.start()

    def look(self) -> None:
        """Measure what stands in the form now; one look at a time, and the last one counts."""
        values = dict(self._values())
        if self._asked is not None:
            self._timer.start()
            return
        self._asked = values
        self._background.run(
            partial(advice_for, self._duty, values), partial(self._take, values), self._give_up
        )

    def _take(self, values: Values, advice: Advice) -> None:
        self._asked = None
        self._told = values
        self.meter.show_reading(advice.reading)

    def _give_up(self, _error: object) -> None:
        self._asked = None
