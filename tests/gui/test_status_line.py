"""The line at the bottom and the pill above: as of when the workstation knows the centre."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from seatapp.local.views import SyncStatus
from ui.durations import Level
from ui.status_line import StatusLine, sync_words

NOON = 1_795_233_600
"""2026-11-21 Saturday 12:00 in Shanghai."""

IN_TOUCH = SyncStatus(True, None, 0, 0, NOON - 5, 0.1, None, None, whole=True)


def words(line: StatusLine, status: SyncStatus) -> str:
    """What the line says of this standing at noon."""
    line.show_status(status, NOON)
    return " ".join(label.text() for label in line.findChildren(QLabel))


def test_the_last_round_is_told_with_its_day_unless_it_was_today(qtbot: QtBot) -> None:
    line = StatusLine("宁川市")
    qtbot.addWidget(line)
    assert "上次同步 11:59:55" in words(line, IN_TOUCH)
    yesterday = replace(IN_TOUCH, online=False, last_round=NOON - 86_400)
    assert "上次同步 11-20 周五 12:00" in words(line, yesterday)
    assert "尚未同步" in words(line, replace(IN_TOUCH, last_round=None))


def test_a_round_of_long_ago_is_not_being_in_step() -> None:
    assert sync_words(IN_TOUCH, NOON) == ("已同步 5 秒前", Level.IN_TIME)
    first = replace(IN_TOUCH, last_round=NOON - 3_600)
    assert sync_words(first, NOON) == ("正在同步", Level.PAUSED), "until the first round is made"
