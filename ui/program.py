"""The program from log-in to log-in: who is at work, their window, and what outlives them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from seatapp.config import Folders
from seatapp.domain.idle import USUAL_MINUTES
from seatapp.errors import WorldError
from ui.bugs import Bugs
from ui.clipboard import forget_copied
from ui.dialogs.sign_in import SignInDialog, Way
from ui.doorbell import Doorbell
from ui.garbage import leave_out_what_stands
from ui.idle_lock import IdleLock
from ui.remembered import WORKSTATION, Remembered
from ui.theme import SYSTEM, use_theme
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.app import Application, Duty
    from seatapp.demo.stand_ins import StandIn
    from ui.window import Window

LAYOUT_FILE = "window.ini"

log = logging.getLogger(__name__)


class Program(QObject):
    """The running program: the log-in, then one window, then the log-in again.

    `build` makes the application when the first person signs in; it is called off the GUI thread.
    The `stand_ins` of a demonstration can be chosen at the log-in.
    """

    def __init__(
        self,
        app: QApplication,
        folders: Folders,
        centre_name: str,
        build: Callable[[], Application],
        stand_ins: Sequence[StandIn] = (),
    ) -> None:
        super().__init__()
        self._app = app
        self._layout_file: Path = folders.base / LAYOUT_FILE
        self._centre_name = centre_name
        self._build = build
        self._stand_ins = stand_ins
        self._building = threading.Lock()
        self._application: Application | None = None
        self._duty: Duty | None = None
        self.background = Background(self)
        self.dialog: SignInDialog[Duty] | None = None
        self.window: Window | None = None
        self.lock: IdleLock | None = None
        self.bugs = Bugs()
        self.bugs.met.connect(self._tell_bug)
        self.bugs.interrupted.connect(self.end)
        self._workstation = Remembered(self._layout_file, WORKSTATION)
        self._remembered = self._workstation
        self.doorbell = Doorbell(folders.seat, self)
        self.doorbell.knocked.connect(self._come_forward)
        self.doorbell.rang.connect(self._ring)
        app.setQuitOnLastWindowClosed(False)
        app.styleHints().colorSchemeChanged.connect(self._follow_desktop)
        use_theme(app, self._workstation.theme)

    def listen(self) -> None:
        """From now on other processes of this workstation can reach the window."""
        self.doorbell.listen()

    def ask_who(self) -> None:
        """Show the log-in."""
        self.dialog = SignInDialog(
            self._sign_in,
            self.background,
            self._centre_name,
            self._workstation.login,
            news=self.bugs.words_of_last_run(),
        )
        self.dialog.offer(self._stand_ins)
        self.dialog.entered.connect(self._enter)
        self.dialog.rejected.connect(self._quit)
        self.dialog.show()

    def enter_as(self, login: str, password: str) -> None:
        """Let this person in without asking; the log-in says why when that fails."""
        self._workstation.login = login
        self.ask_who()
        assert self.dialog is not None
        self.dialog.password.setText(password)
        self.dialog.try_sign_in()

    def end(self) -> None:
        """End as if whatever stands on the screen had been closed."""
        if self.window is not None:
            self.window.close()
        elif self.dialog is not None:
            self.dialog.reject()

    def _sign_in(self, login: str, password: str, way: Way) -> Duty:
        with self._building:
            if self._application is None:
                self._application = self._build()
                leave_out_what_stands()  # most of the program was loaded for it
        return self._application.sign_in(
            login, password, online=way is not Way.OFFLINE, online_only=way is Way.ONLINE_ONLY
        )

    def _enter(self, duty: Duty, standing: str) -> None:
        from ui.window import Window

        self._duty = duty
        self._workstation.login = duty.person.id
        self._remembered = Remembered(self._layout_file, duty.person.id)
        use_theme(self._app, self._remembered.theme)
        window = Window(duty, self._remembered)
        window.sign_out_wanted.connect(self._sign_out)
        window.about_wanted.connect(self._show_about)
        window.closed.connect(self._leave)
        window.lock_wanted.connect(self._lock)
        window.show()
        window.toasts.say(standing)
        self.window = window
        self._begin_to_watch(window, duty)

    def _begin_to_watch(self, window: Window, duty: Duty) -> None:
        """Lock the window when nobody is at it any more."""
        lock = IdleLock(
            self._app, window, duty.person.name, duty.confirm, self.background, USUAL_MINUTES
        )
        lock.locked.connect(window.panel.pages.overview.hide_again)
        lock.locked.connect(partial(self.background.run, duty.attendance.step_away))
        lock.unlocked.connect(partial(self.background.run, duty.attendance.come_back))
        lock.sign_out_wanted.connect(self._sign_out)
        self.background.run(duty.arrive)
        self.lock = lock
        self.background.run(duty.lock_minutes, lock.set_minutes)

    def _lock(self) -> None:
        if self.lock is not None:
            self.lock.lock()

    def _sign_out(self) -> None:
        """Close the window and ask who comes next."""
        self._put_away(self.ask_who)

    def _leave(self) -> None:
        """The window was closed: end the program when everything is put away."""
        if self.window is not None:
            self._put_away(self._quit)

    def _put_away(self, then: Callable[[], None]) -> None:
        window, duty = self.window, self._duty
        self.window = self.lock = self._duty = None
        forget_copied()
        assert window is not None
        assert duty is not None

        def gone(_nothing: None) -> None:
            window.deleteLater()
            then()

        def stayed(error: WorldError) -> None:
            log.error("signing out: %s", error.code)
            gone(None)

        window.close()

        def go() -> None:
            duty.leave()
            duty.sign_out()

        self.background.run(go, gone, stayed, partial(gone, None))

    def _come_forward(self) -> None:
        """Somebody started the program again: what is there comes to the front."""
        front = self.window or self.dialog
        if front is not None:
            front.setWindowState(front.windowState() & ~Qt.WindowState.WindowMinimized)
            front.show()
            front.raise_()
            front.activateWindow()

    def _ring(self, number: str, call_id: str) -> None:
        if self.window is not None:
            self.window.ring(number, call_id)

    def _tell_bug(self, kind: str) -> None:
        """The window stays: most of it still works."""
        if self.window is not None:
            self.window.tell_bug(kind)

    def _follow_desktop(self) -> None:
        if self._remembered.theme == SYSTEM:
            use_theme(self._app, SYSTEM)

    def _quit(self) -> None:
        self.doorbell.close()
        self.background.close()
        self.bugs.close()
        self._app.quit()

    def _show_about(self) -> None:
        from seatapp.local.database import engine_version
        from ui.dialogs.about import AboutDialog, about_facts

        assert self._application is not None
        kept = self._application.device.where_kept()
        facts = about_facts(engine_version(), kept, self._centre_name)
        AboutDialog(facts, self.window).open()
