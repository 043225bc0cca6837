"""The panel for roots that are no cases: a call, an emergency, a watch; with what can be done.

It is made from the tables alone, so every kind of subject that stands by itself shows here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from seatapp.local.views import OfferedStep
from seatapp.text import _
from ui.actions import ActionBar
from ui.at_once import CALLER_PHONE, RING, AtOnce, goes_at_once
from ui.company_pill import CompanyPill
from ui.dialling import dial
from ui.dialogs.photo_viewer import Album, PhotoViewer
from ui.dialogs.step_dialog import StepDialog
from ui.durations import time_left
from ui.duty import Duty
from ui.layouts import empty, lay_out_now, scrolled
from ui.panes.case_related import ChildCard, in_turn
from ui.panes.case_story import CaseStory
from ui.panes.duty_phones import DutyPhones
from ui.panes.root_shown import (
    ShownRoot,
    facts_of_root,
    next_due,
    photos_of_root,
    read_root,
    state_of,
    title_of_root,
)
from ui.pictures import Pictures
from ui.widgets.elided import ElidedLabel
from ui.widgets.fact_grid import FactGrid
from ui.widgets.photo_strip import PhotoStrip
from ui.widgets.pill import Pill
from ui.widgets.section import Panel, labelled
from ui.wording import now_seconds
from ui.worker import Background

MARGIN = 16
PHOTOS_IN_A_ROW = 5


class RootPanel(Panel):
    """The right side of the window for roots that are no cases.

    Signals: `step_taken(str)` a step stands on the disk, with the subject it was taken on;
    `told(str)` a short sentence for a toast; `case_wanted(str)` see the case that it belongs to.
    """

    step_taken = Signal(str)
    told = Signal(str)
    case_wanted = Signal(str)

    def __init__(self, duty: Duty, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._wanted: tuple[str, str, str] | None = None
        self._shown: ShownRoot | None = None
        self._dialog: StepDialog | None = None
        self._at_once = AtOnce(duty, background, self)
        self._at_once.taken.connect(self._settle_at_once)
        self._at_once.told.connect(self.told)
        self._at_once.failed.connect(self.told)
        self._pictures = Pictures(duty.pictures, self)
        self._build()
        self._show_nothing()

    @property
    def shown(self) -> ShownRoot | None:
        """What the panel shows now."""
        return self._shown

    @property
    def dialog(self) -> StepDialog | None:
        """The step dialog that stands over the panel, if one does."""
        return self._dialog

    def show_subject(self, subject: str, subject_id: str, root: str) -> None:
        """Show a subject of the root `root`, which is of the kind `subject`."""
        self._wanted = (subject, subject_id, root)
        self.refresh()

    def show_nothing(self) -> None:
        """Something else is shown; the keys go with it."""
        self._wanted = None
        self._show_nothing()

    def refresh(self) -> None:
        """Look at the replica again; called after every change."""
        if self._wanted is None:
            return
        wanted = self._wanted
        self._background.look(partial(read_root, self._duty, *wanted), partial(self._take, wanted))

    def refresh_time(self) -> None:
        """Write the time that is left anew."""
        if self._shown is not None:
            due = next_due(self._shown)
            left = time_left(due, now_seconds(), paused=False)
            self.pill.say(left.text, left.level)
            for card in self.findChildren(ChildCard):
                card.refresh_time()

    def serve(self, widget: QWidget) -> None:
        """Let the keys of the action bar act while `widget` has the focus too."""
        self.actions_bar.serve(widget)

    def open_step(self, step: OfferedStep) -> None:
        """Ask for what the step needs, in its dialog."""
        if self._shown is None or self._dialog is not None:
            return
        state = state_of(self._shown.detail, step)
        if goes_at_once(self._duty.workflow, step, state, self._shown.detail.state):
            self._at_once.take(step)
            return
        dialog = StepDialog(
            self._duty, self._background, self._pictures, step, state, None, parent=self.window()
        )
        dialog.taken.connect(self._settle)
        dialog.told.connect(self.told)
        dialog.finished.connect(self._forget_dialog)
        self._dialog = dialog
        dialog.open_beside(self)

    def _build(self) -> None:
        self.title = ElidedLabel()
        self.title.setProperty("role", "title")
        self.mark = QLabel()
        self.mark.setProperty("role", "pending")
        self.dial = QPushButton(_("拨打"))
        self.dial.setToolTip(_("用本机的软电话拨打此号码"))
        self.dial.clicked.connect(self._dial)
        self.pill = Pill()
        self.numbers = labelled("", "secondary")
        self.company = CompanyPill(self._duty, self._background)
        self.of_case = QPushButton()
        self.of_case.setProperty("tone", "link")
        self.of_case.clicked.connect(self._open_case)
        self.grid = FactGrid()
        self.phones = DutyPhones(self._duty, self._background)
        self.story = CaseStory(self._duty.workflow)
        self.actions_bar = ActionBar()
        self.actions_bar.serve(self)
        self.actions_bar.chosen.connect(self.open_step)
        self._empty = labelled("", "secondary")
        self._empty.setContentsMargins(40, 40, 40, 40)
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(MARGIN, 14, MARGIN, 12)
        layout.setSpacing(10)
        layout.addLayout(self._head())
        layout.addLayout(self._below_head())
        self._area = scrolled(self._page())
        layout.addWidget(self._area, 1)
        layout.addWidget(self.actions_bar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._empty, 1)
        outer.addWidget(self._content, 1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title, 1)
        for part in (self.mark, self.dial, self.pill):
            head.addWidget(part)
        return head

    def _below_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.numbers, 1)
        row.addWidget(self.company)
        row.addWidget(self.of_case)
        return row

    def _page(self) -> QWidget:
        self._photos = QVBoxLayout()
        self._children = QVBoxLayout()
        self._children.setSpacing(8)
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(self.grid)
        body.addLayout(self._photos)
        body.addLayout(self._children)
        body.addWidget(self.phones)
        body.addWidget(labelled(_("流转"), "heading"))
        body.addWidget(self.story)
        body.addStretch(1)
        return page

    def _show_nothing(self) -> None:
        self._shown = None
        self.actions_bar.show_steps(())
        self._empty.setText(_("这一件不在本机，或已不在您岗位负责的区域内。"))
        self._empty.show()
        self._content.hide()

    def _take(self, wanted: tuple[str, str, str], shown: ShownRoot | None) -> None:
        if wanted != self._wanted or shown == self._shown is not None:
            return
        if shown is None:
            self._show_nothing()
            return
        self._shown = shown
        self._redraw(shown)

    def _redraw(self, shown: ShownRoot) -> None:
        workflow, detail = self._duty.workflow, shown.detail
        stage = workflow.stage(shown.subject, str(detail.state["stage"]))
        label = _(workflow.subjects[shown.subject].label)
        self.setAccessibleName(label)
        self.title.setText(title_of_root(workflow, detail.state, shown.names))
        number = str(detail.state.get("number") or "")
        self.numbers.setText("   ".join(part for part in (label, _(stage.label), number) if part))
        self.of_case.setText(_("案件 {number}").format(number=shown.case_number))
        self.of_case.setVisible(bool(shown.case_number))
        self.mark.setText(_("◷ 未发送") if detail.pending else "")
        self.mark.setVisible(detail.pending)
        self.dial.setVisible(bool((detail.contact or {}).get(CALLER_PHONE)))
        self.grid.show_facts(facts_of_root(workflow, detail, shown.names))
        self._show_photos(photos_of_root(workflow, detail))
        empty(self._children)
        for child in in_turn(detail.children):
            self._children.addWidget(ChildCard(workflow, child, shown.names))
        self.phones.show_for(detail.state)
        self.story.show_story(shown.story, shown.names)
        self.actions_bar.show_steps(shown.offered)
        self.refresh_time()
        self._empty.hide()
        self._content.show()
        lay_out_now(self._content, self._area)

    def _show_photos(self, hashes: Sequence[str]) -> None:
        empty(self._photos)
        if hashes:
            strip = PhotoStrip(self._pictures, hashes, PHOTOS_IN_A_ROW)
            strip.opened.connect(self._open_photos)
            self._photos.addWidget(strip)

    def _open_photos(self, hashes: list[str], place: int) -> None:
        intake = self._duty.desk.intake
        window = self.window()
        PhotoViewer(self._pictures, Album(hashes), place, self._background, intake, window).open()

    def _open_case(self) -> None:
        if self._shown is not None:
            self.case_wanted.emit(str(self._shown.detail.state["case_ref"]))

    def _dial(self) -> None:
        contact = self._shown.detail.contact if self._shown is not None else None
        dial((contact or {}).get(CALLER_PHONE, ""))

    def _settle_at_once(self, step: OfferedStep) -> None:
        if step.step == RING:
            self._dial()
        self._settle(step.subject_id)

    def _settle(self, subject_id: str) -> None:
        self.refresh()
        self.step_taken.emit(subject_id)

    def _forget_dialog(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
