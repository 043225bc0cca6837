"""The deadline of a case: what was asked and who decides it, and why it is due when it is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seatapp.domain.workflow import Workflow
from seatapp.local.deadlines import DeadlineView, RequestView
from seatapp.text import _
from ui.layouts import empty
from ui.panes.deadline_cards import EarlierRequests, Lines, ReckoningCard
from ui.pictures import Pictures
from ui.request_words import request_facts, request_title
from ui.widgets.fact_grid import value_label
from ui.widgets.picture_tile import PictureTile
from ui.widgets.section import Panel, labelled
from ui.wording import Names


class CaseDeadline(QWidget):
    """The page of the panel that units are answered from.

    Signals: `photo_opened(list, int)` a scan is wanted large, from that place on.
    """

    photo_opened = Signal(list, int)

    def __init__(
        self, workflow: Workflow, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workflow = workflow
        self._pictures = pictures
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)

    def show_deadline(self, view: DeadlineView | None, names: Names) -> None:
        """Show this instead of the former case."""
        empty(self._layout)
        if view is not None:
            waiting = view.waiting
            for request in waiting:
                self._layout.addWidget(self._card(request, names))
            settled = [one for one in view.requests if one not in waiting]
            if settled:
                self._layout.addWidget(labelled(_("以前的申请"), "heading"))
                self._layout.addWidget(EarlierRequests(self._workflow, settled, names))
            for request in waiting:
                self._add_scans(list(request.state.get("scans") or ()))
            self._layout.addWidget(labelled(_("时限说明"), "heading"))
            self._layout.addWidget(ReckoningCard(self._workflow, view.explanation, names))
        self._layout.addStretch(1)

    def _card(self, request: RequestView, names: Names) -> Panel:
        state = request.state
        card = Panel()
        layout = QVBoxLayout(card)
        layout.setContentsMargins(14, 12, 14, 14)
        layout.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(labelled(request_title(self._workflow, state, names), "title"))
        head.addWidget(labelled(_("第 {n} 次").format(n=request.number), "strong"))
        head.addStretch(1)
        stage = self._workflow.stage("request", str(state["stage"]))
        head.addWidget(labelled(_(stage.label), "secondary"))
        layout.addLayout(head)
        layout.addWidget(value_label(str(state.get("reason") or ""), _("理由")))
        facts = Lines()
        facts.show_lines(request_facts(self._workflow, request, names))
        layout.addWidget(facts)
        return card

    def _open(self, hashes: list[str], chosen: str) -> None:
        self.photo_opened.emit(hashes, hashes.index(chosen))

    def _add_scans(self, hashes: list[str]) -> None:
        self._layout.addWidget(labelled(_("盖章申请扫描件"), "heading"))
        if not hashes:
            self._layout.addWidget(labelled(_("没有附盖章的书面申请。"), "secondary"))
        for place, sha256 in enumerate(hashes, 1):
            tile = PictureTile(self._pictures, sha256, _("扫描件 {n}").format(n=place))
            tile.opened.connect(partial(self._open, hashes))
            self._layout.addWidget(tile)
