"""Why a unit asks for something: its reason, the facts, what it asked before, the reckoning."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from seatapp.domain.workflow import Workflow
from seatapp.text import _
from ui.layouts import empty, lay_out_now, scrolled
from ui.panes.deadline_cards import EarlierRequests, Lines, ReckoningCard
from ui.panes.request_shown import ShownRequest
from ui.request_words import request_facts
from ui.widgets.fact_grid import value_label
from ui.widgets.section import labelled


class RequestPage(QWidget):
    """What is to be read before a request is decided."""

    def __init__(self, workflow: Workflow) -> None:
        super().__init__()
        self._workflow = workflow
        self._shown: ShownRequest | None = None
        self._reason = value_label("", _("理由"))
        self._reason.setProperty("role", "lead")
        self._facts = Lines()
        self._earlier = QVBoxLayout()
        self._earlier.setSpacing(8)
        self.why = QPushButton()
        self.why.setProperty("tone", "link")
        self.why.setCheckable(True)
        self.why.toggled.connect(self._unfold)
        self._reckoning = QVBoxLayout()
        self._lay_out()

    def fold(self) -> None:
        """Hide the reckoning: few decisions need it."""
        self.why.setChecked(False)

    def show_request(self, shown: ShownRequest) -> None:
        """Show a request, or the same one as it stands now."""
        self._shown = shown
        self._reason.setText(str(shown.request.state.get("reason") or ""))
        self._draw_earlier(shown)
        self._unfold(self.why.isChecked())
        self.refresh_time()
        lay_out_now(self, self._area)

    def refresh_time(self) -> None:
        """Write anew what changes with the time."""
        if self._shown is not None:
            request, names = self._shown.request, self._shown.case.names
            self._facts.show_lines(request_facts(self._workflow, request, names, outlook=False))

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._reason)
        column.addWidget(self._facts)
        column.addLayout(self._earlier)
        column.addWidget(self.why, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._reckoning)
        column.addStretch(1)
        self._area = scrolled(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)

    def _draw_earlier(self, shown: ShownRequest) -> None:
        empty(self._earlier)
        assert shown.case.deadline is not None
        earlier = [one for one in shown.case.deadline.requests if one is not shown.request]
        if earlier:
            words = _("本案以前的申请 {n} 次").format(n=len(earlier))
            self._earlier.addWidget(labelled(words, "heading"))
            self._earlier.addWidget(EarlierRequests(self._workflow, earlier, shown.case.names))

    def _unfold(self, wanted: bool) -> None:
        """Show or hide why the deadline stands where it stands."""
        self.why.setText(_("▾ 时限说明") if wanted else _("▸ 时限说明：每一段怎么算的"))
        empty(self._reckoning)
        if wanted and self._shown is not None and self._shown.case.deadline is not None:
            told = self._shown.case.deadline.explanation
            card = ReckoningCard(self._workflow, told, self._shown.case.names)
            self._reckoning.addWidget(card)
            QTimer.singleShot(0, card, partial(self._area.ensureWidgetVisible, self.why, 0, 400))
