"""The dialog of a look at a caller whom only the centre has: it asks why, the centre records it.

Without the centre there is nothing to show, and nothing is written down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal

from seatapp.domain.entries import Values
from seatapp.text import _
from ui.dialogs.step_dialog import StepDialog
from ui.duty import Duty, Taken


@dataclass(frozen=True)
class Seen:
    """A look that the centre has recorded, with what it gave."""

    subject_id: str
    caller: Mapping[str, str]
    number: str = ""


def looked(duty: Duty, case_id: str, reason: str) -> tuple[Seen, str]:
    """Ask the centre, and say how many looks are left. Waits for the network."""
    caller = duty.caller_of(case_id, reason)
    words = _("已由中心记录，今天还可查看 {left} 次。").format(left=caller.left)
    return Seen(case_id, caller.values), words


class LookDialog(StepDialog):
    """Asks why a caller is wanted. Signal: `seen(case, values)` the centre has shown them."""

    seen = Signal(str, dict)

    def _work(self, values: Values) -> Callable[[], tuple[Taken, str]]:
        return partial(looked, self._duty, self._offered.subject_id, str(values["reason"]))

    def _finish(self, outcome: tuple[Taken, str]) -> None:
        taken, _words = outcome
        self._drafts.forget()
        super()._finish(outcome)
        if isinstance(taken, Seen):
            self.seen.emit(taken.subject_id, dict(taken.caller))
