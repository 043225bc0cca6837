"""Starts the window: the input method first, then something to see, then everything heavy.

`main` is the program as people start it; `run` is for a caller that has an application already.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
import threading
from collections.abc import Callable, MutableMapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QLibraryInfo,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QMessageBox

from seatapp.config import NO_PROFILE, Folders, Profile, profile_in_force, this_machine
from seatapp.domain.idle import USUAL_MINUTES
from seatapp.doorbell import FRONT, message, ring
from seatapp.errors import WorldError
from seatapp.log import start_log
from seatapp.text import _, use_language
from ui.crash_report import CrashReport
from ui.dialogs.sign_in import SignInDialog, Way
from ui.doorbell import Doorbell
from ui.garbage import GarbageHere, leave_out_what_stands
from ui.idle_lock import IdleLock
from ui.remembered import WORKSTATION, Remembered
from ui.theme import SYSTEM, use_theme
from ui.widgets.icons import icon
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.app import Application, Duty
    from seatapp.demo.stand_ins import StandIn
    from ui.window import Window

LAYOUT_FILE = "window.ini"

log = logging.getLogger(__name__)


def main(argv: list[str], folders: Folders, fault: str | None = None) -> int:
    """Open the program in `folders` for whoever signs in; returns the exit code.

    `fault` is what goes wrong on purpose with the line to the centre.
    """
    with suppress(OSError):  # where nothing can be written, the log-in says so
        start_log(folders.log)
    if ring(folders.seat, message(FRONT)):
        return 0  # a window of this workstation is open, and has come to the front
    speak_and_scale(Remembered(folders.base / LAYOUT_FILE, WORKSTATION))
    app = _application([sys.argv[0], *argv])
    try:
        profile = profile_in_force(folders)
    except WorldError as error:
        if error.code != NO_PROFILE:
            QMessageBox.warning(None, _("城管席位工作站"), error.sentence)
            return 1
        if (described := _described_centre(app, folders)) is None:
            return 1
        profile = described

    def build() -> Application:
        from seatapp.app import Application  # heavy, so only after there is something to see

        return Application.on_trial(folders, profile, fault)

    program = Program(app, folders, profile.name, build)
    with suppress(OSError):
        program.keep_crashes(CrashReport(folders.log))
    return _live(app, program, program.ask_who)


def _described_centre(app: QApplication, folders: Folders) -> Profile | None:
    """Ask whoever starts the program first which centre it is for; None where they leave."""
    from ui.dialogs.first_start import FirstStartDialog

    use_theme(app, SYSTEM)
    background = Background()
    dialog = FirstStartDialog(folders, background)
    dialog.exec()
    background.close()
    return dialog.profile


def run(application: Application, login: str, stand_ins: Sequence[StandIn]) -> int:
    """Open the window of the demonstration with one of the `stand_ins` signed in.

    The others are offered wherever the log-in shows again.
    """
    app = _application(sys.argv[:1])
    name = application.profile.name
    program = Program(app, application.folders, name, lambda: application, stand_ins)
    password = next(one.password for one in stand_ins if one.login == login)
    return _live(app, program, lambda: program.enter_as(login, password))


def _live(app: QApplication, program: Program, begin: Callable[[], None]) -> int:
    program.catch_bugs()
    program.listen()
    garbage = GarbageHere()
    begin()
    code = app.exec()
    garbage.stop()
    return code


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
        self._crashes: CrashReport | None = None
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
            news=self._crash_words(),
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

    def keep_crashes(self, report: CrashReport) -> None:
        """Write bugs into this report, and tell at the log-in of one that is there already."""
        self._crashes = report

    def _crash_words(self) -> str:
        """What to know about the last run, once."""
        report = self._crashes
        if report is None or report.earlier is None:
            return ""
        earlier, report.earlier = report.earlier, None
        return _(
            "上次运行时程序出过错，已保存的内容不受影响。"
            "报告在 {path}，不含个人信息，请交给管理员。"
        ).format(path=earlier)

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
        lock.locked.connect(window.panel.overview.hide_again)
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

    def _follow_desktop(self) -> None:
        if self._remembered.theme == SYSTEM:
            use_theme(self._app, SYSTEM)

    def _quit(self) -> None:
        self.doorbell.close()
        self.background.close()
        if self._crashes is not None:
            self._crashes.close()
        self._app.quit()

    def _show_about(self) -> None:
        from seatapp.local.database import engine_version
        from ui.dialogs.about import AboutDialog, about_facts

        assert self._application is not None
        kept = self._application.device.where_kept()
        facts = about_facts(engine_version(), kept, self._centre_name)
        AboutDialog(facts, self.window).open()

    def catch_bugs(self) -> None:
        """From now on a bug ends in the log and in a toast, and not on a terminal."""
        sys.excepthook = self._meet_bug
        threading.excepthook = _meet_thread_bug
        qInstallMessageHandler(_log_qt)
        # Qt goes on to speak while it is taken down, when there is no Python left to listen.
        atexit.register(qInstallMessageHandler, None)

    def _meet_bug(
        self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None
    ) -> None:
        """A bug in a slot: it is logged and said, and the window stays. Ctrl+C is none."""
        if issubclass(kind, KeyboardInterrupt):
            self.end()
            return
        log.error("a bug", exc_info=(kind, bug, trace))
        if self._crashes is not None:
            self._crashes.tell((kind, bug, trace))
        if self.window is not None:
            self.window.tell_bug(kind.__name__)


def prepare_input_method(environment: MutableMapping[str, str], platform: str) -> None:
    """Make Chinese input work under fcitx and ibus; Qt's wheel speaks to both through ibus only.

    Must happen before there is a QApplication.
    """
    if platform.startswith("linux"):
        environment["QT_IM_MODULE"] = "ibus"
        environment["IBUS_USE_PORTAL"] = "1"


def speak_and_scale(workstation: Remembered) -> None:
    """The language and the size that were chosen here, unless the start says otherwise."""
    if workstation.language and _.language == this_machine().language:
        use_language(workstation.language)
    if workstation.scale:
        os.environ.setdefault("QT_SCALE_FACTOR", str(int(workstation.scale) / 100))


def _application(argv: list[str]) -> QApplication:
    prepare_input_method(os.environ, sys.platform)
    app = QApplication(argv)
    app.setApplicationName("SeatApp")
    app.setApplicationDisplayName(_("城管席位工作站"))
    app.setWindowIcon(icon("seatapp", "#1f5fbf", 64))
    words = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if _.language == "zh_CN" and words.load("qtbase_zh_CN", folder):
        app.installTranslator(words)
    return app


def _meet_thread_bug(args: threading.ExceptHookArgs) -> None:
    name = args.thread.name if args.thread else "?"
    bug = args.exc_value or args.exc_type()
    log.error("a bug on thread %s", name, exc_info=(args.exc_type, bug, args.exc_traceback))


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    level = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
    }.get(kind, logging.ERROR)
    logging.getLogger("qt").log(level, "%s", message)
