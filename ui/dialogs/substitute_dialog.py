"""Asks who grants in one's place, from when until when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from seatapp.text import _
from ui.dialogs.small_form import SmallForm
from ui.fields.moment import MomentInput

LONGEST_REASON = 200
DAY = 86_400


@dataclass(frozen=True)
class Named:
    """What was chosen; times in seconds since 1970."""

    post: str
    person: str
    from_at: int
    until_at: int
    reason: str


class SubstituteDialog(SmallForm):
    """Names a substitute. Signals: `chosen(object)` the `Named`; the dialog stays until closed."""

    chosen = Signal(object)

    def __init__(
        self,
        posts: Mapping[str, str],
        people: Mapping[str, str],
        now: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("指定代批人"), _("指定"), 480, parent)
        self.post, self.person = QComboBox(), QComboBox()
        for code, name in posts.items():
            self.post.addItem(name, code)
        for login, name in people.items():
            self.person.addItem(name, login)
        self.begins, self.ends = MomentInput(), MomentInput()
        self.begins.set_value(now - now % 60)
        self.ends.set_value(now - now % 60 + DAY)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(_("例如：外出开会、休假"))
        self.send.clicked.connect(self._choose)
        self.lay_out(
            [
                (_("代谁批准"), self.post),
                (_("代批人"), self.person),
                (_("从"), self.begins),
                (_("到"), self.ends),
                (_("原因"), self.reason),
            ],
            _("代批期间批准的申请都会写明代谁批准；四眼原则照常，谁签的意见谁不能再批。"),
        )
        self.person.setFocus()

    def _choose(self) -> None:
        begins, ends, reason = self.begins.value(), self.ends.value(), self.reason.text().strip()
        if not isinstance(begins, int) or not isinstance(ends, int) or ends <= begins:
            self.say(_("请填好起止时间，结束应晚于开始。"))
        elif not reason:
            self.say(_("请写明原因。"))
            self.reason.setFocus()
        else:
            self.send.setEnabled(False)
            post, person = str(self.post.currentData()), str(self.person.currentData())
            self.chosen.emit(Named(post, person, begins, ends, reason))
