"""What becomes of our own faults: they are logged, kept for whoever mends them, and told."""

from __future__ import annotations

import atexit
import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from seatapp.text import _
from ui.crash_report import CrashReport

log = logging.getLogger(__name__)


class Bugs(QObject):
    """Catches what nobody else does, wherever in the process it happens.

    Signals: `met(str)` a bug in a slot, by its kind; `interrupted()` Ctrl+C, which is none.
    """

    met = Signal(str)
    interrupted = Signal()

    def __init__(self) -> None:
        super().__init__()  # no child of a window: it listens to the very end
        self._report: CrashReport | None = None

    def keep_in(self, report: CrashReport) -> None:
        """Write bugs into this report, and tell of what it holds of the last run."""
        self._report = report

    def words_of_last_run(self) -> str:
        """What to know about the last run, once."""
        report = self._report
        if report is None or report.earlier is None:
            return ""
        earlier, report.earlier = report.earlier, None
        return _(
            "上次运行时程序出过错，已保存的内容不受影响。"
            "报告在 {path}，不含个人信息，请交给管理员。"
        ).format(path=earlier)

    def catch(self) -> None:
        """From now on a bug ends in the log and in a toast, and not on a terminal."""
        sys.excepthook = self._meet
        threading.excepthook = _log_of_thread
        qInstallMessageHandler(_log_qt)
        # Qt goes on to speak while it is taken down, when there is no Python left to listen.
        atexit.register(qInstallMessageHandler, None)

    def close(self) -> None:
        """The program ends as it should."""
        if self._report is not None:
            self._report.close()

    def _meet(
        self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self.interrupted.emit()
            return
        log.error("a bug", exc_info=(kind, bug, trace))
        if self._report is not None:
            self._report.tell((kind, bug, trace))
        self.met.emit(kind.__name__)


def _log_of_thread(args: threading.ExceptHookArgs) -> None:
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
