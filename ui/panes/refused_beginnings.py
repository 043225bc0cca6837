"""Taking again what was refused and began something: which form asks for it, or what to do."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from seatapp.domain.workflow import Step
from seatapp.local.views import OfferedStep, RefusalItem
from seatapp.text import _
from ui.dialogs.change_dialog import STEP, SUBJECT, ChangeDialog
from ui.dialogs.refused_anew import begun_again
from ui.dialogs.step_dialog import StepDialog
from ui.duty import Duty
from ui.pictures import Pictures
from ui.worker import Background

REPORT = ("case", "report")
"""What the intake form registers; everything else that begins something has a dialog."""


def made_by_program(item: RefusalItem) -> str:
    """What to do instead where nobody types the step; empty where somebody does."""
    words = {
        ("sample", "draw_sample"): _("样本由程序抽取：请到“抽查回访”重新抽取，再放弃本条。"),
        ("attendance", "arrive"): _("登录由程序自动登记，不用重新办理：请放弃本条。"),
    }
    return words.get((item.subject, item.step), "")


def ask_again(
    duty: Duty, background: Background, pictures: Pictures, item: RefusalItem, window: QWidget
) -> StepDialog:
    """The dialog with everything that was typed; it is not open yet."""
    again = begun_again(duty.workflow, item)
    if (item.subject, item.step) == (SUBJECT, STEP):
        return ChangeDialog(duty, background, pictures, window, again=again)
    step = duty.workflow.steps[item.subject, item.step]
    return StepDialog(
        duty,
        background,
        pictures,
        _offered(step),
        {"subject": step.subject, "id": ""},
        None,
        prefilled=again.values,
        parent=window,
        redoes=again.entry_id,
        about=again.about,
    )


def _offered(step: Step) -> OfferedStep:
    label = _.of("step", step.label)
    return OfferedStep(step.subject, "", step.name, "", label, "", step.tone)
