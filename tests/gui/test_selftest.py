"""The self-test finds what the program stands on, and says what is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QRawFont
from PySide6.QtWidgets import QApplication

from ui import selftest, theme

PROJECT = Path(__file__).parents[2]


def findings(**environment: str) -> tuple[int, dict[str, bool]]:
    done = subprocess.run(
        [sys.executable, "-m", "seatapp", "--language", "en", "--json", "--selftest"],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    told = json.loads(done.stdout)
    assert told["well"] is (done.returncode == 0)
    return done.returncode, {one["check"]: one["well"] for one in told["checks"]}


def test_everything_but_a_keyring_is_found_on_a_computer_without_one() -> None:
    code, found = findings()
    assert code == 1
    assert len(found) == 8
    assert [name for name, well in found.items() if not well] == ["System keyring"]


def test_a_font_without_chinese_is_found(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert selftest.chinese_font() in theme.FAMILIES
    monkeypatch.setattr(QRawFont, "supportsCharacter", lambda _font, code: code < 0x2000)
    with pytest.raises(selftest.Missing, match="没有可用的中文字体"):
        selftest.chinese_font()


def test_a_check_that_breaks_does_not_keep_the_others_from_being_made(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise OSError("no such library")

    monkeypatch.setattr(selftest, "photo_child", broken)
    made = {one.words: one.well for one in selftest.selftest()}
    assert made["OSError: no such library"] is False
    assert len(made) == 8


def test_linux_without_a_screen_is_told_by_the_environment() -> None:
    assert not selftest.has_screen({"TERM": "xterm"})
    assert selftest.has_screen({"DISPLAY": ":0"})
    assert selftest.has_screen({"QT_QPA_PLATFORM": "offscreen"})
