"""Ctrl+C in the terminal from which the program was started ends it, as closing it does."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from seatapp.app import Application
from seatapp.config import EMBEDDED, Folders, Profile
from tests.helpers.station import CLOSED_PORT
from ui.program import Program


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    folders = Folders(tmp_path)
    profile = Profile("test", EMBEDDED, "127.0.0.1", CLOSED_PORT, "none")
    made = Program(qapp, folders, "宁川市", lambda: Application(folders, profile))
    kept = sys.excepthook, threading.excepthook
    yield made
    sys.excepthook, threading.excepthook = kept
    qInstallMessageHandler(None)
    made.background.close()
    qapp.setQuitOnLastWindowClosed(True)


def test_ctrl_c_closes_the_log_in(qtbot: QtBot, program: Program) -> None:
    program.bugs.catch()
    program.ask_who()
    dialog = program.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    qtbot.waitUntil(lambda: not dialog.isVisible())
