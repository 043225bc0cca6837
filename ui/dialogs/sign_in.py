"""The log-in: who sits down here. It says whether the centre was reached, and works without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.log_in_name import log_in_name
from seatapp.errors import NOT_TAKEN, WorldError
from seatapp.local.views import SyncStatus
from seatapp.text import _
from ui.dialogs.proving import ProvingDialog
from ui.durations import moment
from ui.widgets.section import labelled
from ui.wording import now_seconds
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.demo.stand_ins import StandIn

WIDTH = 400
CHOOSE_KEYRING = "choose_keyring"
"""The code of what cannot go on before somebody has chosen."""


class Way(Enum):
    """How to come in: as usual, without a keyring, or without asking the centre."""

    USUAL = auto()
    ONLINE_ONLY = auto()
    OFFLINE = auto()


class EnteredDuty(Protocol):
    """What the log-in asks of the duty that it opened."""

    @property
    def offline_until(self) -> float:
        """Until when this person may work here without the centre (seconds since 1970)."""

    def status(self) -> SyncStatus:
        """Whether the centre was reached."""

    def sign_out(self) -> None:
        """Close everything again."""


Entered = TypeVar("Entered", bound=EnteredDuty)


class SignInDialog(ProvingDialog, Generic[Entered]):
    """Asks for log-in and password and lets a person in.

    `sign_in` opens the duty and is called off the GUI thread, with log-in, password, and the way
    to come in. Signals: `entered(object, str)`
    the duty, and a sentence that says whether it is online or offline. `news` is something to
    know before logging in.
    """

    entered = Signal(object, str)

    def __init__(
        self,
        sign_in: Callable[[str, str, Way], Entered],
        background: Background,
        centre_name: str,
        login: str = "",
        parent: QWidget | None = None,
        news: str = "",
    ) -> None:
        super().__init__(_("登录"), background, WIDTH, parent)
        self.waiting = _("正在登录…")
        self.broken = _("程序出错，没有登录。已写入日志，请再试一次或联系管理员。")
        self._sign_in = sign_in
        self._left = False
        self.login = QLineEdit(login)
        self.online_only = QPushButton(_("不用钥匙串，只联网登录"))
        self.offline = QPushButton(_("先离线进入"))
        self.chosen = QComboBox()
        self._stand_ins: dict[str, StandIn] = {}
        self.parts = [self.login, self.online_only, self.offline, self.chosen]
        self._lay_out(centre_name, news)
        self.confirm.clicked.connect(self.try_sign_in)
        self.online_only.clicked.connect(partial(self._try, Way.ONLINE_ONLY))
        self.offline.clicked.connect(partial(self._try, Way.OFFLINE))
        self.login.textEdited.connect(self._take_back)
        self.chosen.activated.connect(lambda _row: self.take(self.chosen.currentData()))
        (self.password if login else self.login).setFocus(Qt.FocusReason.OtherFocusReason)

    def offer(self, stand_ins: Sequence[StandIn]) -> None:
        """Let people whose password is no secret be chosen, as a demonstration has them."""
        self._stand_ins = {one.login: one for one in stand_ins}
        for one in stand_ins:
            self.chosen.addItem(one.words, one.login)
        self.chosen.setCurrentIndex(-1)
        self.chosen.setVisible(bool(stand_ins))
        self.take(self.login.text())

    def take(self, login: str) -> None:
        """Fill in one of those on offer; nothing else changes anything."""
        if (one := self._stand_ins.get(login)) is not None:
            self.chosen.setCurrentIndex(self.chosen.findData(login))
            self.login.setText(one.login)
            self.password.setText(one.password)
            self._take_back()

    def try_sign_in(self) -> None:
        """Let the person in with what was typed, or say why not."""
        self._try(Way.USUAL)

    def _try(self, way: Way, _checked: bool = False) -> None:
        login, password = log_in_name(self.login.text()), self.password.text()
        if self._busy:
            return
        if not login or not password:
            self.say(_("请填写登录名和密码。"))
            (self.login if not login else self.password).setFocus()
            return
        self.prove(partial(_opened, self._sign_in, login, password, way), self._enter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes from the log-in to the password, and from there in."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.login.hasFocus() and not self.password.text():
                self.password.setFocus()
            else:
                self.try_sign_in()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        """Leave; somebody who is let in after that is signed out again."""
        self._left = True
        super().reject()

    def _lay_out(self, centre_name: str, news: str) -> None:
        self.setWindowTitle(_("登录"))
        self.login.setAccessibleName(_("登录名"))
        self.login.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 28, 32, 24)
        layout.setSpacing(6)
        layout.addWidget(labelled(centre_name, "title"))
        layout.addWidget(labelled(_("城管席位工作站 · 登录"), "secondary"))
        layout.addSpacing(14)
        self.chosen.setAccessibleName(_("演示人员"))
        self.chosen.setToolTip(_("演示城市的人员；选一位，密码自动填好"))
        self.chosen.setPlaceholderText(_("选一位演示人员"))
        self.chosen.hide()
        layout.addWidget(self.chosen)
        layout.addSpacing(6)
        for words, edit in ((_("登录名"), self.login), (_("密码"), self.password)):
            label = labelled(words, "secondary")
            label.setBuddy(edit)
            layout.addWidget(label)
            layout.addWidget(edit)
            layout.addSpacing(6)
        layout.addWidget(self.capitals)
        layout.addWidget(self.fault)
        for choice in (self.online_only, self.offline):
            layout.addWidget(choice)
            choice.setAutoDefault(False)
            choice.hide()
        layout.addSpacing(6)
        row = QHBoxLayout()
        row.addWidget(self.confirm)
        layout.addLayout(row)
        hint = labelled(
            _("连不上中心时，在本机登录过的人可以离线进入，办的事联网后自动发送。"), "secondary"
        )
        hint.setWordWrap(True)
        layout.addSpacing(6)
        layout.addWidget(hint)
        if news:
            told = labelled(news, "secondary")
            told.setWordWrap(True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addSpacing(6)
            layout.addWidget(told)
        self._fit()

    def _enter(self, outcome: tuple[Entered, str]) -> None:
        duty, words = outcome
        self._set_busy(False)
        self.password.clear()
        if self._left:
            self._background.run(duty.sign_out)
            return
        self.entered.emit(duty, words)
        self.accept()

    def _refuse(self, error: WorldError) -> None:
        self.online_only.setVisible(error.code == CHOOSE_KEYRING)
        self.offline.setVisible(error.code == NOT_TAKEN)
        super()._refuse(error)


def _opened(
    sign_in: Callable[[str, str, Way], Entered], login: str, password: str, way: Way
) -> tuple[Entered, str]:
    duty = sign_in(login, password, way)
    return duty, standing_words(duty)


def standing_words(duty: EnteredDuty) -> str:
    """Whether the person works online or offline, and until when."""
    if duty.status().online:
        return _("已联网登录。")
    until = moment(int(duty.offline_until), now_seconds())
    return _("没有连上中心，已离线进入，可以照常办理，离线有效期到 {until}。").format(until=until)
