"""What stands beside the queue: a case, a request to decide, another root, or a marked pile."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from seatapp.local.views import QueueRow
from ui.frame_duty import FrameDuty
from ui.panes.case_panel import CasePanel
from ui.panes.decision_panel import DecisionPanel
from ui.panes.pile_panel import REQUEST, PilePanel
from ui.panes.root_panel import RootPanel
from ui.trail import Subject
from ui.worker import Background


def subject_of(row: QueueRow) -> Subject:
    """What a row of a queue stands for, as the window remembers it."""
    kind = REQUEST if row.subject == REQUEST else row.root_subject
    return kind, row.subject_id, row.case_id


class RightSide(QStackedWidget):
    """Shows what was chosen in the panel that suits it; the others let their keys go.

    Signals: `step_taken(str)`, `told(str)`, `failed(str)` and `case_wanted(str)` are those of the
    panels; `rows_wanted()` the keys belong to the rows of the queue again.
    """

    step_taken = Signal(str)
    told = Signal(str)
    failed = Signal(str)
    case_wanted = Signal(str)
    rows_wanted = Signal()

    def __init__(self, duty: FrameDuty, background: Background) -> None:
        super().__init__()
        self._company, self._subjects = duty.company, duty.workflow.subjects
        self.beside: Subject | None = None
        self.case = CasePanel(duty, background)
        self.root = RootPanel(duty, background)
        self.request = DecisionPanel(duty, background)
        self.pile = PilePanel(duty, background)
        for panel in (self.case, self.root, self.request, self.pile):
            self.addWidget(panel)
            panel.step_taken.connect(self.step_taken)
            panel.told.connect(self.told)
        self.case.failed.connect(self.failed)
        self.case.case_wanted.connect(self.case_wanted)
        self.root.case_wanted.connect(self.case_wanted)
        self.request.case_wanted.connect(self.case_wanted)
        self.request.left.connect(self.rows_wanted)

    @property
    def shown_subject(self) -> str:
        """The subject that stands here; nothing while none does."""
        if self.currentWidget() is self.request:
            request = self.request.shown
            return "" if request is None else str(request.request.state["id"])
        shown = self.root.shown if self.currentWidget() is self.root else self.case.shown
        return "" if shown is None else shown.subject_id

    @property
    def dialog(self) -> QDialog | None:
        """The dialog that stands over a panel, if one does."""
        over = (self.case, self.root, self.request, self.pile)
        return next((one.dialog for one in over if one.dialog is not None), None)

    def serve(self, widget: QWidget) -> None:
        """Let the keys of steps act while `widget` has the focus too."""
        for panel in (self.case, self.root, self.request, self.pile):
            panel.serve(widget)

    def show_beside(self, wanted: Subject | None) -> None:
        """Show a subject: a request at its desk, a child of a case with the case, or a root."""
        self.beside = wanted
        self._keep_company()
        if wanted is None:
            self._turn_to(self.case)
            self.case.show_subject(None)
            return
        kind, subject_id, root = wanted
        if kind == REQUEST:
            self._turn_to(self.request)
            self.request.show_request(subject_id, root)
        elif kind == "case":
            self._turn_to(self.case)
            self.case.show_subject(subject_id, root)
        else:
            self._turn_to(self.root)
            self.root.show_subject(kind, subject_id, root)

    def show_pile(self, queue: str, keys: Sequence[int], count: int) -> None:
        """Show the rows of a queue that are marked."""
        self.beside = None
        self._keep_company()
        self._turn_to(self.pile)
        self.pile.show_rows(queue, keys, count)

    def showEvent(self, event: QShowEvent) -> None:
        """What stands here is in front of the person again."""
        super().showEvent(event)
        self._keep_company()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is in front of the person."""
        super().hideEvent(event)
        self._company.turn_away()

    def refresh(self) -> None:
        """Look at the replica again."""
        for panel in (self.case, self.root, self.request, self.pile):
            panel.refresh()

    def refresh_time(self) -> None:
        """Write the time that is left anew."""
        for panel in (self.case, self.root, self.request):
            panel.refresh_time()

    def _keep_company(self) -> None:
        """Tell which root is in front of the person, that of a request at its desk too."""
        if self.beside is None or not self.isVisible():
            self._company.turn_away()
            return
        kind, _subject, root = self.beside
        self._company.turn_to(self._subjects[kind].of[0] if kind == REQUEST else kind, root)

    def _turn_to(self, wanted: QWidget) -> None:
        if wanted is not self.case:
            self.case.show_subject(None)
        for panel in (self.root, self.request, self.pile):
            if panel is not wanted:
                panel.show_nothing()
        self.setCurrentWidget(wanted)
