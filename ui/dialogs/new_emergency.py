"""The dialog that begins the report of an emergency, for whoever learns of one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from seatapp.domain.entries import Value
from seatapp.local.views import OfferedStep
from seatapp.text import _
from ui.dialogs.step_dialog import StepDialog
from ui.frame_duty import FrameDuty
from ui.pictures import Pictures
from ui.wording import now_seconds
from ui.worker import Background

EMERGENCIES = "emergencies"
"""The queue of emergencies that are being reported."""

_SUBJECT, _STEP = "emergency", "begin_emergency"


def may_begin(duty: FrameDuty) -> bool:
    """Whether a post of the person begins the report of an emergency."""
    return bool(duty.workflow.steps[_SUBJECT, _STEP].posts & set(duty.posts))


def ask_for_emergency(
    duty: FrameDuty, background: Background, pictures: Pictures, window: QWidget
) -> StepDialog:
    """Open the dialog over `window`; it happened now and in the person's own area, at first.

    It goes on where it was left: who is called away from it has lost nothing.
    """
    step = duty.workflow.steps[_SUBJECT, _STEP]
    offered = OfferedStep(
        subject=_SUBJECT,
        subject_id="",
        step=_STEP,
        post="",
        label=_.of("step", step.label),
        key="",
        tone=step.tone,
    )
    known: dict[str, Value] = {"area": duty.hotline.area, "occurred_at": now_seconds()}
    state = {"subject": _SUBJECT, "id": ""}
    dialog = StepDialog(duty, background, pictures, offered, state, None, known, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
