"""From the log-in to the window and back, against a real centre."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from seatapp.admin.city import demo_password
from seatapp.app import Application
from seatapp.config import Folders
from tests.fixtures.centre import Centre
from ui.start import Program, prepare_input_method


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, centre: Centre, tmp_path: Path) -> Iterator[Program]:
    folders = Folders(tmp_path / "home")
    made = Program(qapp, folders, "宁川市", lambda: Application(folders, centre.profile))
    yield made
    made.background.close()
    qapp.setQuitOnLastWindowClosed(True)


def signed_out(program: Program) -> bool:
    return program.window is None and program.dialog is not None and program.dialog.isVisible()


def test_sign_in_work_sign_out_and_the_next_person(qtbot: QtBot, program: Program) -> None:
    program.enter_as("u1001", demo_password("u1001"))
    qtbot.waitUntil(lambda: program.window is not None, timeout=30_000)
    window = program.window
    assert window is not None
    assert window.queue.model.queue == "to_accept"
    qtbot.waitUntil(lambda: window.top_bar.sync.text().startswith("已同步"), timeout=30_000)
    window.sign_out_wanted.emit()
    qtbot.waitUntil(lambda: signed_out(program), timeout=30_000)
    assert program.dialog is not None
    assert program.dialog.login.text() == "u1001"


def test_a_wrong_password_stays_at_the_log_in(qtbot: QtBot, program: Program) -> None:
    program.enter_as("u1001", "falsch")
    dialog = program.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.fault.isVisible(), timeout=30_000)
    assert program.window is None
    dialog.hide()


def test_closing_the_window_ends_the_program(
    qtbot: QtBot, program: Program, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(qapp, "quit", lambda: ended.append(True))
    program.enter_as("u1001", demo_password("u1001"))
    qtbot.waitUntil(lambda: program.window is not None, timeout=30_000)
    assert program.window is not None
    program.window.close()
    qtbot.waitUntil(lambda: ended == [True], timeout=30_000)


def test_chinese_input_is_prepared_on_linux_only() -> None:
    environment = {"QT_IM_MODULE": "fcitx"}
    prepare_input_method(environment, "win32")
    assert environment == {"QT_IM_MODULE": "fcitx"}
    prepare_input_method(environment, "linux")
    assert environment == {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}
