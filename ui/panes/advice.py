"""What helps beside the form while it is filled: the meter, kept up to date as people type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seatapp.text import _
from ui.duty import Duty
from ui.layouts import scrolled
from ui.panes.added_demand import ADD_DEMAND
from ui.panes.meter_list import MeterList
from ui.panes.similar_list import SimilarList
from ui.pictures import Pictures
from ui.widgets.section import labelled
from ui.wording import now_seconds
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.intake.likeness import Similar
    from seatapp.intake.meter import Reading
    from seatapp.intake.suggestions import Suggestion

WIDTH = 400
OPEN = "open"
"""What can be done from the form with a case that may be the same, besides adding to it."""

PAUSE_MS = 350
AGAIN_MS = 5000
"""So long after an answer without words the same is asked again."""

BEFORE = frozenset({"case_kind", "source", "urgency", "area"})
"""What stands in a form, or is kept for the next report, before somebody types."""

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Advice:
    """What was measured and found for one state; `whole`: words were compared as well."""

    reading: Reading
    similar: Sequence[Similar]
    classes: Sequence[Suggestion] = ()
    whole: bool = True


def advice_for(duty: Duty, values: Values) -> Advice:
    """Measure and find; waits for a disk."""
    intake, now = duty.desk.intake, now_seconds()
    asked = values.get("case_kind") == "grid" and not values.get("class_code")
    text = str(values.get("description") or "") if asked else ""
    similar = intake.similar(values, now)
    whole = intake.compares_words or not values.get("description")
    return Advice(intake.reading(values, now), similar, intake.suggested_classes(text), whole)


class Adviser(QWidget):
    """The right side of the intake: looks again shortly after the last key, off the GUI thread.

    Signals: `chosen(str, str)` an action of `ACTIONS` and a similar case; `photo_opened(str)` see
    a photo large; `classes_suggested(list)` classes that the words speak for.
    """

    classes_suggested = Signal(list)

    chosen = Signal(str, str)
    photo_opened = Signal(str)

    def __init__(
        self,
        duty: Duty,
        background: Background,
        pictures: Pictures,
        values: Callable[[], Values],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._values = values
        self._asked: Values | None = None
        self._told: Values | None = None
        self.meter = MeterList(_("边填边检查，缺什么、哪里不对会列在这里。"))
        actions = [(OPEN, _("查看")), (ADD_DEMAND, _("追加诉求到此件"))]
        self.similar = SimilarList(duty.workflow, pictures, actions)
        self.similar.chosen.connect(self.chosen)
        self.similar.photo_opened.connect(self.photo_opened)
        self._heading = labelled("", "heading")
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.setObjectName("words awaited")
        self._again.timeout.connect(self.look)
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
        rows.addSpacing(8)
        rows.addWidget(self._heading)
        rows.addWidget(self.similar)
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
        measure = partial(advice_for, self._duty, values)
        give_up = self._give_up
        self._background.run(measure, partial(self._take, values), give_up, give_up)

    def _take(self, values: Values, advice: Advice) -> None:
        self._asked = None
        self._told = values
        # Before anything is typed there is nothing amiss yet.
        begun = bool(values.keys() - BEFORE)
        self.meter.show_reading(advice.reading if begun else None)
        self.similar.show_similar(advice.similar, advice.whole)
        if not advice.whole:
            self._again.start()
        self._heading.setText(similar_words(len(advice.similar)))
        self.classes_suggested.emit(list(advice.classes))

    def _give_up(self, _error: object = None) -> None:
        self._asked = None


def similar_words(count: int) -> str:
    """The heading over the similar cases."""
    return _("可能重复 {n}").format(n=count) if count else _("可能重复")
