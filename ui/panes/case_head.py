"""The head of a case: what it is called, where it stands, its numbers, and how long it has."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seatapp.domain.workflow import Workflow
from seatapp.reports.approvals import requests_of
from seatapp.reports.letters import issued_letters
from seatapp.text import _
from ui.panes.case_shown import Shown, deadline_of, due_words, numbers_of, title_of
from ui.widgets.elided import ElidedLabel
from ui.widgets.pill import Pill
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled
from ui.wording import choice_words, now_seconds


class CaseHead(QWidget):
    """Two lines over the pages of a case; `beside` stands at the end of the second.

    Signals: `letters_wanted()` the letters and approvals of the case are asked for.
    """

    letters_wanted = Signal()

    def __init__(self, workflow: Workflow, beside: QWidget) -> None:
        super().__init__()
        self._workflow = workflow
        self._shown: Shown | None = None
        self.title = ElidedLabel()
        self.title.setProperty("role", "title")
        self.mark = labelled("", "pending")
        self.pill = Pill()
        self.kind = labelled("", "secondary")
        self.numbers = ElidedLabel()
        self.numbers.setProperty("role", "secondary")
        self.numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.letters = pressed("", "link", self.letters_wanted.emit)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addLayout(_line(10, self.title, self.mark, None, self.pill))
        lines.addLayout(_line(12, self.kind, self.numbers, self.letters, beside))

    def show_case(self, shown: Shown) -> None:
        """Show this case instead of the former one."""
        self._shown = shown
        detail, workflow = shown.detail, self._workflow
        self.title.setText(title_of(workflow, detail))
        self.numbers.setText(numbers_of(detail.state))
        kind = choice_words(workflow, "case_kind", str(detail.state.get("case_kind") or ""))
        stage = workflow.stage("case", str(detail.state["stage"]))
        self.kind.setText(f"{kind} · {_(stage.label)}")
        count = len(issued_letters(shown.story)) + len(requests_of(detail))
        self.letters.setText(_("函件 {n}").format(n=count))
        self.letters.setVisible(bool(count))
        self.mark.setText(_("◷ 未发送") if detail.pending else "")
        self.mark.setVisible(detail.pending)
        self.refresh_time()

    def refresh_time(self) -> None:
        """Write the time that is left anew."""
        if self._shown is not None:
            state, now = self._shown.detail.state, now_seconds()
            self.pill.say(*deadline_of(self._workflow, state, now, self._shown.near))
            self.pill.setToolTip(due_words(state, now))


def _line(space: int, *parts: QWidget | None) -> QHBoxLayout:
    """Parts beside one another; None takes the room that is left, else what can be elided does."""
    line = QHBoxLayout()
    line.setSpacing(space)
    for part in parts:
        if part is None:
            line.addStretch(1)
        else:
            line.addWidget(part, int(isinstance(part, ElidedLabel) and None not in parts))
    return line
