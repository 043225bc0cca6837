"""The one thing to see of a locked window: who has gone away, and a field for their password."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.text import _
from ui.dialogs.proving import ProvingDialog
from ui.widgets.section import labelled
from ui.worker import Background

WIDTH = 380


class UnlockDialog(ProvingDialog):
    """Asks the person in front for their password; nothing else closes it.

    `confirm` proves the password off the GUI thread and raises `WorldError` when it is none.
    Signals: `unlocked()` it was right; `other_wanted()` somebody else wants to work here.
    """

    unlocked = Signal()
    other_wanted = Signal()

    def __init__(
        self,
        person: str,
        confirm: Callable[[str], None],
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("解锁"), background, WIDTH, parent)
        self.waiting = _("正在核对…")
        self.broken = _("程序出错，没有解锁。已写入日志，请再试一次。")
        self._prove = confirm
        self.other = QPushButton(_("换人登录"))
        self.parts = [self.other]
        self._lay_out(person)
        self.confirm.clicked.connect(self.try_unlock)
        self.other.clicked.connect(self.other_wanted)
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_unlock(self) -> None:
        """Let the person back to their work, or say why not."""
        if self._busy:
            return
        if not self.password.text():
            self.say(_("请填写密码。"))
            return
        self.prove(partial(self._prove, self.password.text()), self._let_in)

    def end(self) -> None:
        """Close without letting anybody in."""
        self.password.clear()
        super().accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter unlocks; Esc does nothing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.other.hasFocus():
                self.other.click()
            else:
                self.try_unlock()
        elif event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Nobody gets past."""

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nobody gets past."""
        event.ignore()

    def _lay_out(self, person: str) -> None:
        self.setWindowTitle(_("已锁定"))
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, on=False)
        self.other.setAutoDefault(False)
        hint = labelled(_("窗口里的内容都在原处，未发送的内容照常发送。"), "secondary")
        hint.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.other)
        buttons.addStretch(1)
        buttons.addWidget(self.confirm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(10)
        layout.addWidget(labelled(_("{person}，窗口已锁定").format(person=person), "title"))
        layout.addWidget(hint)
        layout.addWidget(labelled(_("密码"), "secondary"))
        layout.addWidget(self.password)
        layout.addWidget(self.capitals)
        layout.addWidget(self.fault)
        layout.addLayout(buttons)
        self._fit()

    def _let_in(self, _nothing: None) -> None:
        self.end()
        self.unlocked.emit()
