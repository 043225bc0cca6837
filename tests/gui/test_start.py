"""From the log-in to the window and back, against a real centre."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from seatapp.admin.certificates import make_root
from seatapp.admin.city import demo_password
from seatapp.app import Application
from seatapp.central.gateway import Gateway
from seatapp.config import PROFILE_FILE, Folders
from seatapp.domain.tables import load_workflow
from seatapp.local.database import CHECK, FILE
from seatapp.sync.faults import CutLine
from tests.fixtures.centre import Centre
from tests.helpers.station import CLOSED_PORT
from ui import start
from ui.dialogs.about import AboutDialog
from ui.dialogs.first_start import FirstStartDialog
from ui.program import Program
from ui.start import prepare_input_method


@pytest.fixture
def line() -> type[Gateway]:
    """How the program reaches the centre."""
    return Gateway


@pytest.fixture
def program(
    qtbot: QtBot, qapp: QApplication, centre: Centre, tmp_path: Path, line: type[Gateway]
) -> Iterator[Program]:
    folders = Folders(tmp_path / "home")
    made = Program(qapp, folders, "宁川市", lambda: Application(folders, centre.profile, line=line))
    yield made
    made.background.close()
    qapp.setQuitOnLastWindowClosed(True)


def signed_out(program: Program) -> bool:
    return program.window is None and program.dialog is not None and program.dialog.isVisible()


def test_sign_in_work_sign_out_and_the_next_person(qtbot: QtBot, program: Program) -> None:
    program.enter_as("u1001", demo_password("u1001"))
    qtbot.waitUntil(lambda: program.window is not None)
    window = program.window
    assert window is not None
    assert window.queue.model.queue == "to_accept"
    qtbot.waitUntil(lambda: window.top_bar.sync.text().startswith("已同步"))
    window.lock_wanted.emit()
    assert program.lock is not None
    unlocking = program.lock.dialog
    assert unlocking is not None
    unlocking.password.setText(demo_password("u1001"))
    with qtbot.waitSignal(program.lock.unlocked):
        unlocking.try_unlock()
    window.sign_out_wanted.emit()
    qtbot.waitUntil(lambda: signed_out(program))
    dialog = program.dialog
    assert dialog is not None
    assert dialog.login.text() == "u1001"
    dialog.password.setText("falsch")
    dialog.try_sign_in()
    qtbot.waitUntil(lambda: dialog.fault.isVisible())
    assert "未发送的内容都在本机" in dialog.fault.text()


@pytest.mark.parametrize("line", [CutLine])
def test_a_line_with_a_fault_is_said_all_the_time(qtbot: QtBot, program: Program) -> None:
    program.enter_as("u1001", demo_password("u1001"))
    qtbot.waitUntil(lambda: program.window is not None)
    window = program.window
    assert window is not None
    # Coming to work is itself a step, and its answer is lost again and again.

    def words() -> list[str]:
        return [one.text() for one in window.status_line.findChildren(QLabel) if one.isVisible()]

    qtbot.waitUntil(lambda: any("离线" in one for one in words()))
    assert "试验线路：丢失答复" in words()
    window.sign_out_wanted.emit()
    qtbot.waitUntil(lambda: signed_out(program))


def test_another_log_in_from_a_locked_window(qtbot: QtBot, program: Program) -> None:
    program.enter_as("u1001", demo_password("u1001"))
    qtbot.waitUntil(lambda: program.window is not None)
    assert program.window is not None
    program.window.lock_wanted.emit()
    assert program.lock is not None
    assert program.lock.dialog is not None
    program.lock.dialog.other.click()
    qtbot.waitUntil(lambda: signed_out(program))


def test_a_wrong_password_stays_at_the_log_in(qtbot: QtBot, program: Program) -> None:
    program.enter_as("u1001", "falsch")
    dialog = program.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.fault.isVisible())
    assert program.window is None
    assert "15 分钟" in dialog.fault.text()
    assert "未上报" not in dialog.fault.text()  # nobody has worked here yet
    dialog.hide()


def said_at_the_log_in(qtbot: QtBot, qapp: QApplication, application: Application) -> str:
    """What the log-in says when somebody with the right password is not let in."""
    return said(qtbot, qapp, application.folders, lambda: application)


def said(
    qtbot: QtBot, qapp: QApplication, folders: Folders, build: Callable[[], Application]
) -> str:
    program = Program(qapp, folders, "宁川市", build)
    program.enter_as("u1001", demo_password("u1001"))
    dialog = program.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.fault.isVisible())
    assert program.window is None
    dialog.hide()
    program.background.close()
    qapp.setQuitOnLastWindowClosed(True)
    return dialog.fault.text()


def test_a_wrong_server_is_said_at_the_log_in(
    qtbot: QtBot, qapp: QApplication, centre: Centre, tmp_path: Path
) -> None:
    nobody_there = replace(centre.profile, port=CLOSED_PORT)
    application = Application(Folders(tmp_path), nobody_there)
    assert "连不上中心服务器" in said_at_the_log_in(qtbot, qapp, application)
    no_centre = replace(centre.profile, database="postgres")
    application = Application(Folders(tmp_path), no_centre)
    assert "不是本系统的中心" in said_at_the_log_in(qtbot, qapp, application)
    assert not (tmp_path / "seat" / FILE).exists()


def test_who_was_here_before_gets_in_without_the_centre_and_sees_where_the_secret_is(
    qtbot: QtBot, qapp: QApplication, centre: Centre, tmp_path: Path
) -> None:
    folders = Folders(tmp_path)
    Application(folders, centre.profile).sign_in("u1001", demo_password("u1001")).sign_out()
    nobody_there = replace(centre.profile, port=CLOSED_PORT)
    program = Program(qapp, folders, "宁川市", lambda: Application(folders, nobody_there))
    program.enter_as("u1001", demo_password("u1001"))
    qtbot.waitUntil(lambda: program.window is not None)
    window = program.window
    assert window is not None
    assert "已离线进入" in "".join(window.toasts.texts)
    window.about_wanted.emit()
    about = window.findChild(AboutDialog)
    assert about is not None
    about.copy_facts()
    about.accept()
    kept = folders.seat / "device.key"
    assert f"本机文件 {kept}（仅供演示" in QGuiApplication.clipboard().text()
    window.sign_out_wanted.emit()
    qtbot.waitUntil(lambda: signed_out(program))
    program.background.close()
    qapp.setQuitOnLastWindowClosed(True)


def test_a_second_instance_and_a_foreign_file_are_said_at_the_log_in(
    qtbot: QtBot, qapp: QApplication, centre: Centre, tmp_path: Path
) -> None:
    folders = Folders(tmp_path)
    application = Application(folders, centre.profile)
    with application.sign_in("u1001", demo_password("u1001"), keep_in_step=False):
        words = said_at_the_log_in(qtbot, qapp, Application(folders, centre.profile))
    assert "已有一个窗口" in words

    foreign = b"SQLite format 3\0" + bytes(4096)
    (folders.seat / FILE).write_bytes(foreign)
    (folders.seat / CHECK).unlink()
    assert "不是本程序建立" in said_at_the_log_in(qtbot, qapp, application)
    assert (folders.seat / FILE).read_bytes() == foreign


def test_a_wrong_table_of_the_life_cycle_lets_nobody_in(
    qtbot: QtBot,
    qapp: QApplication,
    centre: Centre,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables = tmp_path / "workflow"
    with as_file(files("db") / "workflow") as folder:
        shutil.copytree(folder, tables)
    steps = (tables / "steps.csv").read_text("utf-8")
    (tables / "steps.csv").write_text(steps.replace("hotline,reported", "hotline,nowhere", 1))
    monkeypatch.setattr("seatapp.app.workstation.load_workflow", lambda: load_workflow(tables))
    folders = Folders(tmp_path / "home")
    words = said(qtbot, qapp, folders, lambda: Application(folders, centre.profile))
    assert "steps.csv 第 4 行 [from] 列有误，程序没有启动" in words
    assert not folders.seat.exists()


@pytest.fixture
def own_log() -> Iterator[None]:
    """What the program adds to the log is taken away again."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.mark.usefixtures("own_log")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind = 3", "有误"),
        ('kind = "site"\nhost = "centre.example"\ndatabase = "x"\n', "根证书"),
        ("in the way", "读不了"),
    ],
)
def test_a_program_that_cannot_start_says_why(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    expected: str,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(start, "_application", lambda _argv: qapp)
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, words: told.append(words))
    folders = Folders(tmp_path / "home")
    if text == "in the way":
        folders.base.write_text(text, "utf-8")
    else:
        folders.base.mkdir()
        folders.profile.write_text(text, "utf-8")
    assert start.main([], folders) == 1
    assert len(told) == 1
    assert expected in told[0]


@pytest.mark.usefixtures("own_log")
@pytest.mark.parametrize(("given", "code"), [(True, 0), (False, 1)])
def test_a_computer_that_nobody_has_set_up_asks_for_its_centre(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: bool, code: int
) -> None:
    make_root(tmp_path / "given", "某市")
    file = tmp_path / "given" / PROFILE_FILE
    lines = ('kind = "site"', 'host = "a"', 'database = "b"', 'root_certificate = "root.crt"')
    file.write_text("\n".join(lines), "utf-8")
    shown: list[bool] = []

    def live(_app: QApplication, program: Program, begin: Callable[[], None]) -> int:
        begin()
        shown.append(program.dialog is not None and program.dialog.isVisible())
        program.end()
        return 0

    monkeypatch.setenv("SEATAPP_SITE", str(tmp_path / "nobody.toml"))
    monkeypatch.setattr(start, "_application", lambda _argv: qapp)
    monkeypatch.setattr(start, "_live", live)

    def answer() -> None:
        dialog = qapp.activeModalWidget()
        assert isinstance(dialog, FirstStartDialog)
        if given:
            dialog.take(file)
        else:
            dialog.reject()

    QTimer.singleShot(0, answer)
    folders = Folders(tmp_path / "home")
    assert start.main([], folders) == code
    assert folders.profile.exists() is given
    assert shown == ([True] if given else [])
    qapp.setQuitOnLastWindowClosed(True)


def test_closing_the_window_ends_the_program(
    qtbot: QtBot, program: Program, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(qapp, "quit", lambda: ended.append(True))
    program.enter_as("u1001", demo_password("u1001"))
    qtbot.waitUntil(lambda: program.window is not None)
    assert program.window is not None
    program.window.close()
    qtbot.waitUntil(lambda: ended == [True])


def test_chinese_input_is_prepared_on_linux_only() -> None:
    environment = {"QT_IM_MODULE": "fcitx"}
    prepare_input_method(environment, "win32")
    assert environment == {"QT_IM_MODULE": "fcitx"}
    prepare_input_method(environment, "linux")
    assert environment == {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}
