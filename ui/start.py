"""Starts the window: the input method first, then something to see, then everything heavy.

`main` is the program as people start it; `run` is for a caller that has an application already.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, MutableMapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

from seatapp.config import NO_PROFILE, Folders, Profile, profile_in_force, this_machine
from seatapp.doorbell import FRONT, message, ring
from seatapp.errors import WorldError
from seatapp.log import start_log
from seatapp.text import _, use_language
from ui.crash_report import CrashReport
from ui.garbage import GarbageHere
from ui.program import LAYOUT_FILE, Program
from ui.remembered import WORKSTATION, Remembered
from ui.screen_room import FACTOR
from ui.theme import SYSTEM, use_theme
from ui.widgets.icons import icon
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.app import Application
    from seatapp.demo.stand_ins import StandIn


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
            use_theme(app, SYSTEM)
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
        program.bugs.keep_in(CrashReport(folders.log))
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
    program.bugs.catch()
    program.listen()
    garbage = GarbageHere()
    begin()
    code = app.exec()
    garbage.stop()
    return code


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
        os.environ.setdefault(FACTOR, str(int(workstation.scale) / 100))


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
