"""What a grant would do: when the case would be due, and who may grant so much."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject

from seatapp.domain.entries import Value
from seatapp.domain.requests import CHAIN
from seatapp.local.deadlines import Weighed
from seatapp.text import _
from ui.deadline_words import left_words
from ui.durations import Level
from ui.duty import Duty
from ui.panes.decision_form import DecisionForm
from ui.panes.request_shown import ShownRequest
from ui.request_words import tier_words
from ui.widgets.dressed import dress
from ui.worker import Background


class GrantOutlook(QObject):
    """Writes it into `form`, for the amount that stands there."""

    def __init__(self, duty: Duty, background: Background, form: DecisionForm) -> None:
        super().__init__(form)
        self._duty, self._background, self._form = duty, background, form
        self._shown: ShownRequest | None = None

    def weigh(self, shown: ShownRequest | None) -> None:
        """Look ahead for this request; what is still on its way for another one is dropped."""
        self._shown = shown
        if shown is None:
            return
        granted = self._form.granted()
        if not granted:
            self._form.outlook.setText("")
            return
        request_id = str(shown.request.state["id"])
        case_id = str(shown.case.detail.state["id"])
        weigh = partial(self._duty.reader.weigh, case_id, request_id, granted)
        self._background.run(weigh, partial(self._tell, request_id, granted))

    def _tell(self, request_id: str, granted: Mapping[str, Value], found: Weighed | None) -> None:
        shown = self._shown
        if shown is None or shown.request.state["id"] != request_id:
            return
        if found is not None and granted == self._form.granted():
            words, level = self._words(shown, found)
            self._form.outlook.setText(words)
            dress(self._form.outlook, role="fault" if level is Level.LATE else "secondary")

    def _words(self, shown: ShownRequest, found: Weighed) -> tuple[str, Level]:
        workflow = self._duty.workflow
        if found.fault is not None:
            return "✕ " + _(workflow.refusals[found.fault].sentence), Level.LATE
        tier = tier_words(workflow, found.tier, found.substitutes, shown.case.names)
        who = _("{post}可批") if found.tier == CHAIN[0] else _("须{post}")
        parts = (left_words(found.due_after), who.format(post=tier))
        return _("；").join(parts), Level.UNSET
