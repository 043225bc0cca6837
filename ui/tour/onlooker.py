"""Sees what stands in a real window, and waits for what must come."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from seatapp.local.views import OfferedStep
from ui.dialogs.step_dialog import StepDialog
from ui.idle_lock import IdleLock
from ui.panes.case_shown import Shown
from ui.pictures import Pictures
from ui.tour.hands import NotSeen, Seen, wait_until
from ui.widgets.picture_tile import PictureTile
from ui.window import Window

GATHERING = frozenset(
    {
        "changes gathered",
        "chosen row shown",
        "report measured",
        "search typing",
        "queue filter typing",
        "grant weighed",
        "caller looked up",
        "similar cases looked up",
    }
)
"""Timers after which the window does something of its own accord."""


class Onlooker:
    """The eyes of somebody in front of `window`.

    What waits raises `NotSeen` when that does not come, or when the window meets a bug.
    """

    def __init__(self, window: Window) -> None:
        self.window = window
        self._bugs: list[str] = []
        window.background.bug_met.connect(self._bugs.append)

    # --- looking -----------------------------------------------------------------------------

    @property
    def dialog(self) -> QDialog | None:
        """The dialog that stands over the window, if one does."""
        known = self.window.panels.dialog or self.window.places.refusals.dialog
        others = self.window.findChildren(QDialog)
        return known or next((one for one in others if one.isVisible()), None)

    @property
    def shown(self) -> Shown | None:
        """The case in the panel."""
        return self.window.panel.shown

    @property
    def stage(self) -> str:
        """The stage of the case in the panel; nothing when there is none."""
        return "" if self.shown is None else str(self.shown.detail.state["stage"])

    @property
    def numbers(self) -> list[str]:
        """The numbers of the rows in the open queue, from the top."""
        model = self.window.queue.model
        rows = [model.row_at(place) for place in range(model.rowCount())]
        return [row.number for row in rows if row is not None]

    @property
    def news(self) -> list[str]:
        """What the toasts say."""
        return self.window.toasts.texts

    @property
    def status(self) -> str:
        """What the line at the bottom says, buttons too."""
        line = self.window.status_line
        labels = [label.text() for label in line.findChildren(QLabel) if label.isVisible()]
        return " ".join([*labels, *(button.text() for button in line.findChildren(QPushButton))])

    @property
    def focus(self) -> QWidget:
        """What takes the keys."""
        return QApplication.focusWidget() or self.window

    @property
    def photos_there(self) -> bool:
        """Whether every photo on the screen can be seen."""
        pictures = self.window.panel.pictures
        tiles = [one for one in self.window.panels.findChildren(PictureTile) if one.isVisible()]
        return not any(one.missing or pictures.waiting(one.sha256) for one in tiles)

    def offered(self, step: str) -> OfferedStep | None:
        """The step as it is offered on the case in the panel."""
        offered = self.window.panel.actions_bar.offered
        return next((one for one in offered if one.step == step), None)

    def offers(self, step: str) -> bool:
        """Whether the step can be taken on the case in the panel."""
        return self.offered(step) is not None

    # --- waiting -----------------------------------------------------------------------------

    def wait_until(self, condition: Callable[[], Seen | None], what: str) -> Seen:
        """Let the window work until `condition` gives something; a bug it meets ends it."""

        def look() -> Seen | None:
            if self._bugs:
                raise NotSeen(f"{what}: the window met a bug, {self._bugs}")
            return condition()

        try:
            return wait_until(look, what)
        except NotSeen as missed:
            missed.add_note(f"{self.window.windowTitle()}: {self.status} {self.news}")
            raise

    def settle(self) -> None:
        """Wait until the window is at rest: nothing being read, no picture on its way.

        Who waits for it sits in front of it: hands of a tour never touch the windows of the system.
        """
        for lock in self.window.findChildren(IdleLock):
            lock.hear()
        self.wait_until(self._at_rest, "the window at rest")
        QApplication.processEvents()  # what came last is laid out only now
        self.wait_until(self._at_rest, "the window at rest again")

    def come_forward(self) -> QWidget:
        """Be the window in front; returns what takes the keys, the window or its dialog."""
        top = self.dialog or self.window
        if QApplication.activeWindow() is not top:
            top.raise_()
            top.activateWindow()
            self.wait_until(lambda: QApplication.activeWindow() is top, "the window in front")
        return top

    def wait_for_dialog(self) -> StepDialog:
        """Wait for a dialog of a step that was asked for; returns it, ready to be filled."""

        def ready() -> StepDialog | None:
            dialog = self.dialog
            return dialog if isinstance(dialog, StepDialog) and dialog.loaded else None

        dialog = self.wait_until(ready, "the dialog")
        self.come_forward()
        self.settle()
        return dialog

    def _at_rest(self) -> bool:
        window = self.window
        timers = window.findChildren(QTimer)
        waits = any(one.isActive() and one.objectName() in GATHERING for one in timers)
        fetching = any(one.fetching for one in window.findChildren(Pictures))
        return not (window.background.busy or waits or fetching)


def complaints(form: QWidget) -> list[str]:
    """What a form says is wrong."""
    labels = [label for label in form.findChildren(QLabel) if label.isVisible()]
    return [one.text() for one in labels if one.property("role") in ("fault", "banner")]
