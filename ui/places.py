"""The places of the window: queues with their case beside them, and the pages of the rail.

A page is made when somebody first goes there; what it tells goes through the signals here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from seatapp.local.views import RefusalItem
from ui.frame_duty import FrameDuty
from ui.panes.assessment_pane import AssessmentPane
from ui.panes.call_pane import CallPane
from ui.panes.duty_log_pane import DutyLogPane
from ui.panes.field_pane import FieldPane
from ui.panes.handover_pane import HandoverPane
from ui.panes.intake_pane import IntakePane
from ui.panes.refusals_pane import RefusalsPane
from ui.panes.roster_pane import RosterPane
from ui.panes.sampling_pane import SamplingPane
from ui.panes.shift_page import ShiftPage
from ui.panes.taking_pane import TakingPane
from ui.panes.watch_pane import WatchPane
from ui.place_names import (
    ASSESSMENT,
    CALLS,
    DUTY_LOG,
    FIELD,
    HANDOVER,
    HERE,
    INTAKE,
    REFUSALS,
    ROSTER,
    SAMPLES,
    STATISTICS,
    TAKING,
    WATCH,
)
from ui.worker import Background

if TYPE_CHECKING:
    from ui.panes.here_pane import HerePane
    from ui.panes.statistics_pane import StatisticsPane

SHIFT_PAGES: Mapping[str, Callable[[FrameDuty, Background], ShiftPage]] = {
    TAKING: TakingPane,
    HANDOVER: HandoverPane,
    ROSTER: RosterPane,
    DUTY_LOG: DutyLogPane,
    WATCH: WatchPane,
    SAMPLES: SamplingPane,
    ASSESSMENT: AssessmentPane,
}
"""The screens of the shift and of rounds and samples, by their place on the rail."""


class Places(QStackedWidget):
    """All places; `queues` is where queues and their cases stand.

    Signals:
        told(str), failed(str): a sentence for a toast.
        taken(str): a step stands on the disk, with its subject where the page says so.
        case_wanted(str): somebody wants to see a case.
        root_wanted(object): somebody wants to see a root of any kind, as a `Subject`.
        handover_wanted(str): a handover is to be taken or ruled.
        queue_wanted(str): a queue is wanted instead of the page.
        call_put_back(str, str): a number rang while another call still waits to be registered.
        intake_wanted(object): what was found on a round is to be registered, with its values.
    """

    told = Signal(str)
    failed = Signal(str)
    taken = Signal(str)
    case_wanted = Signal(str)
    root_wanted = Signal(object)
    handover_wanted = Signal(str)
    queue_wanted = Signal(str)
    intake_wanted = Signal(object)
    call_put_back = Signal(str, str)

    def __init__(
        self, duty: FrameDuty, background: Background, queues: QWidget, now: Callable[[], int]
    ) -> None:
        super().__init__()
        self._duty, self._background, self._now = duty, background, now
        self._queues = queues
        self._pages: dict[str, QWidget] = {}
        self.refusals = RefusalsPane(duty, background)
        self.refusals.told.connect(self.told)
        self.refusals.settled.connect(self.taken)
        self.refusals.root_wanted.connect(self.root_wanted)
        self.addWidget(queues)
        self.addWidget(self.refusals)

    @property
    def statistics(self) -> StatisticsPane:
        """The figures of months; made when they are first wanted."""
        # Charts bring numpy and more, which most shifts never need.
        from ui.panes.statistics_pane import StatisticsPane

        page = self._pages.get(STATISTICS)
        if not isinstance(page, StatisticsPane):
            page = StatisticsPane(self._duty, self._background, self._now)
            page.failed.connect(self.failed)
            self._keep(STATISTICS, page, page.told, page.case_wanted)
        return page

    @property
    def here(self) -> HerePane:
        """Statistics of this workstation; made when they are first wanted."""
        from ui.panes.here_pane import HerePane

        page = self._pages.get(HERE)
        if not isinstance(page, HerePane):
            page = HerePane(self._duty, self._background, self._now)
            page.failed.connect(self.failed)
            self._keep(HERE, page, page.told, page.case_wanted)
        return page

    @property
    def intake(self) -> IntakePane:
        """The form for a new case; made when it is first wanted."""
        page = self._pages.get(INTAKE)
        if not isinstance(page, IntakePane):
            page = IntakePane(self._duty, self._background)
            page.step_taken.connect(self.taken)
            page.registered.connect(self.case_wanted)
            self._keep(INTAKE, page, page.told, page.case_wanted)
        return page

    @property
    def calls(self) -> CallPane:
        """The form for a call; made when it is first wanted."""
        page = self._pages.get(CALLS)
        if not isinstance(page, CallPane):
            page = CallPane(self._duty, self._background)
            page.step_taken.connect(self.taken)
            page.put_back.connect(self.call_put_back)
            self._keep(CALLS, page, page.told, page.case_wanted)
        return page

    @property
    def field(self) -> FieldPane:
        """The collectors' desk; made when it is first wanted."""
        page = self._pages.get(FIELD)
        if not isinstance(page, FieldPane):
            page = FieldPane(self._duty, self._background)
            page.step_taken.connect(self.taken)
            page.failed.connect(self.failed)
            self._keep(FIELD, page, page.told, page.case_wanted)
        return page

    def shift_page(self, place: str) -> ShiftPage:
        """A screen of the shift; made when it is first wanted."""
        page = self._pages.get(place)
        if not isinstance(page, ShiftPage):
            page = SHIFT_PAGES[place](self._duty, self._background)
            page.failed.connect(self.failed)
            page.changed.connect(self._tell_change)
            page.root_wanted.connect(self.root_wanted)
            if isinstance(page, TakingPane):
                page.handover_wanted.connect(self.handover_wanted)
            if isinstance(page, HandoverPane | TakingPane):
                page.queue_wanted.connect(self.queue_wanted)
            if isinstance(page, WatchPane):
                page.intake_wanted.connect(self.intake_wanted)
            self._keep(place, page, page.told, page.case_wanted)
        return page

    def show_queues(self) -> None:
        """Show the queues with the case beside them."""
        self.setCurrentWidget(self._queues)

    def go(self, place: str) -> bool:
        """Show a page of the rail and let it begin; False for a place that is none."""
        begin = {
            STATISTICS: self._go_to_statistics,
            HERE: self._go_to_here,
            INTAKE: self._go_to_intake,
            CALLS: self._go_to_calls,
            FIELD: self._go_to_field,
            REFUSALS: self._go_to_refusals,
        }.get(place)
        if place in SHIFT_PAGES:
            self._go_to_shift(place)
        elif begin is not None:
            begin()
        return place in SHIFT_PAGES or begin is not None

    def open_handover(self, handover_id: str) -> None:
        """Show one handover."""
        page = self.shift_page(HANDOVER)
        assert isinstance(page, HandoverPane)
        page.open(handover_id)

    def register_again(self, item: RefusalItem) -> None:
        """Put what was refused into the form for a new case."""
        self.intake.redo(item)

    def refresh(self) -> None:
        """Look again where somebody looks."""
        here = self.currentWidget()
        if isinstance(here, RefusalsPane | ShiftPage | FieldPane | IntakePane | CallPane):
            here.refresh()

    def keep(self) -> None:
        """Save what was typed and not taken."""
        for page in self._pages.values():
            if isinstance(page, IntakePane | CallPane | ShiftPage):
                page.keep()

    def _keep(
        self, place: str, page: QWidget, told: SignalInstance, case_wanted: SignalInstance
    ) -> None:
        told.connect(self.told)
        case_wanted.connect(self.case_wanted)
        self._pages[place] = page
        self.addWidget(page)

    def _tell_change(self) -> None:
        self.taken.emit("")

    def _go_to_shift(self, place: str) -> None:
        page = self.shift_page(place)
        self.setCurrentWidget(page)
        page.refresh()
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_refusals(self) -> None:
        self.refusals.refresh()
        self.setCurrentWidget(self.refusals)
        self.refusals.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_statistics(self) -> None:
        self.setCurrentWidget(self.statistics)
        self.statistics.start()

    def _go_to_here(self) -> None:
        self.setCurrentWidget(self.here)
        self.here.read()

    def _go_to_intake(self) -> None:
        self.setCurrentWidget(self.intake)
        self.intake.start()

    def _go_to_calls(self) -> None:
        self.setCurrentWidget(self.calls)
        self.calls.start()

    def _go_to_field(self) -> None:
        self.field.refresh()
        self.setCurrentWidget(self.field)


DECIDING = 0.37
"""The part of the room that a queue of requests keeps: the scans need the rest."""


class Halves(QSplitter):
    """Queue and case side by side.

    Until somebody moves the border, room that is more than the queue needs goes to the case.
    """

    def __init__(self, gap: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.by_hand = False
        self._deciding = False
        self.setHandleWidth(gap)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._keep)

    def make_room(self, deciding: bool) -> None:
        """Give more to the right side while requests are decided there."""
        if deciding != self._deciding:
            self._deciding = deciding
            self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        if not self.by_hand:
            room = self.width() - self.handleWidth()
            usual = min(room * 0.56, 640 + max(0, room - 1150) * 0.2)
            queue = int(min(usual, room * DECIDING) if self._deciding else usual)
            self.setSizes([queue, room - queue])

    def _keep(self) -> None:
        self.by_hand = True
