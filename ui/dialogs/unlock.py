"""The one thing to see of a locked window: who has gone away, and a field for their password."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.errors import WorldError
from seatapp.text import _
from ui.widgets.section import labelled
from ui.worker import Background

WIDTH = 380


class UnlockDialog(QDialog):
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
        super().__init__(parent)
        self._confirm = confirm
        self._background = background
        self._busy = False
        self.password = QLineEdit()
        self.fault = QLabel()
        self.unlock = QPushButton(_("解锁"))
        self.other = QPushButton(_("换人登录"))
        self._lay_out(person)
        self.unlock.clicked.connect(self.try_unlock)
        self.other.clicked.connect(self.other_wanted)
        self.password.textEdited.connect(self.fault.hide)
        background.bug_met.connect(self._stand_again)
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_unlock(self) -> None:
        """Let the person back to their work, or say why not."""
        if self._busy:
            return
        if not self.password.text():
            self._say(_("请填写密码。"))
            return
        self._set_busy(True)
        self._background.run(
            partial(self._confirm, self.password.text()), self._let_in, self._refuse
        )

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
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(_("密码"))
        self.fault.setWordWrap(True)
        self.fault.setProperty("role", "banner")
        self.fault.hide()
        self.unlock.setProperty("tone", "primary")
        for button in (self.unlock, self.other):
            button.setAutoDefault(False)
        hint = labelled(_("窗口里的内容都在原处，未发送的内容照常发送。"), "secondary")
        hint.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.other)
        buttons.addStretch(1)
        buttons.addWidget(self.unlock)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(10)
        layout.addWidget(labelled(_("{person}，窗口已锁定").format(person=person), "title"))
        layout.addWidget(hint)
        layout.addWidget(labelled(_("密码"), "secondary"))
        layout.addWidget(self.password)
        layout.addWidget(self.fault)
        layout.addLayout(buttons)
        self.setFixedWidth(WIDTH)

    def _let_in(self, _nothing: None) -> None:
        self.end()
        self.unlocked.emit()

    def _refuse(self, error: WorldError) -> None:
        self._set_busy(False)
        self._say(error.sentence)
        self.password.selectAll()
        self.password.setFocus()

    def _stand_again(self, _kind: str) -> None:
        if self._busy:
            self._set_busy(False)
            self._say(_("程序出错，没有解锁。已写入日志，请再试一次。"))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.unlock.setText(_("正在核对…") if busy else _("解锁"))
        for part in (self.unlock, self.other, self.password):
            part.setEnabled(not busy)

    def _say(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.show()
        self.adjustSize()
