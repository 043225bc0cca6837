"""A crash leaves where it happened and never what was typed; the next start tells of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from seatapp.config import Folders
from ui.crash_report import FILE, KEPT, CrashReport
from ui.program import Program

PHONE = "13900007788"


def failing(phone: str) -> None:
    try:
        int(phone + "号")
    except ValueError as fault:
        raise KeyError(phone) from fault


def crashed(report: CrashReport) -> None:
    with pytest.raises(KeyError) as caught:
        failing(PHONE)
    report.tell((caught.type, caught.value, caught.tb))


def test_a_bug_is_told_without_what_it_says(tmp_path: Path) -> None:
    report = CrashReport(tmp_path)
    crashed(report)
    report.close()
    text = (tmp_path / FILE).read_text("utf-8")
    assert "builtins.ValueError" in text
    assert text.index("builtins.ValueError") < text.index("builtins.KeyError")
    assert "failing" in text
    assert PHONE not in text


def test_the_next_run_finds_it_and_ten_are_kept(tmp_path: Path) -> None:
    report = CrashReport(tmp_path)
    assert report.earlier is None
    report.close()
    report = CrashReport(tmp_path)
    assert report.earlier is None
    report.close()
    for number in range(KEPT + 2):
        (tmp_path / f"crash-20260101-0000{number:02d}.txt").write_text("x", "utf-8")
    (tmp_path / FILE).write_text("Fatal Python error: Segmentation fault\n", "utf-8")
    report = CrashReport(tmp_path)
    report.close()
    assert report.earlier is not None
    assert report.earlier.read_text("utf-8").startswith("Fatal Python error")
    assert len(list(tmp_path.glob("crash-*.txt"))) == KEPT
    assert report.earlier in tmp_path.glob("crash-*.txt")


DYING = """
import sys
from pathlib import Path
from ui.crash_report import CrashReport
report = CrashReport(Path(sys.argv[1]))
def dying(phone):
    import ctypes
    ctypes.string_at(0)
dying("13900007788")
"""


def test_a_process_that_dies_leaves_a_report(tmp_path: Path) -> None:
    died = subprocess.run([sys.executable, "-c", DYING, str(tmp_path)], capture_output=True)
    assert died.returncode != 0
    text = (tmp_path / FILE).read_text("utf-8")
    assert "Fatal Python error" in text or "Windows fatal exception" in text
    assert "dying" in text
    assert PHONE not in text


def test_the_log_in_tells_of_it_once(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    log = tmp_path / "log"
    report = CrashReport(log)
    crashed(report)
    report.close()
    program = Program(qapp, Folders(tmp_path), "宁川市", lambda: pytest.fail("nobody signs in"))
    again = CrashReport(log)
    program.bugs.keep_in(again)
    program.ask_who()
    assert program.dialog is not None
    told = [label.text() for label in program.dialog.findChildren(QLabel)]
    assert any("上次运行时程序出过错" in words and "crash-" in words for words in told)
    program.dialog.hide()
    program.ask_who()
    told = [label.text() for label in program.dialog.findChildren(QLabel)]
    assert not any("上次运行时程序出过错" in words for words in told)
    program.dialog.hide()
    program.background.close()
    again.close()
    qapp.setQuitOnLastWindowClosed(True)
