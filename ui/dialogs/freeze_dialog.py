"""定版: what may still change the figures of a period, and why it is frozen once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialogButtonBox, QInputDialog, QWidget

from seatapp.domain.periods import border, months_of
from seatapp.domain.references import State
from seatapp.text import _
from ui.shift_duty import ShiftDuty


@dataclass(frozen=True)
class Unsettled:
    """So many errors of a period can still be appealed or ruled on, and so many findings."""

    mistakes: int
    findings: int

    @property
    def words(self) -> str:
        """What to tell before figures are frozen; empty where nothing is open."""
        if not (self.mistakes or self.findings):
            return ""
        words = _(
            "“考核和材料”里还有 {mistakes} 条差错、{findings} 条检查记录没有了结，"
            "现在都计入本期；了结后有变化的，要再定一版。"
        )
        return words.format(mistakes=self.mistakes, findings=self.findings)


def unsettled_in(duty: ShiftDuty, period: str) -> Unsettled:
    """What is still open of a period, as far as it is known here. Waits for a disk."""
    since, until = border(period)
    months = {period, *months_of(period)}
    mistakes = (int(str(one.get("marked_at") or 0)) for one in _open(duty, "mistake"))
    return Unsettled(
        mistakes=sum(since <= at < until for at in mistakes),
        findings=sum(one.get("month") in months for one in _open(duty, "finding")),
    )


def freeze_dialog(
    editions: int, unsettled: Unsettled, parent: QWidget, *, empty: bool
) -> QInputDialog:
    """Asks before a period is frozen; its text is the reason, which later editions need.

    `empty` tells that nothing was reported in the period.
    """
    lines = [_("定版后这一版不再改变；以后更正会成为新的一版。"), unsettled.words]
    if empty:
        lines.append(_("本期没有一件上报的案件。请先核对选的是不是这一期。"))
    if editions:
        anew = _("已有第 {n} 版。这一次按当前数据定为第 {next} 版，请写明原因：")
        lines.append(anew.format(n=editions, next=editions + 1))
    else:
        lines.append(_("说明（可不填）："))
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(_("定版"))
    dialog.setLabelText("\n\n".join(line for line in lines if line))
    dialog.setOkButtonText(_("定版"))
    dialog.setCancelButtonText(_("取消"))
    if editions:
        _want_words(dialog)
    return dialog


def _want_words(dialog: QInputDialog) -> None:
    """Nothing can be confirmed before something is typed."""
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    confirm = buttons.button(QDialogButtonBox.StandardButton.Ok)
    confirm.setEnabled(False)
    dialog.textValueChanged.connect(lambda words: confirm.setEnabled(bool(words.strip())))


def _open(duty: ShiftDuty, subject: str) -> Sequence[State]:
    stages = duty.workflow.stages
    newest = duty.book.latest(subject)
    return [one for one in newest if not stages[subject, str(one["stage"])].terminal]
