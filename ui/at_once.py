"""Steps that are taken by their key alone: nothing is asked, and nothing moves on by them.

To take over a call, or to ring somebody, is no decision that wants a second look.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from seatapp.domain.workflow import Workflow
from seatapp.errors import WorldError
from seatapp.local.views import OfferedStep
from seatapp.text import _
from ui.dialogs.asking import asked_fields
from ui.duty import Duty, Taken
from ui.performing import performed
from ui.wording import named
from ui.worker import Background

RING, CALLER_PHONE = "ring_callback", "caller_phone"
"""The step of who rings a caller whom they owe a call, and the field with the number."""


def goes_at_once(
    workflow: Workflow, step: OfferedStep, state: Mapping[str, Any], root: Mapping[str, Any]
) -> bool:
    """Whether a step asks for nothing and leaves its subject in its stage."""
    known = workflow.steps[step.subject, step.step]
    stays = known.stage_after(str(state["stage"])) == state["stage"]
    return stays and not asked_fields(workflow, known, state, root)


class AtOnce(QObject):
    """Takes such steps, one at a time.

    Signals: `taken(object)` a step stands on the disk, an `OfferedStep`; `told(str)` a short
    sentence for a toast; `failed(str)` why it could not be taken.
    """

    taken = Signal(object)
    told = Signal(str)
    failed = Signal(str)

    def __init__(self, duty: Duty, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._duty, self._background = duty, background
        self._busy = False

    def take(self, step: OfferedStep) -> None:
        """Take the step; while one is being written, another press of the key is the same."""
        if self._busy:
            return
        self._busy = True
        perform = partial(
            self._duty.desk.perform,
            step.step,
            step.subject,
            step.subject_id,
            {},
            step.post or None,
        )
        work = partial(performed, self._duty, perform)
        self._background.run(work, partial(self._finish, step), self._refuse, self._break_off)

    def _finish(self, step: OfferedStep, outcome: tuple[Taken, str]) -> None:
        self._busy = False
        taken, words = outcome
        self.told.emit(named(f"{step.label} {taken.number}".strip(), words))
        self.taken.emit(step)

    def _refuse(self, error: WorldError) -> None:
        self._busy = False
        self.failed.emit(error.sentence)

    def _break_off(self) -> None:
        self._busy = False
        self.failed.emit(_("程序出错，这一步没有保存，请再试一次。"))
