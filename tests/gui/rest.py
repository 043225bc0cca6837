"""Waiting until a window is at rest: only then does what it does not show mean anything."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.pictures import Pictures
from ui.worker import Background

SOON_MS = 1_000
"""What waits for longer than this is no part of what was just done."""


def settle(qtbot: QtBot, part: QWidget, background: Background) -> None:
    """Wait until all that was begun in `part` has been read, shown, laid out and painted.

    Painting comes last because rows ask for their contents only when they are painted.
    """
    settled = False
    while not settled:
        qtbot.waitUntil(lambda: _at_rest(part, background))
        part.grab()
        QApplication.processEvents()
        settled = _at_rest(part, background)


def _at_rest(part: QWidget, background: Background) -> bool:
    waits = any(_gathers(timer) for timer in part.findChildren(QTimer))
    fetching = any(pictures.fetching for pictures in part.findChildren(Pictures))
    return not (background.busy or waits or fetching)


def _gathers(timer: QTimer) -> bool:
    return timer.isActive() and timer.isSingleShot() and timer.interval() <= SOON_MS
