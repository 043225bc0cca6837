"""The people of the demonstration at their workstations, and the pictures of their screens."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSize

from seatapp.admin.city import demo_password
from seatapp.app import Application
from seatapp.demo.city import DemoCity, demo_folder
from seatapp.demo.photos import fresh_copies
from seatapp.desk import now_in_the_city
from ui.tour.driver import Driver
from ui.tour.workplace import USUAL, Workplace


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
