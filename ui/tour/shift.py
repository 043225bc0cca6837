"""One shift in pictures: the people of the demonstration at their workstations, played through.

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
from tempfile import TemporaryDirectory
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QSize, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from seatapp.admin.city import demo_password
from seatapp.app import Application
from seatapp.demo.city import DemoCity, demo_folder
from seatapp.demo.photos import fresh_copies
from seatapp.desk import now_in_the_city
from ui.garbage import GarbageHere
from ui.theme import LIGHT, use_theme
from ui.tour.driver import Driver
from ui.tour.scenes import SCENES
from ui.tour.workplace import USUAL, Workplace

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


class Shift:
    """The people at work, and the pictures taken so far."""

    def __init__(self, city: DemoCity, out: Path) -> None:
        self.city = city
        self._folder = TemporaryDirectory(prefix="seatapp-tour-")
        self.photos = fresh_copies(
            demo_folder() / "photos", Path(self._folder.name), now_in_the_city()
        )
        self.pictures: list[Path] = []
        self.cases: dict[str, str] = {}
        self._out = out
        self._at_work: dict[str, tuple[Workplace, Driver]] = {}

    def at(self, person: str) -> Driver:
        """The window of somebody, who logs in when they have not yet."""
        return self.sit(person)

    def sit(self, person: str, picture: str = "", size: QSize = USUAL) -> Driver:
        """Somebody sits down and logs in; `picture` is the name for one of the log-in."""
        if person not in self._at_work:
            application = Application(self.city.seat_of(person), self.city.profile)
            workplace = Workplace(application, size)
            path = self._next(picture) if picture else None
            self._at_work[person] = (
                workplace,
                workplace.log_in(person, demo_password(person), path),
            )
        return self._at_work[person][1]

    def leave(self, person: str) -> None:
        """Somebody logs out and goes."""
        workplace, _driver = self._at_work.pop(person)
        workplace.leave()

    def take_picture(self, person: str, name: str) -> None:
        """Keep what stands on somebody's screen."""
        self.at(person).shot(self._next(name))

    def end(self) -> None:
        """Everybody goes home."""
        for person in list(self._at_work):
            self.leave(person)
        self._folder.cleanup()

    def _next(self, name: str) -> Path:
        path = self._out / f"{len(self.pictures) + 1:02d}-{name}.png"
        self.pictures.append(path)
        return path


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
