"""Works a real window by what a person does: keys, clicks, and waiting for what must come.

The tour plays a shift with it, and the end-to-end tests are written in its words. It calls no
inner method where a key or a click exists.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton

from seatapp.domain.workflow import Workflow
from seatapp.text import _
from ui.dialogs.step_dialog import StepDialog
from ui.fields.form import Asked
from ui.fields.reference import ReferenceInput
from ui.models.queue_model import Column
from ui.panes.intake_fields import KINDS
from ui.panes.intake_pane import IntakePane
from ui.panes.refusal_card import RefusalCard
from ui.place_names import REFUSALS
from ui.tour.filling import Put, put_in
from ui.tour.hands import (
    ALT,
    CTRL,
    NotSeen,
    click,
    letter,
    press,
    write,
)
from ui.tour.onlooker import Onlooker, complaints
from ui.tour.picture import picture_of, save_picture
from ui.window import Window
from ui.wording import choice_words


class StepHeld(Exception):
    """A form stays open because something is wrong; the text is what it says."""


class Driver(Onlooker):
    """The hands and the eyes of somebody in front of `window`.

    Every method waits for what its action brings, and raises `NotSeen` when that does not come.
    """

    def __init__(self, window: Window, workflow: Workflow) -> None:
        super().__init__(window)
        self._workflow = workflow
        self._registered: list[str] = []
        self._intake: IntakePane | None = None

    # --- going somewhere ---------------------------------------------------------------------

    def choose_queue(self, name: str) -> None:
        """Go to a queue by its entry in the rail."""
        self.come_forward()
        click(self.window.rail.item(name))
        self.wait_until(lambda: self.window.queue.model.queue == name, f"queue {name}")
        self.settle()

    def select_case(self, wanted: str) -> None:
        """Click on the row of a case, named by its number, its identifier or its subject's."""
        self.come_forward()
        row = self.wait_until(lambda: self._row_of(wanted), f"row {wanted}") - 1
        table, model = self.window.queue.table, self.window.queue.model
        index = model.index(row, Column.NUMBER)
        table.scrollTo(index)
        chosen = model.row_at(row)
        click(table.viewport(), table.visualRect(index).center())
        subject = "" if chosen is None else chosen.subject_id
        self.wait_until(lambda: self.window.panels.shown_subject == subject, f"case {wanted}")
        self.settle()

    def find_case(self, queue: str, case: str) -> None:
        """Go to a case in a queue of one's own, with what others did of late."""
        self.sync()
        self.choose_queue(queue)
        self.select_case(case)

    def search(self, words: str) -> None:
        """Look something up with Ctrl+K and open the first that is found."""
        self.come_forward()
        press(self.focus, letter("K"), CTRL)
        box = self.window.search
        self.wait_until(box.hasFocus, "the search box")
        write(box, words)
        self.wait_until(lambda: box.found, f"anything found for {words}")
        self.settle()

    def open_found(self) -> None:
        """Open what the search has marked."""
        press(self.window.search, Qt.Key.Key_Return)
        self.settle()

    def turn_to(self, page: int) -> None:
        """Click on a tab of the case panel."""
        self.come_forward()
        tabs = self.window.panel.pages.tabs
        click(tabs, tabs.tabRect(page).center())
        self.settle()

    def see_photos(self) -> None:
        """Wait until every photo on the screen is there; what is not here comes with a round."""
        self.settle()
        if not self.photos_there:
            self.sync()
            self.wait_until(lambda: self.photos_there, "the photos of the case")
        self.settle()

    # --- steps -------------------------------------------------------------------------------

    def press_step(self, step: str) -> StepDialog:
        """Press the key of a step, or its button; returns its dialog, ready to be filled."""
        self.come_forward()
        self.wait_until(lambda: self.offered(step), f"step {step} on offer")
        bar = self.window.panel.actions_bar
        place = [one.step for one in bar.offered].index(step)
        button = bar.buttons[place]
        if button.key:
            self._go_to_panel_or_rows()
            press(self.focus, letter(button.key))
        elif button.isVisible():
            click(button)
        else:
            raise NotSeen(f"step {step} has no key and no room for its button")
        return self.wait_for_dialog()

    def fill(self, name: str, value: Put) -> None:
        """Put something into a field of the dialog, or of the form for a new case."""
        self.come_forward()
        asked = self._asked(name)
        put_in(asked, value, lambda of, code: choice_words(self._workflow, of, code))
        self.settle()

    def type_into(self, name: str, words: str) -> None:
        """Type into a field that looks things up, and leave its list open."""
        self.come_forward()
        made = self._asked(name).input
        assert isinstance(made, ReferenceInput)
        click(made.edit)
        write(made.edit, words)
        self.settle()

    def confirm(self) -> None:
        """Confirm the dialog with Ctrl+Enter. Raises `StepHeld` when it says what is wrong."""
        dialog = self.come_forward()
        assert isinstance(dialog, StepDialog)
        press(self.focus, Qt.Key.Key_Return, CTRL)
        self.wait_until(lambda: self.dialog is None or complaints(dialog), "the step taken")
        if self.dialog is not None:
            raise StepHeld(" ".join(complaints(dialog)))
        self.settle()

    def take(self, step: str, **values: Put) -> None:
        """Take a step on the case in the panel from its key to its confirmation."""
        self.press_step(step)
        for name, value in values.items():
            self.fill(name, value)
        self.confirm()

    # --- registering -------------------------------------------------------------------------

    def open_intake(self, kind: str) -> None:
        """Open the form for a new case with Ctrl+N and choose the kind of case."""
        self.come_forward()
        press(self.focus, letter("N"), CTRL)
        pane = self.wait_until(self._current_intake, "the form for a new case")
        if self._intake is None:
            pane.registered.connect(self._registered.append)
            self._intake = pane
        self.settle()
        press(self.focus, letter(str(KINDS.index(kind) + 1)), ALT)
        self.wait_until(lambda: pane.kind == kind, f"the form for {kind}")
        self.settle()

    def register(self) -> str:
        """Save the form with Ctrl+Enter; returns the identifier of the new case.

        Raises `StepHeld` when the form says what is wrong.
        """
        self.come_forward()
        before = len(self._registered)
        pane = self.window.places.intake
        press(self.focus, Qt.Key.Key_Return, CTRL)
        self.wait_until(
            lambda: len(self._registered) > before or complaints(pane), "the case registered"
        )
        if len(self._registered) == before:
            raise StepHeld(" ".join(complaints(pane)))
        self.settle()
        return self._registered[-1]

    # --- refusals ----------------------------------------------------------------------------

    def open_refusals(self) -> list[RefusalCard]:
        """Go to what the centre did not accept; returns the cards that stand there."""
        self.come_forward()
        click(self.window.rail.item(REFUSALS))
        pane = self.window.places.refusals
        self.wait_until(lambda: self.window.places.currentWidget() is pane, "the refusals desk")
        self.settle()
        return pane.cards

    def do_again(self, card: RefusalCard) -> StepDialog:
        """Press 按现在的情况重新办理; returns the dialog with what was typed."""
        self.come_forward()
        click(card.again)
        return self.wait_for_dialog()

    # --- seat and centre ---------------------------------------------------------------------

    def sync(self) -> None:
        """Press F5: bring seat and centre together now."""
        self.come_forward()
        press(self.focus, Qt.Key.Key_F5)

    def deliver(self) -> None:
        """Press F5 and see the line at the bottom say that nothing is unsent any more."""
        self.settle()
        self.sync()
        self.wait_until(lambda: _("未发送 {n}").format(n=0) in self.status, "nothing unsent")
        self.settle()

    def use_theme(self, name: str) -> None:
        """Choose the colours in the person's menu."""
        self.window.top_bar.themes[name].trigger()
        self.settle()

    def shot(self, path: Path) -> Path:
        """Save what stands on the screen as a PNG."""
        self.come_forward()
        self._close_old_news()
        self.settle()
        save_picture(picture_of(self.window, self.dialog), path)
        return path

    # --- parts -------------------------------------------------------------------------------

    def _close_old_news(self) -> None:
        """Close all toasts but the last; a person's have gone by the time of the next."""
        for toast in self.window.toasts.shown[:-1]:
            click(toast.findChildren(QPushButton)[0])

    def _row_of(self, wanted: str) -> int:
        """The place of a row, counted from one; 0 while it is not there."""
        model = self.window.queue.model
        for place in range(model.rowCount()):
            row = model.row_at(place)
            if row is not None and wanted in (row.number, row.subject_id, row.case_id):
                return place + 1
        return 0

    def _go_to_panel_or_rows(self) -> None:
        """Keys of steps act in the rows and in the panel; go to the panel from elsewhere."""
        places = (self.window.queue.table, self.window.panel)
        focus = self.focus
        if not any(place is focus or place.isAncestorOf(focus) for place in places):
            click(self.window.panel, QPoint(2, 2))

    def _asked(self, name: str) -> Asked:
        dialog = self.dialog
        if isinstance(dialog, StepDialog):
            return dialog.form.asked[name]
        return self.window.places.intake.form.asked_for(name)

    def _current_intake(self) -> IntakePane | None:
        current = self.window.places.currentWidget()
        return current if isinstance(current, IntakePane) else None
