"""The steps of the case beside the queue: their dialogs, its letters, what is done with others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from seatapp.domain.entries import Values
from seatapp.local.views import OfferedStep
from seatapp.reports.approvals import requests_of
from seatapp.reports.letters import ISSUE, issued_letters
from seatapp.text import _
from ui.at_once import CALLER_PHONE, RING, AtOnce, goes_at_once
from ui.dialling import dial
from ui.dialogs.letter_dialog import LetterDialog
from ui.dialogs.look_dialog import LookDialog
from ui.dialogs.step_dialog import StepDialog
from ui.duty import Duty
from ui.panes.added_demand import ADD_DEMAND, ask_to_add
from ui.panes.callback_strip import why_given_up
from ui.panes.case_checks import FIELD_OF, SEE, STEPS_OF
from ui.panes.case_shown import Shown
from ui.pictures import Pictures
from ui.request_words import suggested
from ui.worker import Background

REVEAL = "reveal"


class CaseSteps(QObject):
    """Takes steps on the case that `shown` gives; dialogs stand over what is left of `panel`.

    Signals: `taken(str)` a step stands on the disk, with its subject; `revealed(...)` the caller
    may be shown, as the dialog tells it; `told(str)` a short sentence for a toast; `failed(str)`
    why something could not be done; `case_wanted(str)` see another case.
    """

    taken = Signal(str)
    told = Signal(str)
    failed = Signal(str)
    case_wanted = Signal(str)

    def __init__(
        self,
        duty: Duty,
        background: Background,
        pictures: Pictures,
        shown: Callable[[], Shown | None],
        reveal: Callable[..., None],
        panel: QWidget,
    ) -> None:
        """`reveal` shows the caller once that may be."""
        super().__init__(panel)
        self._duty, self._background, self._pictures = duty, background, pictures
        self._look, self._reveal, self._panel = shown, reveal, panel
        self.dialog: StepDialog | None = None
        self._letter_due = False
        self._at_once = AtOnce(duty, background, self)
        self._at_once.taken.connect(self._settle_at_once)
        self._at_once.told.connect(self.told)
        self._at_once.failed.connect(self.failed)

    def show_due_letter(self) -> None:
        """A letter that was just issued is listed as soon as it stands in the history."""
        shown = self._look()
        if self._letter_due and shown is not None and issued_letters(shown.story):
            self._letter_due = False
            self.show_letters()

    def do_with_similar(self, action: str, number: str, case_id: str) -> None:
        """See a similar case, or merge or link this one to it."""
        if action == SEE:
            self.case_wanted.emit(case_id)
            return
        if action == ADD_DEMAND:
            self._add_demand_to(case_id)
            return
        shown = self._look()
        for step in shown.offered if shown is not None else ():
            if step.step in STEPS_OF[action]:
                self.open_step(step, {FIELD_OF[action]: number})
                return
        self.failed.emit(_("您现在不能对这一件办理这一步。"))

    def _add_demand_to(self, case_id: str) -> None:
        """Add what was said here to another case that is still open."""
        shown = self._look()
        said = shown.detail.state.get("description") if shown is not None else None
        asked = ask_to_add(
            self._duty, self._background, self._pictures, case_id, said, self._panel.window()
        )
        asked.told.connect(self.told)
        asked.refused.connect(self.failed)
        asked.taken.connect(self.taken)

    def open_step(self, step: OfferedStep, prefilled: Values | None = None) -> None:
        """Ask for what the step needs, in its dialog; `prefilled` stands in it at the start."""
        shown = self._look()
        if shown is None or self.dialog is not None:
            return
        state, detail = _state_of(shown, step), shown.detail
        if goes_at_once(self._duty.workflow, step, state, detail.state):
            self._at_once.take(step)
            return
        if prefilled is None:
            given_up = why_given_up(self._duty.workflow, step.step, state)
            prefilled = suggested(step, state) or given_up or _addressed(step, state)
        kept_here = step.step != REVEAL or detail.contact is not None
        kind = StepDialog if kept_here else LookDialog
        dialog = kind(
            self._duty,
            self._background,
            self._pictures,
            step,
            state,
            detail,
            prefilled,
            self._panel.window(),
        )
        if isinstance(dialog, LookDialog):
            dialog.seen.connect(self._reveal)
        else:
            dialog.taken.connect(self.taken)
            if step.step == ISSUE:
                dialog.taken.connect(self._expect_letter)
            if step.step == REVEAL:
                dialog.taken.connect(self._reveal)
        dialog.told.connect(self.told)
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open_beside(self._panel)

    def show_letters(self) -> None:
        """List the letters of the case, to be saved and printed."""
        shown = self._look()
        if shown is None:
            return
        letters = issued_letters(shown.story)
        case_id = str(shown.detail.state["id"])
        requests = requests_of(shown.detail)
        dialog = LetterDialog(
            self._duty, self._background, case_id, letters, requests, self._panel.window()
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.told.connect(self.told)
        dialog.failed.connect(self.failed)
        dialog.open()

    def ask_to_reveal(self) -> None:
        """Ask why the caller is wanted."""
        shown = self._look()
        offered = shown.offered if shown is not None else ()
        for step in offered:
            if step.step == REVEAL:
                self.open_step(step)

    def _settle_at_once(self, step: OfferedStep) -> None:
        shown = self._look()
        self.taken.emit(step.subject_id)
        if shown is None or step.step != RING or shown.subject_id != step.subject_id:
            return
        number = (shown.detail.contact or {}).get(CALLER_PHONE)
        if number:
            self._reveal(str(shown.detail.state["id"]))
            dial(number)
        else:
            self.failed.emit(_("号码还没有传到本机。请稍等几秒，联网收到后再拨。"))

    def _expect_letter(self, _subject_id: str) -> None:
        self._letter_due = True

    def _forget_dialog(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None


def _addressed(step: OfferedStep, state: Mapping[str, Any]) -> Values | None:
    """A letter begins with the unit that has the case."""
    unit = state.get("unit")
    return {"letter_to": unit} if step.step == ISSUE and unit else None


def _state_of(shown: Shown, step: OfferedStep) -> Mapping[str, Any]:
    """The subject of a step: a child of the case, else the case."""
    for child in shown.detail.children:
        if child["id"] == step.subject_id:
            return child
    return shown.detail.state
