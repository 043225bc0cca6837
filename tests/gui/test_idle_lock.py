"""A window that nobody is at covers everything, and gives all of it back for the password."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from seatapp.domain.entries import Value
from seatapp.domain.idle import lock_minutes
from seatapp.domain.references import ReferenceRow
from seatapp.errors import SignInRefused
from tests.gui.desk_parts import activate
from tests.helpers.rules import MadeReferences
from ui.idle_lock import SIGNED_OUT_AFTER_S, Curtain, IdleLock
from ui.worker import Background

RIGHT = "七点半交接班-2026"
SECRET = QColor(255, 0, 255)


@dataclass
class Place:
    """A window with a field in it, a dialog before it, and a lock on both."""

    window: QMainWindow
    typed: QLineEdit
    dialog: QDialog
    lock: IdleLock
    at: list[float] = field(default_factory=lambda: [0.0])

    def wait(self, seconds: float) -> None:
        """Time goes by, and the lock looks."""
        self.at[0] += seconds
        self.lock.look()

    def shows(self, window: QMainWindow | QDialog) -> bool:
        """Whether the window shows any of what is in it."""
        image = window.grab().toImage()
        places = range(0, image.width(), 7)
        return any(image.pixelColor(x, y) == SECRET for x in places for y in range(image.height()))


def prove(password: str) -> None:
    if password != RIGHT:
        raise SignInRefused("密码不正确。", "wrong_password")


@pytest.fixture
def place(qtbot: QtBot, qapp: QApplication, background: Background) -> Iterator[Place]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(400, 300)
    typed = QLineEdit("13900001234")
    window.setCentralWidget(typed)
    dialog = QDialog(window)
    dialog.resize(200, 100)
    for painted in (window, dialog):
        painted.setStyleSheet("QMainWindow, QDialog, QLineEdit { background: rgb(255, 0, 255); }")
    window.show()
    dialog.open()
    at = [0.0]
    lock = IdleLock(qapp, window, "周敏", prove, background, 5, lambda: at[0])
    yield Place(window, typed, dialog, lock, at)
    if lock.dialog is not None:
        lock.dialog.end()
    dialog.hide()


def unlock(qtbot: QtBot, place: Place, password: str) -> None:
    dialog = place.lock.dialog
    assert dialog is not None
    dialog.password.setText(password)
    dialog.try_unlock()
    qtbot.waitUntil(lambda: not place.lock.is_locked or not dialog.fault.isHidden())


def test_it_locks_after_minutes_without_input(place: Place) -> None:
    place.wait(299)
    assert not place.lock.is_locked
    assert place.shows(place.window)
    place.wait(1)
    assert place.lock.is_locked


def test_every_key_and_movement_puts_it_off(qtbot: QtBot, place: Place) -> None:
    place.dialog.hide()
    activate(qtbot, place.window)
    handle = place.window.windowHandle()
    place.wait(299)
    QTest.keyClick(handle, Qt.Key.Key_A)
    place.wait(299)
    QTest.mouseMove(handle, QPoint(30, 30))
    place.wait(299)
    assert not place.lock.is_locked


def test_nothing_can_be_seen_and_nothing_is_lost(qtbot: QtBot, place: Place) -> None:
    assert place.shows(place.window)
    assert place.shows(place.dialog)
    with qtbot.waitSignal(place.lock.locked):
        place.lock.lock()
    assert not place.shows(place.window)
    assert not place.shows(place.dialog)
    place.window.resize(600, 500)
    QApplication.processEvents()
    assert not place.shows(place.window)
    with qtbot.waitSignal(place.lock.unlocked):
        unlock(qtbot, place, RIGHT)
    assert place.typed.text() == "13900001234"
    assert place.dialog.isVisible()
    assert place.shows(place.window)
    assert place.shows(place.dialog)


def test_what_comes_up_behind_is_covered_too(qtbot: QtBot, place: Place) -> None:
    place.lock.lock()
    late = QDialog(place.window)
    late.show()
    place.lock.look()
    assert late.findChild(Curtain) is not None
    label = QLineEdit("13900001234", place.window)
    label.setStyleSheet("background: rgb(255, 0, 255)")
    label.setGeometry(0, 0, 200, 40)
    label.show()
    label.raise_()
    QApplication.processEvents()
    assert not place.shows(place.window)
    late.hide()


def test_no_title_tells_of_a_case_meanwhile(qtbot: QtBot, place: Place) -> None:
    place.window.setWindowTitle("A01-261122-0007  东湖路76号夜间施工扰民")
    place.lock.lock()
    assert place.window.windowTitle() == "已锁定"
    place.window.setWindowTitle("A01-261122-0008  王示例来电")
    assert place.window.windowTitle() == "已锁定"
    with qtbot.waitSignal(place.lock.unlocked):
        unlock(qtbot, place, RIGHT)
    assert place.window.windowTitle() == "A01-261122-0008  王示例来电"


def test_a_dialog_may_go_away_behind_the_cover(qtbot: QtBot, place: Place) -> None:
    late = QDialog(place.window)
    late.show()
    place.lock.lock()
    with qtbot.waitSignal(late.destroyed):
        late.deleteLater()
    place.wait(1)
    assert place.lock.is_locked
    assert not place.shows(place.window)


def test_an_open_list_is_closed(qtbot: QtBot, place: Place) -> None:
    place.dialog.hide()
    box = QComboBox(place.window)
    box.addItems(["13900001234"])
    box.show()
    box.showPopup()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    place.lock.lock()
    assert QApplication.activePopupWidget() is None


def test_a_wrong_password_keeps_it_locked_and_nothing_else_opens_it(
    qtbot: QtBot, place: Place
) -> None:
    place.lock.lock()
    dialog = place.lock.dialog
    assert dialog is not None
    unlock(qtbot, place, "falsch")
    assert dialog.fault.text() == "密码不正确。"
    dialog.close()
    dialog.reject()
    escape = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(dialog, escape)
    assert dialog.isVisible()
    assert place.lock.is_locked
    assert not place.shows(place.window)
    place.lock.lock()
    assert place.lock.dialog is dialog


def test_somebody_else_and_a_long_absence_sign_out_behind_the_cover(
    qtbot: QtBot, place: Place
) -> None:
    place.lock.lock()
    with qtbot.assertNotEmitted(place.lock.sign_out_wanted):
        place.wait(SIGNED_OUT_AFTER_S - 1)
    with qtbot.waitSignal(place.lock.sign_out_wanted):
        place.wait(1)
    assert not place.shows(place.window)


def test_another_log_in_can_be_asked_for(qtbot: QtBot, place: Place) -> None:
    place.lock.lock()
    dialog = place.lock.dialog
    assert dialog is not None
    with qtbot.waitSignal(place.lock.sign_out_wanted):
        dialog.other.click()
    assert not dialog.isVisible()
    assert not place.shows(place.window)


@pytest.mark.parametrize(
    ("value", "minutes"), [(None, 5), (0, 1), (1, 1), (7, 7), (60, 15), ("zehn", 5), (-1, 5)]
)
def test_the_site_says_how_long(value: Value, minutes: int) -> None:
    class Settings(MadeReferences):
        def get(self, kind: str, code: str) -> ReferenceRow | None:
            assert (kind, code) == ("setting", "idle_lock_minutes")
            return None if value is None else {"value": value}

    assert lock_minutes(Settings()) == minutes
