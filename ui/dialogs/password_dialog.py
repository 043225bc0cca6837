"""Asks for the present password and twice for the new one; the centre and this seat change it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seatapp.errors import WorldError
from seatapp.text import _
from ui.dialogs.small_form import SmallForm
from ui.widgets.password_edit import CapitalsNote, PasswordEdit
from ui.worker import Background

WIDTH = 420


class PasswordDialog(SmallForm):
    """A new password for the person in front.

    `change` takes the present and the new one off the GUI thread and raises `WorldError` when
    nothing was changed. Signals: `told(str)` it is done.
    """

    told = Signal(str)

    def __init__(
        self, change: Callable[[str, str], None], background: Background, parent: QWidget
    ) -> None:
        super().__init__(_("更改密码"), _("更改"), WIDTH, parent)
        self._change, self._background = change, background
        self.present, self.new, self.again = PasswordEdit(), PasswordEdit(), PasswordEdit()
        self.capitals = CapitalsNote()
        for field in (self.present, self.new, self.again):
            field.capitals_locked.connect(self.capitals.tell)
        self.send.clicked.connect(self.try_change)
        self.lay_out(
            [
                (_("现在的密码"), self.present),
                (_("新密码"), self.new),
                (_("再写一遍"), self.again),
            ],
            _(
                "至少 8 个字符，含两类以上字符，不包含登录名。"
                "需要联网；改好后在别的电脑上也用新密码。"
            ),
        )
        whole = self.layout()
        assert isinstance(whole, QVBoxLayout)
        whole.insertWidget(whole.indexOf(self.fault), self.capitals)

    def try_change(self) -> None:
        """Have it changed, or say why not."""
        present, new = self.present.text(), self.new.text()
        if not present or not new:
            self.say(_("请填写密码。"))
        elif new != self.again.text():
            self.say(_("两次填写的新密码不一样，没有更改。"))
        else:
            self.send.setEnabled(False)
            work = partial(self._change, present, new)
            self._background.run(work, self._done, self._refused, self.stand_again)

    def _done(self, _nothing: None) -> None:
        self.told.emit(_("密码已更改。"))
        self.accept()

    def _refused(self, fault: WorldError) -> None:
        self.say(fault.sentence)
