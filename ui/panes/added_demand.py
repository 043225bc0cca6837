"""Adding what somebody said to a case that is open already (追加诉求), from wherever it is said."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from seatapp.domain.entries import Value
from seatapp.text import _
from ui.dialogs.step_dialog import StepDialog
from ui.duty import Duty
from ui.panes.case_shown import Shown, read_case
from ui.pictures import Pictures
from ui.worker import Background

ADD_DEMAND = "add_demand"


class AddedDemand(QObject):
    """One question: reads the other case, then asks for the words in the dialog of the step.

    Signals: `taken(str)` the step stands on the disk, with the case; `told(str)` a short sentence
    for a toast; `refused(str)` why the case takes no demand.
    """

    taken = Signal(str)
    told = Signal(str)
    refused = Signal(str)

    def __init__(
        self,
        duty: Duty,
        background: Background,
        pictures: Pictures,
        said: Value,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._duty = duty
        self._background = background
        self._pictures = pictures
        self._said = said
        self._window = window

    def ask(self, shown: Shown | None) -> None:
        """Open the dialog over the window, or say why not."""
        offered = () if shown is None else shown.offered
        step = next((one for one in offered if one.step == ADD_DEMAND), None)
        if shown is None or step is None:
            self.refused.emit(_("这一件现在不能追加诉求，可先查看它的情况。"))
            self.deleteLater()
            return
        dialog = StepDialog(
            self._duty,
            self._background,
            self._pictures,
            step,
            shown.detail.state,
            shown.detail,
            {"note": self._said},
            self._window,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.told.connect(self.told)
        dialog.taken.connect(self.taken)
        dialog.finished.connect(self.deleteLater)
        dialog.open()


def ask_to_add(
    duty: Duty,
    background: Background,
    pictures: Pictures,
    case_id: str,
    said: Value,
    window: QWidget,
) -> AddedDemand:
    """Ask for the demand that is to be added to a case, with `said` to begin with."""
    made = AddedDemand(duty, background, pictures, said, window)
    background.run(partial(read_case, duty, case_id, case_id), made.ask)
    return made
