"""A workstation with its program: somebody logs in through the real dialog, works, and leaves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication

from ui.program import Program
from ui.tour.driver import Driver
from ui.tour.hands import NotSeen, press, wait_until, write
from ui.tour.picture import picture_alone, save_picture

if TYPE_CHECKING:
    from seatapp.app import Application, Duty

USUAL = QSize(1366, 768)
LARGE = QSize(1920, 1080)


class Workplace:
    """One workstation on the screen, before and after its person has logged in."""

    def __init__(self, application: Application, size: QSize = USUAL) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._application = application
        self._size = size
        name = application.profile.name
        self._program = Program(app, application.folders, name, lambda: application)
        self._duties: list[Duty] = []

    @property
    def duty(self) -> Duty:
        """The duty of the person who is logged in."""
        return self._duties[-1]

    def ask_who(self) -> None:
        """Show the log-in."""
        self._program.ask_who()

    def log_in(self, login: str, password: str, picture: Path | None = None) -> Driver:
        """Type log-in and password; `picture` takes the dialog before it is confirmed.

        Raises `NotSeen` with the words of the dialog when it lets nobody in.
        """
        if self._program.dialog is None:
            self.ask_who()
        dialog = self._program.dialog
        assert dialog is not None
        dialog.entered.connect(self._note_duty)
        write(dialog.login, login)
        press(dialog.login, Qt.Key.Key_Return)
        write(dialog.password, password)
        if picture is not None:
            save_picture(picture_alone(dialog, self._size), picture)
        press(dialog.password, Qt.Key.Key_Return)
        wait_until(lambda: self._program.window or dialog.fault.isVisible(), "the log-in")
        window = self._program.window
        if window is None:
            raise NotSeen(dialog.fault.text())
        window.resize(self._size)
        driver = Driver(window, self._application.workflow)
        driver.come_forward()
        driver.settle()
        return driver

    def change_to(self, login: str, password: str) -> Driver:
        """Log out, and let the next person log in at the same workstation."""
        self._log_out()
        return self.log_in(login, password)

    def leave(self) -> None:
        """Log out, and close the log-in that comes next."""
        self._log_out()
        dialog = self._program.dialog
        if dialog is not None and dialog.isVisible():
            press(dialog, Qt.Key.Key_Escape)

    def _log_out(self) -> None:
        window = self._program.window
        if window is not None:
            former = self._program.dialog
            window.top_bar.sign_out_wanted.emit()
            wait_until(lambda: self._program.dialog is not former, "the log-in after leaving")

    def _note_duty(self, duty: Duty, _words: str) -> None:
        self._duties.append(duty)
