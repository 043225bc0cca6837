"""The case panel: what a case is, where it stands, what happened to it, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.entries import Values
from seatapp.local.views import CaseDetail, OfferedStep
from seatapp.text import _
from ui.actions import ActionBar
from ui.company_pill import CompanyPill
from ui.dialogs.photo_viewer import Album, PhotoViewer
from ui.dialogs.step_dialog import StepDialog
from ui.duty import Duty
from ui.layouts import lay_out_now, scrolled
from ui.panes.callback_strip import CallbackStrip
from ui.panes.case_checks import CaseChecks
from ui.panes.case_closing import CLOSING_STAGE, CaseClosing
from ui.panes.case_deadline import CaseDeadline
from ui.panes.case_head import CaseHead
from ui.panes.case_overview import CaseOverview
from ui.panes.case_photos import CasePhotos, photo_count
from ui.panes.case_place import CasePlace
from ui.panes.case_related import CaseRelated
from ui.panes.case_shown import Shown, read_case
from ui.panes.case_stage_line import StageLine, milestones
from ui.panes.case_steps import REVEAL, CaseSteps
from ui.panes.case_story import CaseStory
from ui.panes.matter_strip import MatterStrip
from ui.pictures import Pictures
from ui.widgets.section import Panel, labelled
from ui.worker import Background

WIDE_WINDOW = 1700
STORY_WIDTH = 380
MARGIN = 16
CLOSING, OVERVIEW, PHOTOS, PLACE, CHECKS, STORY, RELATED, DEADLINE = range(8)
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
            for strip in self.matters:
                strip.refresh_time()
            self.related.refresh_time()

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
            self._turn_by(turns[event.key()])
        elif self._shown is not None and event.key() in _SCROLLING:
            bar = self._page().verticalScrollBar()
            bar.triggerAction(_SCROLLING[event.key()])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a wide window the history stands beside the overview."""
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
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("案件各页"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        titles = (
            _("结案审核"),
            _("概要"),
            _("照片"),
            _("位置"),
            _("检查"),
            _("流转"),
            _("关联"),
            _("时限"),
        )
        for words in titles:
            self.tabs.addTab(words)
        self.matters = (MatterStrip(), MatterStrip())
        self.closing = CaseClosing(workflow, self.pictures)
        self.overview = CaseOverview(workflow, self.pictures)
        self.photos = CasePhotos(self.pictures)
        self.place = CasePlace(self._duty, self._background, self.pictures)
        self.checks = CaseChecks(self._duty, self._background, self.pictures)
        self.story = CaseStory(workflow)
        self.side_story = CaseStory(workflow)
        self.related = CaseRelated(workflow)
        self.deadline = CaseDeadline(workflow, self.pictures)
        self.actions_bar = ActionBar()
        self.pages = QStackedWidget()
        self._empty = self._empty_page()
        self._side = QWidget()
        self._side.setFixedWidth(STORY_WIDTH)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 2, 0, 0)
        side.setSpacing(8)
        side.addWidget(labelled(_("流转"), "heading"))
        self._side_area = scrolled(self.side_story)
        side.addWidget(self._side_area, 1)
        self._lay_out()
        self.steps = CaseSteps(
            self._duty,
            self._background,
            self.pictures,
            lambda: self._shown,
            self.overview.reveal,
            self,
        )
        self.steps.taken.connect(self._settle)
        self.steps.told.connect(self.told)
        self.steps.failed.connect(self.failed)
        self.steps.case_wanted.connect(self.case_wanted)
        self.head.letters_wanted.connect(self.steps.show_letters)
        self.actions_bar.serve(self)
        self.actions_bar.chosen.connect(self.open_step)
        self.tabs.currentChanged.connect(self._turn_page)
        self.photos.opened.connect(self._open_photos)
        self.closing.opened.connect(self._open_photos)
        self.deadline.photo_opened.connect(self._open_photos)
        self.overview.photo_opened.connect(self.photos.open_photo)
        self.place.case_wanted.connect(self.case_wanted)
        self.place.step_taken.connect(self._settle)
        self.place.told.connect(self.told)
        self.checks.chosen.connect(self.steps.do_with_similar)
        self.checks.photo_opened.connect(self._open_photo)
        self.checks.counted.connect(self._count_checks)
        self.overview.reveal_wanted.connect(self.steps.ask_to_reveal)

    def _lay_out(self) -> None:
        above_closing, above_overview = self.matters
        for page in (
            *(
                _below(above_closing, self.closing),
                _below(above_overview, self.overview),
                self.photos,
                self.place,
                self.checks,
                self.story,
                self.related,
            ),
            self.deadline,
        ):
            self.pages.addWidget(scrolled(page))
        body = QHBoxLayout()
        body.setSpacing(MARGIN)
        body.addWidget(self.pages, 1)
        body.addWidget(self._side)
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(MARGIN, 14, MARGIN, 12)
        layout.setSpacing(10)
        layout.addWidget(self.head)
        layout.addWidget(self.stage_line)
        layout.addWidget(self.owed)
        layout.addWidget(self.tabs)
        layout.addLayout(body, 1)
        layout.addWidget(self.actions_bar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._empty, 1)
        outer.addWidget(self._content, 1)

    def _empty_page(self) -> QLabel:
        words = labelled(_("在左边选一件，这里显示它的情况和可以办理的步骤。"), "secondary")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        words.setContentsMargins(40, 40, 40, 40)
        return words

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
        self._redraw()
        self.was_drawn.emit()
        self.steps.show_due_letter()
        self._stand(shown, fresh)

    def _stand(self, shown: Shown, fresh: bool) -> None:
        """Show the page that a fresh case is looked at first, from its beginning."""
        if fresh:
            self.tabs.setCurrentIndex(self._first_page(shown))
            for page in range(self.pages.count()):
                area = self.pages.widget(page)
                assert isinstance(area, QScrollArea)
                area.verticalScrollBar().setValue(0)
        for area in (self._page(), self._side_area):
            lay_out_now(area.widget(), area)

    def _redraw(self) -> None:
        if self._shown is None:
            return
        detail, workflow = self._shown.detail, self._duty.workflow
        self.head.show_case(self._shown)
        stage = workflow.stage("case", str(detail.state["stage"]))
        points = milestones(workflow, detail.state, self._shown.story)
        self.stage_line.show_points(points, _(stage.label))
        self.owed.show_call(self._shown.owed, self._shown.names, self._shown.owed_near)
        for strip in self.matters:
            strip.show_matter(self._shown.matter)
        self.overview.show_case(detail, any(step.step == REVEAL for step in self._shown.offered))
        self.closing.show_case(detail, self._shown.bars, self._shown.names)
        self.photos.show_photos(detail.state)
        self.place.show_case(detail)
        self.checks.show_case(detail)
        for story in (self.story, self.side_story):
            story.show_story(self._shown.story, self._shown.names)
        self.related.show_case(detail, self._shown.changes, self._shown.names)
        self.deadline.show_deadline(self._shown.deadline, self._shown.names)
        self._draw_tabs(detail)
        self.actions_bar.show_steps([step for step in self._shown.offered if step.tone != LINK])
        self._empty.hide()
        self._content.show()

    def _first_page(self, shown: Shown) -> int:
        """A request is looked at beside its deadline, a closing with both photos."""
        asked = any(
            child["id"] == shown.subject_id and child["subject"] == "request"
            for child in shown.detail.children
        )
        if shown.detail.state["stage"] == CLOSING_STAGE:
            return CLOSING
        return DEADLINE if asked else OVERVIEW

    def _draw_tabs(self, detail: CaseDetail) -> None:
        changes = len(self._shown.changes) if self._shown is not None else 0
        photos, children = photo_count(detail.state), len(detail.children) + changes
        self.tabs.setTabText(PHOTOS, _("照片") + (f" {photos}" if photos else ""))
        waiting = len(self._shown.deadline.waiting) if self._shown and self._shown.deadline else 0
        words = _("申请 {n} · 时限").format(n=waiting) if waiting else _("时限")
        self.tabs.setTabText(DEADLINE, words)
        self.tabs.setTabText(RELATED, _("关联 {n}").format(n=children))
        closing = detail.state["stage"] == CLOSING_STAGE
        if not closing and self.tabs.currentIndex() == CLOSING:
            self.tabs.setCurrentIndex(OVERVIEW)
        self._show_tab(CLOSING, closing)
        self._show_tab(PHOTOS, bool(photos) or detail.state.get("case_kind") == "grid")
        self._show_tab(RELATED, bool(children))
        self._arrange()

    def _show_tab(self, page: int, visible: bool) -> None:
        """Show or hide a tab; Qt forgets a former change when it is told what holds already."""
        if self.tabs.isTabVisible(page) != visible:
            self.tabs.setTabVisible(page, visible)

    def _arrange(self) -> None:
        wide = self.window().width() >= WIDE_WINDOW
        self._show_tab(STORY, not wide)
        self._side.setVisible(wide)

    def _page(self) -> QScrollArea:
        area = self.pages.currentWidget()
        assert isinstance(area, QScrollArea)
        return area

    def _turn_by(self, by: int) -> None:
        shown = [page for page in range(self.tabs.count()) if self.tabs.isTabVisible(page)]
        place = shown.index(self.tabs.currentIndex()) + by
        self.tabs.setCurrentIndex(shown[min(max(place, 0), len(shown) - 1)])

    def _turn_page(self, page: int) -> None:
        self.pages.setCurrentIndex(page)

    def _open_photos(self, hashes: list[str], place: int) -> None:
        state: Mapping[str, Any] = {} if self._shown is None else self._shown.detail.state
        before, after = (list(state.get(f"photos_{when}") or ()) for when in ("before", "after"))
        album = Album(before, after) if hashes == before + after else Album(hashes)
        intake = self._duty.desk.intake
        viewer = PhotoViewer(self.pictures, album, place, self._background, intake, self.window())
        viewer.open()

    def _open_photo(self, sha256: str) -> None:
        self._open_photos([sha256], 0)

    def _count_checks(self, words: str) -> None:
        self.tabs.setTabText(CHECKS, words)

    def _settle(self, subject_id: str) -> None:
        self.refresh()
        self.step_taken.emit(subject_id)


def _below(strip: QWidget, page: QWidget) -> QWidget:
    """A page with a strip at its top, which moves with it."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(10)
    column.addWidget(strip)
    column.addWidget(page, 1)
    return whole
