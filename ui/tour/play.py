"""Plays the scenes of a shift one after the other, and keeps what they show.

The windows, the workstations and the centre are the real ones; only the screen is missing.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from seatapp.demo.city import DemoCity
from ui.garbage import GarbageHere
from ui.theme import LIGHT, use_theme
from ui.tour.scenes import SCENES
from ui.tour.shift import Shift

log = logging.getLogger(__name__)


def play_tour(city: DemoCity, out: Path) -> list[Path]:
    """Play a shift in `city` and save its pictures in `out`; returns them in their order.

    Raises `NotSeen` when the windows do not do what they should, and whatever bug they met.
    """
    app = _application()
    use_theme(app, LIGHT)
    shift = Shift(city, out)
    garbage = GarbageHere()
    try:
        with _bugs_raised():
            for scene in SCENES:
                scene(shift)
    finally:
        shift.end()
        garbage.stop()
    return shift.pictures


def _application() -> QApplication:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qInstallMessageHandler(_log_qt)
    atexit.register(qInstallMessageHandler, None)  # Qt speaks longer than Python listens
    return QApplication(sys.argv[:1])


@contextmanager
def _bugs_raised() -> Iterator[None]:
    """Within it a bug in a slot is kept, and raised at the end instead of printed."""
    met: list[BaseException] = []

    def meet(_kind: type[BaseException], bug: BaseException, _trace: TracebackType | None) -> None:
        met.append(bug)

    former, sys.excepthook = sys.excepthook, meet
    try:
        yield
    finally:
        sys.excepthook = former
    if met:
        raise met[0]


def _log_qt(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    log.info("Qt: %s", message)
