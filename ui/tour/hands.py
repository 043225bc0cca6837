"""What hands do at a keyboard and a mouse, and eyes that wait for what must come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QEventLoop, QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

PATIENCE_MS = 30_000
LOOK_MS = 10

Seen = TypeVar("Seen")

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


class NotSeen(Exception):
    """What had to come on the screen did not come; the text says what was waited for."""


def wait_until(
    condition: Callable[[], Seen | None], what: str, patience_ms: int = PATIENCE_MS
) -> Seen:
    """Let the window work until `condition` gives something, and return that.

    Raises `NotSeen` with `what` when it does not come in time, and whatever `condition` raises.
    """
    watch = _Watch(condition)
    watch.look()
    if not watch.over:
        watch.wait(patience_ms)
    if watch.fault is not None:
        raise watch.fault
    if not watch.seen:
        raise NotSeen(what)
    return watch.seen


class _Watch(Generic[Seen]):
    """Looks again and again while a real event loop runs, in which what is let go is deleted."""

    def __init__(self, condition: Callable[[], Seen | None]) -> None:
        self.seen: Seen | None = None
        self.fault: Exception | None = None
        self._condition = condition
        self._loop = QEventLoop()

    @property
    def over(self) -> bool:
        """Whether there is nothing to wait for any more."""
        return bool(self.seen) or self.fault is not None

    def look(self) -> None:
        """Look once; what goes wrong in looking is kept for the one who waits."""
        try:
            self.seen = self._condition()
        except Exception as fault:
            self.fault = fault
        if self.over:
            self._loop.quit()

    def wait(self, patience_ms: int) -> None:
        """Run the loop until something is seen or the patience is used up."""
        looks = QTimer(interval=LOOK_MS)
        looks.timeout.connect(self.look)
        looks.start()
        end = QTimer(singleShot=True, interval=patience_ms)
        end.timeout.connect(self._loop.quit)
        end.start()
        self._loop.exec()
        looks.stop()
        end.stop()


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
    """Press a key; a list that stands open above the widget gets it first, as on a screen."""
    QTest.keyClick(QApplication.activePopupWidget() or widget, key, modifier)


def letter(sign: str) -> Qt.Key:
    """The key of a letter or a digit."""
    return Qt.Key(ord(sign.upper()))


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Click with the left button, in the middle when no place is given."""
    place = widget.rect().center() if at is None else at
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NO_MODIFIER, place)


def write(widget: QWidget, words: str) -> None:
    """Type over what stands in a field; Chinese comes through the input method, as it does."""
    QTest.keyClick(widget, Qt.Key.Key_A, CTRL)
    QTest.keyClick(widget, Qt.Key.Key_Delete)
    for number, line in enumerate(words.split("\n")):
        if number:
            QTest.keyClick(widget, Qt.Key.Key_Return)
        if line.isascii():
            QTest.keyClicks(widget, line)
        else:
            composed = QInputMethodEvent("", [])
            composed.setCommitString(line)
            QApplication.sendEvent(widget, composed)


def copy_files(paths: list[Path]) -> None:
    """Put files on the clipboard, as a file browser does; `forget_copy` takes them off again."""
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path.resolve())) for path in paths])
    QGuiApplication.clipboard().setMimeData(files)


def forget_copy() -> None:
    """Empty the clipboard: what is left on it would outlive the application."""
    QGuiApplication.clipboard().clear()
