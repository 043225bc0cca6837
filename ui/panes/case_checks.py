"""The checks of a case: the live meter before it is filed, the record afterwards, duplicates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seatapp.domain.checks.names import check_words, result_words
from seatapp.domain.checks.record import Recorded, recorded
from seatapp.local.views import CaseDetail
from seatapp.text import _
from ui.duty import Duty
from ui.layouts import empty
from ui.panes.added_demand import ADD_DEMAND
from ui.panes.advice import Advice, advice_for, similar_words
from ui.panes.meter_list import MeterList
from ui.panes.similar_list import SimilarList
from ui.pictures import Pictures
from ui.widgets.fact_grid import Fact, FactGrid
from ui.widgets.section import labelled
from ui.wording import named
from ui.worker import Background

EARLY = frozenset({"reported", "returned", "verifying", "prefiled"})
"""Before a case is filed its checks are measured anew each time it is shown."""

SEE, MERGE, LINK = "see", "merge", "link"
STEPS_OF: Mapping[str, frozenset[str]] = {
    MERGE: frozenset({"merge_report", "merge_case"}),
    LINK: frozenset({"link"}),
}
FIELD_OF: Mapping[str, str] = {MERGE: "merged_into", LINK: "linked_to"}
"""The steps that do it, and the field that names the other case."""


class CaseChecks(QWidget):
    """Meter, record and similar cases.

    Signals: `chosen(str, str, str)` an action, the number and the identifier of a similar case;
    `photo_opened(str)` see a photo large; `counted(str)` the words for the tab.
    """

    chosen = Signal(str, str, str)
    photo_opened = Signal(str)
    counted = Signal(str)

    def __init__(
        self,
        duty: Duty,
        background: Background,
        pictures: Pictures,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._state: Mapping[str, Any] = {}
        self._measured: Mapping[str, Any] | None = None
        self.meter = MeterList()
        self._record = QVBoxLayout()
        self._record.setSpacing(8)
        actions = [
            (SEE, _("查看")),
            (MERGE, _("本件合并到此件")),
            (ADD_DEMAND, _("追加诉求到此件")),
            (LINK, _("关联")),
        ]
        self.similar = SimilarList(duty.workflow, pictures, actions)
        self.similar.chosen.connect(self._choose)
        self.similar.photo_opened.connect(self.photo_opened)
        self._heading = labelled(similar_words(0), "heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.meter)
        layout.addLayout(self._record)
        layout.addWidget(self._heading)
        layout.addWidget(self.similar)
        layout.addStretch(1)

    def show_case(self, detail: CaseDetail) -> None:
        """Show the checks of this case; those of a filed one are measured when they are seen."""
        fresh = self._state.get("id") != detail.state.get("id")
        self._state = detail.state
        early = detail.state["stage"] in EARLY
        self.meter.setVisible(early)
        self._show_record(detail.state)
        if fresh:
            self.meter.show_reading(None)
            self.similar.show_similar(())
            self.counted.emit(_("检查"))
        if early or self.isVisible():
            self._measure()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure what is being looked at."""
        super().showEvent(event)
        if self._state and self._measured != self._state:
            self._measure()

    def _measure(self) -> None:
        state = self._state
        self._measured = state
        measure = partial(advice_for, self._duty, state)
        give_up = self._give_up
        self._background.run(measure, partial(self._take, state), give_up, give_up)

    def _take(self, state: Mapping[str, Any], advice: Advice) -> None:
        if state is not self._state:
            return
        self.meter.show_reading(advice.reading)
        self.similar.show_similar(advice.similar, advice.whole)
        self._heading.setText(similar_words(len(advice.similar)))
        amiss = advice.reading.count("reject") + advice.reading.count("warn")
        early = state["stage"] in EARLY
        self.counted.emit(_("检查 {n}").format(n=amiss) if early and amiss else _("检查"))

    def _give_up(self, _error: object = None) -> None:
        self._measured = None

    def _show_record(self, state: Mapping[str, Any]) -> None:
        """What the checks said when the case was pre-filed, and why it was passed."""
        empty(self._record)
        lines = recorded(state.get("checks") or ())
        if not lines:
            return
        version = str(state.get("checks_version") or "-")
        title = _("预立案时的检查（标准 {v}）").format(v=version)
        self._record.addWidget(labelled(title, "heading"))
        facts = [Fact(check_words(one.check), _recorded_words(one)) for one in lines]
        grid = FactGrid()
        grid.show_facts(facts)
        self._record.addWidget(grid)
        reason = state.get("override_reason")
        if reason:
            words = labelled(named(_("放行理由"), str(reason)), "strong")
            words.setWordWrap(True)
            self._record.addWidget(words)

    def _choose(self, action: str, case_id: str) -> None:
        for card in self.similar.cards:
            if card.similar.case_id == case_id:
                self.chosen.emit(action, card.similar.number, case_id)


def _recorded_words(one: Recorded) -> str:
    words = result_words(one.result)
    return f"{words}  {one.value}" if one.value and one.result != "pass" else words
