"""Two cards that every page about a deadline shows: earlier requests, and the reckoning."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from seatapp.domain.explain import Explanation
from seatapp.domain.workflow import Workflow
from seatapp.local.deadlines import RequestView
from seatapp.text import _
from ui.durations import moment
from ui.layouts import empty
from ui.reckoning_words import explained
from ui.request_words import granted_words, request_title
from ui.widgets.fact_grid import value_label
from ui.widgets.section import Panel, labelled
from ui.wording import Names, called, now_seconds


class Lines(QWidget):
    """Labels at the left, values at the right, one matter a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show these instead of the former ones."""
        empty(self._grid)
        for row, (label, words) in enumerate(lines):
            name = labelled(label, "secondary")
            name.setContentsMargins(0, 1, 0, 0)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value_label(words, label), row, 1)


class EarlierRequests(Panel):
    """What was asked before, what was granted of it, by whom and with which words."""

    def __init__(
        self,
        workflow: Workflow,
        requests: Sequence[RequestView],
        names: Names,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(4)
        for request in requests:
            head = _head_of(workflow, request, names)
            layout.addWidget(value_label(head, _("以前的申请")))
            said = _said(request, names)
            if said:
                label = value_label(said, _("理由和意见"))
                label.setProperty("role", "secondary")
                layout.addWidget(label)


class ReckoningCard(Panel):
    """Why a deadline stands where it stands, line by line."""

    def __init__(
        self,
        workflow: Workflow,
        told: Explanation | None,
        names: Names,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        if told is None:
            layout.addWidget(labelled(_("现在没有在走的时限。"), "secondary"))
            return
        lines = Lines()
        lines.show_lines(explained(workflow, told, names))
        layout.addWidget(lines)


def _head_of(workflow: Workflow, request: RequestView, names: Names) -> str:
    """What was asked, what was granted of it and what became of it, in one line."""
    state, now = request.state, now_seconds()
    granted = granted_words(state)
    settled = state.get("settled_at")
    parts = (
        _("第 {n} 次").format(n=request.number),
        _("申请{what}").format(what=request_title(workflow, state, names)),
        _("批给 {amount}").format(amount=granted) if granted else "",
        _(workflow.stage("request", str(state["stage"])).label),
        called(names, "person", state.get("settled_by")),
        moment(settled, now) if isinstance(settled, int) else "",
    )
    return "   ".join(part for part in parts if part)


def _said(request: RequestView, names: Names) -> str:
    """The unit's reason and the words of whoever decided."""
    state = request.state
    opinion = str(state.get("opinion") or state.get("note") or "")
    parts = (
        (_("理由：{words}"), str(state.get("reason") or "")),
        (_("意见：{words}"), opinion),
    )
    return "\n".join(form.format(words=words) for form, words in parts if words)
