"""The case panel: what a case is, where it stands, what happened to it, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QVBoxLayout, QWidget

from seatapp.domain.entries import Values
from seatapp.local.views import OfferedStep
from seatapp.text import _
from ui.actions import ActionBar
from ui.company_pill import CompanyPill
from ui.dialogs.photo_viewer import Album, PhotoViewer
from ui.dialogs.step_dialog import StepDialog
from ui.duty import Duty
from ui.panes.callback_strip import CallbackStrip
from ui.panes.case_head import CaseHead
from ui.panes.case_pages import MARGIN, CasePages
from ui.panes.case_shown import Shown, read_case
from ui.panes.case_stage_line import StageLine, milestones
from ui.panes.case_steps import CaseSteps
from ui.pictures import Pictures
from ui.widgets.section import Panel, labelled
from ui.worker import Background

WIDE_WINDOW = 1700
LINK = "link"
"""The tone of steps that stand as a link where they belong, not in the action bar."""

_SCROLLING = {
    int(Qt.Key.Key_Up): QAbstractSlider.SliderAction.SliderSingleStepSub,
    int(Qt.Key.Key_Down): QAbstractSlider.SliderAction.SliderSingleStepAdd,
    int(Qt.Key.Key_PageUp): QAbstractSlider.SliderAction.SliderPageStepSub,
    int(Qt.Key.Key_PageDown): QAbstractSlider.SliderAction.SliderPageStepAdd,
    int(Qt.Key.Key_Home): QAbstractSlider.SliderAction.SliderToMinimum,
    int(Qt.Key.Key_End): QAbstractSlider.SliderAction.SliderToMaximum,
}


class CasePanel(Panel):
    """The right side of the window.

    Signals: `step_taken(str)` a step stands on the disk, with the subject it was taken on;
    `told(str)` a short sentence for a toast; `failed(str)` why something could not be done;
    `case_wanted(str)` see another case; `was_drawn()` what is shown has changed.
    """

    step_taken = Signal(str)
    told = Signal(str)
    failed = Signal(str)
    case_wanted = Signal(str)
    was_drawn = Signal()

    def __init__(self, duty: Duty, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._wanted: tuple[str, str] | None = None
        self._shown: Shown | None = None
        self.pictures = Pictures(duty.pictures, self)
        self._build()
        self._show_nothing()

    @property
    def shown(self) -> Shown | None:
        """What the panel shows now."""
        return self._shown

    @property
    def dialog(self) -> StepDialog | None:
        """The step dialog that stands over the panel, if one does."""
        return self.steps.dialog

    def show_subject(self, subject_id: str | None, case_id: str | None = None) -> None:
        """Show a subject; `case_id` is its case where that is another (a callback's case)."""
        self._wanted = None if subject_id is None else (subject_id, case_id or subject_id)
        if self._wanted is None:
            self._show_nothing()
            return
        self.refresh()

    def refresh(self) -> None:
        """Look at the replica again; called after every change."""
        if self._wanted is None:
            return
        self.pictures.forget_missing()
        wanted = self._wanted
        self._background.look(partial(read_case, self._duty, *wanted), partial(self._take, wanted))

    def refresh_time(self) -> None:
        """Write the time that is left anew."""
        if self._shown is not None:
            self.head.refresh_time()
            self.owed.refresh_time()
            self.pages.refresh_time()

    def open_step(self, step: OfferedStep, prefilled: Values | None = None) -> None:
        """Ask for what a step needs, in its dialog; `prefilled` stands in it at the start."""
        self.steps.open_step(step, prefilled)

    def serve(self, widget: QWidget) -> None:
        """Let the keys of the action bar act while `widget` has the focus too."""
        self.actions_bar.serve(widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down and the page keys move the page, Left and Right turn it."""
        turns = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}
        if self._shown is not None and event.key() in turns:
            self.pages.turn_by(turns[event.key()])
        elif self._shown is not None and event.key() in _SCROLLING:
            self.pages.move_page(_SCROLLING[event.key()])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a wide window the history stands beside the pages."""
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        workflow = self._duty.workflow
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(_("案件"))
        self.company = CompanyPill(self._duty, self._background)
        self.head = CaseHead(workflow, self.company)
        self.stage_line = StageLine()
        self.owed = CallbackStrip(workflow)
        self.pages = CasePages(self._duty, self._background, self.pictures)
        self.actions_bar = ActionBar()
        self.actions_bar.serve(self)
        self.steps = CaseSteps(
            self._duty,
            self._background,
            self.pictures,
            lambda: self._shown,
            self.pages.overview.reveal,
            self,
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._empty = labelled("", "secondary")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(40, 40, 40, 40)
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(MARGIN, 14, MARGIN, 12)
        layout.setSpacing(10)
        layout.addWidget(self.head)
        layout.addWidget(self.stage_line)
        layout.addWidget(self.owed)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.actions_bar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._empty, 1)
        outer.addWidget(self._content, 1)

    def _connect(self) -> None:
        self.actions_bar.chosen.connect(self.open_step)
        self.head.letters_wanted.connect(self.steps.show_letters)
        self.steps.taken.connect(self._settle)
        self.steps.told.connect(self.told)
        self.steps.failed.connect(self.failed)
        self.steps.case_wanted.connect(self.case_wanted)
        self.pages.photos_opened.connect(self._open_photos)
        self.pages.reveal_wanted.connect(self.steps.ask_to_reveal)
        self.pages.similar_chosen.connect(self.steps.do_with_similar)
        self.pages.case_wanted.connect(self.case_wanted)
        self.pages.step_taken.connect(self._settle)
        self.pages.told.connect(self.told)

    def _show_nothing(self, words: str = "") -> None:
        self._shown = None
        self.actions_bar.show_steps(())
        self._empty.setText(words or _("在左边选一件，这里显示它的情况和可以办理的步骤。"))
        self._empty.show()
        self._content.hide()

    def _take(self, wanted: tuple[str, str], shown: Shown | None) -> None:
        if wanted != self._wanted:
            return
        if shown is None:
            self._show_nothing(_("这一件不在本机，或已不在您岗位负责的区域内。"))
            return
        fresh = self._shown is None or self._shown.subject_id != shown.subject_id
        if shown == self._shown:
            return
        self._shown = shown
        self._redraw(shown)
        self.was_drawn.emit()
        self.steps.show_due_letter()
        if fresh:
            self.pages.begin_at(shown)
        self.pages.settle()

    def _redraw(self, shown: Shown) -> None:
        detail, workflow = shown.detail, self._duty.workflow
        self.head.show_case(shown)
        stage = workflow.stage("case", str(detail.state["stage"]))
        self.stage_line.show_points(milestones(workflow, detail.state, shown.story), _(stage.label))
        self.owed.show_call(shown.owed, shown.names, shown.owed_near)
        self.pages.show_case(shown)
        self._arrange()
        self.actions_bar.show_steps([step for step in shown.offered if step.tone != LINK])
        self._empty.hide()
        self._content.show()

    def _arrange(self) -> None:
        self.pages.stand_wide(self.window().width() >= WIDE_WINDOW)

    def _open_photos(self, hashes: list[str], place: int) -> None:
        state: Mapping[str, Any] = {} if self._shown is None else self._shown.detail.state
        before, after = (list(state.get(f"photos_{when}") or ()) for when in ("before", "after"))
        album = Album(before, after) if hashes == before + after else Album(hashes)
        intake = self._duty.desk.intake
        viewer = PhotoViewer(self.pictures, album, place, self._background, intake, self.window())
        viewer.open()

    def _settle(self, subject_id: str) -> None:
        self.refresh()
        self.step_taken.emit(subject_id)
