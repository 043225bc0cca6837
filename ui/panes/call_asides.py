"""What is done while a call goes on, besides registering it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from seatapp.domain.entries import Values
from seatapp.errors import WorldError
from seatapp.local.views import CallerLine
from seatapp.text import _
from ui.duty import Taken
from ui.frame_duty import FrameDuty
from ui.panes.call_fields import emergency_of
from ui.wording import now_seconds
from ui.worker import Background


class CallAsides(QObject):
    """Takes these steps; the form of the call stays as it is.

    Signals: `told(str)` a short sentence for a toast; `step_taken(str)` a step stands on the
    disk, with its subject; `settled()` it was what the caller was owed; `refused(object)` the
    `WorldError` why a step was not taken.
    """

    told = Signal(str)
    step_taken = Signal(str)
    settled = Signal()
    refused = Signal(object)

    def __init__(self, duty: FrameDuty, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._duty, self._background = duty, background
        self._raising = False

    def raise_emergency(self, typed: Values) -> None:
        """The caller tells of an emergency: it stands registered before the call ends.

        Asked for again in the hurry while it is being written, it is the same one.
        """
        if self._raising:
            return
        self._raising = True
        made = emergency_of(typed, self._duty.hotline.area, now_seconds())
        perform = partial(self._duty.desk.perform, made.step, made.subject, None, made.values)
        self._background.run(perform, self._emergency_stands, self._not_raised, self._let_raise)

    def settle(self, owed: CallerLine) -> None:
        """Who was to be rung has rung: what they were owed is done with this call."""
        values = {"note": _("来电人主动来电，本次通话已联系上。")}
        perform = partial(
            self._duty.desk.perform, "tell_caller", owed.subject, owed.subject_id, values
        )
        self._background.run(perform, self._told, self._not_settled)

    def _emergency_stands(self, taken: Taken) -> None:
        self._let_raise()
        words = _("已登记突发事件 {number}，请接着登记来电，再去核定级别、电话报告。")
        self.told.emit(words.format(number=taken.number))
        self.step_taken.emit(taken.subject_id)

    def _not_raised(self, error: WorldError) -> None:
        self._let_raise()
        self.refused.emit(error)

    def _let_raise(self) -> None:
        self._raising = False

    def _not_settled(self, error: WorldError) -> None:
        self.refused.emit(error)

    def _told(self, taken: Taken) -> None:
        self.told.emit(_("已记为联系上，这个回访办结了。"))
        self.step_taken.emit(taken.subject_id)
        self.settled.emit()
