"""The pages of a case behind their tabs, and its history beside them where there is room."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractSlider,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from seatapp.text import _
from ui.duty import Duty
from ui.layouts import lay_out_now, scrolled
from ui.panes.case_checks import CaseChecks
from ui.panes.case_closing import CLOSING_STAGE, CaseClosing
from ui.panes.case_deadline import CaseDeadline
from ui.panes.case_overview import CaseOverview
from ui.panes.case_photos import CasePhotos, photo_count
from ui.panes.case_place import CasePlace
from ui.panes.case_related import CaseRelated
from ui.panes.case_shown import Shown
from ui.panes.case_steps import REVEAL
from ui.panes.case_story import CaseStory
from ui.panes.matter_strip import MatterStrip
from ui.pictures import Pictures
from ui.widgets.section import labelled
from ui.worker import Background

STORY_WIDTH = 380
MARGIN = 16
CLOSING, OVERVIEW, PHOTOS, PLACE, CHECKS, STORY, RELATED, DEADLINE = range(8)


class CasePages(QWidget):
    """Everything about a case that does not stand above every page.

    Signals: `photos_opened(list, int)` see these photos large, this one first; `reveal_wanted()`
    the caller is asked for; `similar_chosen(str, str, str)` an action, the number and the
    identifier of a similar case; `case_wanted(str)` see another case; `step_taken(str)` a step
    stands on the disk; `told(str)` a short sentence for a toast.
    """

    photos_opened = Signal(list, int)
    reveal_wanted = Signal()
    similar_chosen = Signal(str, str, str)
    case_wanted = Signal(str)
    step_taken = Signal(str)
    told = Signal(str)

    def __init__(self, duty: Duty, background: Background, pictures: Pictures) -> None:
        super().__init__()
        workflow = duty.workflow
        self.tabs = self._make_tabs()
        self.matters = (MatterStrip(), MatterStrip())
        self.closing = CaseClosing(workflow, pictures)
        self.overview = CaseOverview(workflow, pictures)
        self.photos = CasePhotos(pictures)
        self.place = CasePlace(duty, background, pictures)
        self.checks = CaseChecks(duty, background, pictures)
        self.story = CaseStory(workflow)
        self.side_story = CaseStory(workflow)
        self.related = CaseRelated(workflow)
        self.deadline = CaseDeadline(workflow, pictures)
        self._lay_out()
        self._connect()

    def show_case(self, shown: Shown) -> None:
        """Show this case, or what has become of it; the page that is open stays open."""
        detail, names = shown.detail, shown.names
        for strip in self.matters:
            strip.show_matter(shown.matter)
        self.overview.show_case(detail, any(step.step == REVEAL for step in shown.offered))
        self.closing.show_case(detail, shown.bars, names)
        self.photos.show_photos(detail.state)
        self.place.show_case(detail)
        self.checks.show_case(detail)
        for story in (self.story, self.side_story):
            story.show_story(shown.story, names)
        self.related.show_case(detail, shown.changes, names)
        self.deadline.show_deadline(shown.deadline, names)
        self._draw_tabs(shown)

    def begin_at(self, shown: Shown) -> None:
        """Another case is looked at: from the top of the page that tells most of it."""
        self.tabs.setCurrentIndex(_first_page(shown))
        for page in range(self.stack.count()):
            _area(self.stack.widget(page)).verticalScrollBar().setValue(0)

    def settle(self) -> None:
        """Lay out what is in sight before it is painted."""
        for area in (_area(self.stack.currentWidget()), self._side_area):
            lay_out_now(area.widget(), area)

    def refresh_time(self) -> None:
        """Write the time that is left anew."""
        for strip in self.matters:
            strip.refresh_time()
        self.related.refresh_time()

    def turn_by(self, by: int) -> None:
        """Turn to the next page, or back; the last one stays."""
        there = [page for page in range(self.tabs.count()) if self.tabs.isTabVisible(page)]
        place = there.index(self.tabs.currentIndex()) + by
        self.tabs.setCurrentIndex(there[min(max(place, 0), len(there) - 1)])

    def move_page(self, action: QAbstractSlider.SliderAction) -> None:
        """Move the page that is open."""
        _area(self.stack.currentWidget()).verticalScrollBar().triggerAction(action)

    def stand_wide(self, wide: bool) -> None:
        """Where there is room the history stands beside the pages, else behind a tab of its own."""
        self._show_tab(STORY, not wide)
        self._side.setVisible(wide)

    def _make_tabs(self) -> QTabBar:
        tabs = QTabBar()
        tabs.setAccessibleName(_("案件各页"))
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        for words in (
            _("结案审核"),
            _("概要"),
            _("照片"),
            _("位置"),
            _("检查"),
            _("流转"),
            _("关联"),
            _("时限"),
        ):
            tabs.addTab(words)
        return tabs

    def _lay_out(self) -> None:
        above_closing, above_overview = self.matters
        self.stack = QStackedWidget()
        for page in (
            _below(above_closing, self.closing),
            _below(above_overview, self.overview),
            self.photos,
            self.place,
            self.checks,
            self.story,
            self.related,
            self.deadline,
        ):
            self.stack.addWidget(scrolled(page))
        self._side = QWidget()
        self._side.setFixedWidth(STORY_WIDTH)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 2, 0, 0)
        side.setSpacing(8)
        side.addWidget(labelled(_("流转"), "heading"))
        self._side_area = scrolled(self.side_story)
        side.addWidget(self._side_area, 1)
        body = QHBoxLayout()
        body.setSpacing(MARGIN)
        body.addWidget(self.stack, 1)
        body.addWidget(self._side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(self.tabs)
        whole.addLayout(body, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        for page in (self.photos, self.closing):
            page.opened.connect(self.photos_opened)
        self.deadline.photo_opened.connect(self.photos_opened)
        self.overview.photo_opened.connect(self.photos.open_photo)
        self.overview.reveal_wanted.connect(self.reveal_wanted)
        self.place.case_wanted.connect(self.case_wanted)
        self.place.step_taken.connect(self.step_taken)
        self.place.told.connect(self.told)
        self.checks.chosen.connect(self.similar_chosen)
        self.checks.photo_opened.connect(self._open_photo)
        self.checks.counted.connect(self._count_checks)

    def _draw_tabs(self, shown: Shown) -> None:
        state = shown.detail.state
        photos, related = photo_count(state), len(shown.detail.children) + len(shown.changes)
        waiting = len(shown.deadline.waiting) if shown.deadline is not None else 0
        self.tabs.setTabText(PHOTOS, _("照片") + (f" {photos}" if photos else ""))
        self.tabs.setTabText(RELATED, _("关联 {n}").format(n=related))
        words = _("申请 {n} · 时限").format(n=waiting) if waiting else _("时限")
        self.tabs.setTabText(DEADLINE, words)
        closing = state["stage"] == CLOSING_STAGE
        if not closing and self.tabs.currentIndex() == CLOSING:
            self.tabs.setCurrentIndex(OVERVIEW)
        self._show_tab(CLOSING, closing)
        self._show_tab(PHOTOS, bool(photos) or state.get("case_kind") == "grid")
        self._show_tab(RELATED, bool(related))

    def _show_tab(self, page: int, visible: bool) -> None:
        """Show or hide a tab; Qt forgets a former change when it is told what holds already."""
        if self.tabs.isTabVisible(page) != visible:
            self.tabs.setTabVisible(page, visible)

    def _open_photo(self, sha256: str) -> None:
        self.photos_opened.emit([sha256], 0)

    def _count_checks(self, words: str) -> None:
        self.tabs.setTabText(CHECKS, words)


def _first_page(shown: Shown) -> int:
    """A request is looked at beside its deadline, a closing with both photos."""
    if shown.detail.state["stage"] == CLOSING_STAGE:
        return CLOSING
    asked = any(
        child["id"] == shown.subject_id and child["subject"] == "request"
        for child in shown.detail.children
    )
    return DEADLINE if asked else OVERVIEW


def _below(strip: QWidget, page: QWidget) -> QWidget:
    """A page with a strip at its top, which moves with it."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(10)
    column.addWidget(strip)
    column.addWidget(page, 1)
    return whole


def _area(widget: QWidget) -> QScrollArea:
    assert isinstance(widget, QScrollArea)
    return widget
