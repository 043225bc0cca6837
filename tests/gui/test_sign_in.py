"""The log-in: off the GUI thread, with sentences, and never a duty that nobody holds."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from seatapp.demo.stand_ins import StandIn
from seatapp.errors import NOT_TAKEN, KeyTrouble, SignInRefused
from seatapp.local.views import SyncStatus
from tests.gui.desk_parts import activate, press, type_text
from ui.dialogs.about import AboutDialog, about_facts
from ui.dialogs.sign_in import SignInDialog, Way
from ui.worker import Background

UNTIL = 1_795_920_000


@dataclass
class OpenedDuty:
    """What a log-in opens."""

    online: bool = True
    offline_until: float = UNTIL
    left: threading.Event = field(default_factory=threading.Event)

    def status(self) -> SyncStatus:
        return SyncStatus(self.online, None, 0, 0, None, None, None, None, whole=True)

    def sign_out(self) -> None:
        self.left.set()


@dataclass
class Gate:
    """Lets in who knows the password; waits while `open_now` is not set."""

    duty: OpenedDuty = field(default_factory=OpenedDuty)
    open_now: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    keyring_gone: bool = False

    def sign_in(self, login: str, password: str, way: Way) -> OpenedDuty:
        self.asked.append((login, password, threading.get_ident()))
        self.open_now.wait(10)
        if self.keyring_gone and way is not Way.ONLINE_ONLY:
            raise KeyTrouble("本机没有可用的系统钥匙串。", "choose_keyring")
        if password == "locked" and way is not Way.OFFLINE:
            raise SignInRefused("登录被锁住了。", NOT_TAKEN)
        if password not in ("right", "locked"):
            raise SignInRefused("登录名或密码不对。")
        return self.duty


@pytest.fixture
def gate() -> Gate:
    made = Gate()
    made.open_now.set()
    return made


@pytest.fixture
def dialog(qtbot: QtBot, gate: Gate, background: Background) -> SignInDialog[OpenedDuty]:
    made = SignInDialog(gate.sign_in, background, "宁川市指挥中心")
    qtbot.addWidget(made)
    made.show()
    activate(qtbot, made)
    return made


def test_a_stand_in_of_the_demonstration_is_chosen_by_one_key(
    qtbot: QtBot, gate: Gate, dialog: SignInDialog[OpenedDuty]
) -> None:
    assert not dialog.chosen.isVisible()
    dialog.offer([StandIn("u1001", "no", "陈思远"), StandIn("u1007", "right", "马文清")])
    dialog.chosen.setFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    assert dialog.login.text() == "u1007"
    with qtbot.waitSignal(dialog.entered):
        press(Qt.Key.Key_Return)
    assert [login for login, _password, _thread in gate.asked] == ["u1007"]


def test_the_keyboard_alone_lets_in(
    qtbot: QtBot, gate: Gate, dialog: SignInDialog[OpenedDuty]
) -> None:
    type_text("u1001")
    press(Qt.Key.Key_Return)
    type_text("right")
    with qtbot.waitSignal(dialog.entered) as entered:
        press(Qt.Key.Key_Return)
    assert entered.args == [gate.duty, "已联网登录。"]
    assert gate.asked[0][:2] == ("u1001", "right")
    assert gate.asked[0][2] != threading.get_ident()
    assert not dialog.isVisible()
    assert dialog.password.text() == ""


def test_offline_it_says_until_when(
    qtbot: QtBot, gate: Gate, dialog: SignInDialog[OpenedDuty]
) -> None:
    gate.duty.online = False
    dialog.login.setText("u1001")
    dialog.password.setText("right")
    with qtbot.waitSignal(dialog.entered) as entered:
        dialog.try_sign_in()
    assert entered.args is not None
    assert "离线" in entered.args[1]
    assert "11-29" in entered.args[1]


def test_a_refusal_is_a_sentence_in_the_dialog(
    qtbot: QtBot, dialog: SignInDialog[OpenedDuty]
) -> None:
    dialog.login.setText("u1001")
    dialog.password.setText("wrong")
    dialog.try_sign_in()
    qtbot.waitUntil(lambda: dialog.fault.isVisible())
    assert dialog.fault.text() == "登录名或密码不对。"
    assert dialog.confirm.isEnabled()
    assert dialog.login.text() == "u1001"


def test_without_a_keyring_the_person_chooses(
    qtbot: QtBot, gate: Gate, dialog: SignInDialog[OpenedDuty]
) -> None:
    gate.keyring_gone = True
    dialog.login.setText("u1001")
    dialog.password.setText("right")
    assert not dialog.online_only.isVisible()
    dialog.try_sign_in()
    qtbot.waitUntil(lambda: dialog.online_only.isVisible())
    assert "没有可用的系统钥匙串" in dialog.fault.text()
    with qtbot.waitSignal(dialog.entered):
        dialog.online_only.click()


def test_who_is_locked_out_may_come_in_offline(
    qtbot: QtBot, dialog: SignInDialog[OpenedDuty]
) -> None:
    dialog.login.setText("u1001")
    dialog.password.setText("locked")
    dialog.try_sign_in()
    qtbot.waitUntil(lambda: dialog.offline.isVisible())
    assert not dialog.online_only.isVisible()
    with qtbot.waitSignal(dialog.entered):
        dialog.offline.click()


def test_nothing_typed_asks_for_it(gate: Gate, dialog: SignInDialog[OpenedDuty]) -> None:
    dialog.try_sign_in()
    assert "请填写" in dialog.fault.text()
    assert gate.asked == []


def test_a_known_login_starts_at_the_password(
    qtbot: QtBot, gate: Gate, background: Background
) -> None:
    made = SignInDialog(gate.sign_in, background, "宁川市指挥中心", "u1001")
    qtbot.addWidget(made)
    made.show()
    activate(qtbot, made)
    assert made.password.hasFocus()


def test_who_leaves_while_the_door_opens_is_signed_out_again(
    qtbot: QtBot, gate: Gate, dialog: SignInDialog[OpenedDuty]
) -> None:
    gate.open_now.clear()
    dialog.login.setText("u1001")
    dialog.password.setText("right")
    dialog.try_sign_in()
    dialog.try_sign_in()
    dialog.reject()
    with qtbot.assertNotEmitted(dialog.entered):
        gate.open_now.set()
        qtbot.waitUntil(gate.duty.left.is_set)
    assert len(gate.asked) == 1


def test_about_names_versions_and_where_the_secret_is(qtbot: QtBot) -> None:
    facts = about_facts("3.53.4", "系统钥匙串（甲）", "示例中心")
    words = {fact.label: fact.words for fact in facts}
    assert "3.53.4" in words["本机数据库"]
    assert words["设备密钥"] == "系统钥匙串（甲）"
    assert "PySide6-Essentials 6.9.3" in words["主要组件"]
    made = AboutDialog(facts)
    qtbot.addWidget(made)
    made.copy_facts()
    assert "示例中心" in QGuiApplication.clipboard().text()


def test_a_name_typed_in_capitals_is_the_same_person(
    qtbot: QtBot, gate: Gate, dialog: SignInDialog[OpenedDuty]
) -> None:
    dialog.login.setText(" Ｕ1001 ")
    dialog.password.setText("right")
    with qtbot.waitSignal(dialog.entered):
        dialog.try_sign_in()
    assert gate.asked[0][0] == "u1001"


def test_locked_capitals_are_told_while_the_password_is_typed(
    dialog: SignInDialog[OpenedDuty],
) -> None:
    dialog.password.setFocus()
    QTest.keyClicks(dialog.password, "R", Qt.KeyboardModifier.ShiftModifier)
    assert not dialog.capitals.isVisible()
    QTest.keyClicks(dialog.password, "I")
    assert dialog.capitals.isVisible()
    QTest.keyClicks(dialog.password, "7")
    assert dialog.capitals.isVisible()
    QTest.keyClicks(dialog.password, "g")
    assert not dialog.capitals.isVisible()
    QTest.keyClicks(dialog.password, "h", Qt.KeyboardModifier.ShiftModifier)
    assert dialog.capitals.isVisible()
    QTest.keyClick(dialog.password, Qt.Key.Key_CapsLock)
    assert not dialog.capitals.isVisible()
