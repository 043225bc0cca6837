"""The leader's desk: one request with everything that its decision needs, decided by the keyboard.

The unit's reason, what it asked before, what is left now and would be after, who may grant it and
how the unit has done stand beside the scan; the pile itself is the queue at the left.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.callback_guards import caller_waits
from seatapp.domain.clock import WORK
from seatapp.domain.entries import Values
from seatapp.errors import WorldError
from seatapp.local.views import OfferedStep
from seatapp.text import _
from ui.actions import ActionBar
from ui.company_pill import CompanyPill
from ui.dialogs.photo_viewer import Album, PhotoViewer
from ui.dialogs.step_dialog import StepDialog
from ui.duty import Duty, Taken
from ui.panes.case_shown import deadline_of, numbers_of, title_of
from ui.panes.decision_form import ACTING, AMOUNTS, TELL, WORDS, DecisionForm
from ui.panes.grant_outlook import GrantOutlook
from ui.panes.request_page import RequestPage
from ui.panes.request_shown import ShownRequest, pictures_of, read_request
from ui.performing import performed
from ui.pictures import Pictures
from ui.request_words import outcome_words, request_title
from ui.widgets.elided import ElidedLabel
from ui.widgets.pill import Pill
from ui.widgets.scan_view import ScanView
from ui.widgets.section import Panel, labelled
from ui.wording import now_seconds
from ui.worker import Background

MARGIN = 16
DAY = 1440
BY_FORM = frozenset({*AMOUNTS, *WORDS, ACTING, TELL})
"""The fields that the form asks for; a step that needs others opens its dialog."""


class DecisionPanel(Panel):
    """The right side of the window for requests.

    Signals: `step_taken(str)` a decision stands on the disk, with the request; `told(str)` a
    short sentence for a toast; `case_wanted(str)` the whole case is wanted; `left()` the keys
    belong to the list again.
    """

    step_taken = Signal(str)
    told = Signal(str)
    case_wanted = Signal(str)
    left = Signal()

    def __init__(self, duty: Duty, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self._wanted: tuple[str, str] | None = None
        self._shown: ShownRequest | None = None
        self._saving = False
        self._dialog: StepDialog | None = None
        self.pictures = Pictures(duty.pictures, self)
        self._build()
        self._show_nothing("")

    @property
    def shown(self) -> ShownRequest | None:
        """What the panel shows now."""
        return self._shown

    @property
    def dialog(self) -> StepDialog | None:
        """The step dialog that stands over the panel, if one does."""
        return self._dialog

    def show_request(self, request_id: str, case_id: str) -> None:
        """Show a request of a case."""
        self._wanted = (request_id, case_id)
        self.refresh()

    def show_nothing(self) -> None:
        """Something else is shown; the keys go with it."""
        self._wanted = None
        self._show_nothing("")

    def refresh(self) -> None:
        """Look at the replica again; called after every change."""
        if self._wanted is not None:
            self.pictures.forget_missing()
            wanted = self._wanted
            read = partial(read_request, self._duty, *wanted)
            self._background.look(read, partial(self._take, wanted))

    def refresh_time(self) -> None:
        """Write the time that is left anew."""
        if self._shown is not None:
            self._draw_time(self._shown)
            self.page.refresh_time()

    def serve(self, widget: QWidget) -> None:
        """Let the keys of the action bar act while `widget` has the focus too."""
        self.actions_bar.serve(widget)

    # --- parts ---------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setAccessibleName(_("申请"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.title = labelled("", "title")
        self.number = labelled("", "strong")
        self.mark = QLabel()
        self.mark.setProperty("role", "pending")
        self.pill = Pill()
        self.company = CompanyPill(self._duty, self._background)
        self.about = ElidedLabel()
        self.about.setProperty("role", "secondary")
        self.whole = QPushButton(_("案件全貌"))
        self.whole.setProperty("tone", "link")
        self.whole.clicked.connect(self._want_case)
        self.page = RequestPage(self._duty.workflow)
        self.scans = ScanView(self.pictures)
        self.scans.opened.connect(self._open_scans)
        self.form = DecisionForm(self._duty, self._background)
        self.form.own.kept.connect(self.told)
        self.form.confirmed.connect(self._decide)
        self._outlook = GrantOutlook(self._duty, self._background, self.form)
        self.form.amount_changed.connect(self._weigh)
        self.form.left.connect(self.left)
        self.actions_bar = ActionBar()
        self.actions_bar.serve(self)
        self.actions_bar.chosen.connect(self.choose_step)
        self._empty = labelled("", "secondary")
        self._empty.setContentsMargins(40, 40, 40, 40)
        self._empty.setWordWrap(True)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addWidget(self.number)
        head.addWidget(self.mark)
        head.addStretch(1)
        head.addWidget(self.pill)
        below = QHBoxLayout()
        below.addWidget(self.about, 1)
        below.addWidget(self.company)
        below.addWidget(self.whole)
        body = QHBoxLayout()
        body.setSpacing(MARGIN)
        body.addWidget(self.page, 11)
        body.addWidget(self.scans, 9)
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(MARGIN, 14, MARGIN, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(below)
        layout.addLayout(body, 1)
        layout.addWidget(self.form)
        layout.addWidget(self.actions_bar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._empty, 1)
        outer.addWidget(self._content, 1)

    # --- showing -------------------------------------------------------------------------------

    def _show_nothing(self, words: str) -> None:
        self._shown = None
        self._weigh()
        self.actions_bar.show_steps(())
        self._empty.setText(words)
        self._empty.show()
        self._content.hide()

    def _take(self, wanted: tuple[str, str], shown: ShownRequest | None) -> None:
        if wanted != self._wanted or shown == self._shown is not None:
            return
        if shown is None:
            self._show_nothing(_("这份申请不在本机，或已不在您岗位负责的区域内。"))
            return
        former = self._shown
        self._shown = shown
        if former is None or former.request.state["id"] != shown.request.state["id"]:
            self._begin(shown)
        elif former.offered and not shown.offered:
            self._give_up(shown)
        self._redraw()

    def _give_up(self, shown: ShownRequest) -> None:
        """It can be decided here no longer: say so if it was somebody else, and free the keys."""
        state = shown.request.state
        self.form.think_again()
        at = QApplication.focusWidget()
        if at is not None and self.form.isAncestorOf(at):
            self.left.emit()
        if not self._saving and state.get("settled_by") != self._duty.person.id:
            outcome = outcome_words(self._duty.workflow, state, shown.case.names)
            self.told.emit(_("这份申请已不用您办：{outcome}").format(outcome=outcome))

    def _begin(self, shown: ShownRequest) -> None:
        state = shown.case.detail.state
        if state.get("clock_basis") == WORK:
            if shown.work_day is not None:
                self.form.span.use_days(_("工作日"), shown.work_day)
        else:
            self.form.span.use_days(_("天"), DAY)
        steps = self._duty.workflow.steps
        tells = any(TELL in steps[one.subject, one.step].fields for one in shown.offered)
        caller = tells and caller_waits(self._duty.workflow, state)
        self.form.begin(shown.request.state, shown.phrases, caller=caller)
        self.form.setEnabled(True)
        self.page.fold()

    def _redraw(self) -> None:
        shown = self._shown
        if shown is None:
            return
        workflow, case, request = self._duty.workflow, shown.case, shown.request
        self.title.setText(request_title(workflow, request.state, case.names))
        self.number.setText(_("第 {n} 次").format(n=request.number))
        self.mark.setText(_("◷ 未发送") if case.detail.pending else "")
        self.mark.setVisible(case.detail.pending)
        state = case.detail.state
        parts = (title_of(workflow, case.detail), str(state.get("address") or ""))
        self.about.setText("   ".join(part for part in (*parts, numbers_of(state)) if part))
        self.page.show_request(shown)
        self.scans.show_pictures(pictures_of(shown))
        self.form.setVisible(bool(shown.offered))
        self.actions_bar.show_steps(shown.offered)
        self._draw_time(shown)
        self._weigh()
        self._empty.hide()
        self._content.show()

    def _draw_time(self, shown: ShownRequest) -> None:
        state, near = shown.case.detail.state, shown.case.near
        self.pill.say(*deadline_of(self._duty.workflow, state, now_seconds(), near))

    def _weigh(self) -> None:
        self._outlook.weigh(self._shown)

    # --- deciding ------------------------------------------------------------------------------

    def choose_step(self, step: OfferedStep) -> None:
        """Mean a step: its words are asked for here, anything else in its dialog."""
        if self._shown is None or self._dialog is not None or self._saving:
            return
        known = self._duty.workflow.steps[step.subject, step.step]
        if set(known.fields) <= BY_FORM:
            self.form.mean(step)
            return
        dialog = StepDialog(
            self._duty,
            self._background,
            self.pictures,
            step,
            self._shown.request.state,
            self._shown.case.detail,
            parent=self.window(),
        )
        dialog.taken.connect(self._settle)
        dialog.told.connect(self.told)
        dialog.finished.connect(self._forget_dialog)
        self._dialog = dialog
        dialog.open()

    def _decide(self, step: OfferedStep, values: Values) -> None:
        if self._saving:
            return
        self._saving = True
        self.form.setEnabled(False)
        perform = partial(
            self._duty.desk.perform, step.step, step.subject, step.subject_id, values, step.post
        )
        work = partial(performed, self._duty, perform)
        self._background.run(work, self._decided, self._not_decided, self._stand_again)

    def _decided(self, outcome: tuple[Taken, str]) -> None:
        taken, sentence = outcome
        self._saving = False
        self.form.think_again()
        self.actions_bar.show_steps(())  # a key in a hurry is not meant for what is decided
        self.told.emit(sentence)
        self.left.emit()
        self._settle(taken.subject_id)

    def _stand_again(self) -> None:
        self._saving = False
        self.form.setEnabled(True)

    def _not_decided(self, fault: WorldError) -> None:
        self._stand_again()
        self.form.say(fault.sentence)
        self.form.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle(self, request_id: str) -> None:
        self.refresh()
        self.step_taken.emit(request_id)

    def _forget_dialog(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    # --- ways out ------------------------------------------------------------------------------

    def _want_case(self) -> None:
        if self._shown is not None:
            self.case_wanted.emit(str(self._shown.case.detail.state["id"]))

    def _open_scans(self, hashes: list[str], place: int) -> None:
        intake = self._duty.desk.intake
        window = self.window()
        PhotoViewer(self.pictures, Album(hashes), place, self._background, intake, window).open()
