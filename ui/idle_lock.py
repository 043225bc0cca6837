"""Locks the window of somebody who has gone away: everything is covered until they are back.

What they had copied leaves the clipboard, from which anybody could paste it.

The work behind the cover stays as it is, and so does the line to the centre. Input is heard at the
windows of the system, where every key and every movement of the mouse comes by once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QFrame, QToolTip, QVBoxLayout, QWidget

from seatapp.text import _
from ui.clipboard import forget_copied
from ui.dialogs.unlock import UnlockDialog
from ui.widgets.section import labelled
from ui.worker import Background

LOOK_MS = 1000
SIGNED_OUT_AFTER_S = 30 * 60
"""So long after locking the keys are forgotten: the person is signed out."""

INPUT = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove,
        QEvent.Type.Wheel, QEvent.Type.TouchBegin, QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)  # fmt: skip

FLEETING = (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.SplashScreen)

Clock = Callable[[], float]


class Curtain(QFrame):
    """An opaque cover over the whole of a window, whatever its size becomes.

    The title is covered as well: the bar of the desktop shows it, and it tells of a case.
    """

    def __init__(self, window: QWidget, words: str) -> None:
        super().__init__(window)
        self.setObjectName("curtain")
        self._words, self._title = words, window.windowTitle()
        self.setAutoFillBackground(True)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        label = labelled(words, "secondary")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(label)
        layout.addStretch(1)
        window.setWindowTitle(words)
        window.installEventFilter(self)
        self.cover()

    def cover(self) -> None:
        """Over everything that lies in the window now."""
        window = self._window()
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def lift(self) -> None:
        """The window is seen again, under the title that it has by now."""
        window = self._window()
        window.removeEventFilter(self)
        window.setWindowTitle(self._title)
        self.hide()
        self.deleteLater()

    def _window(self) -> QWidget:
        window = self.parentWidget()
        assert window is not None
        return window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the window, and stay over what comes into it."""
        if event.type() == QEvent.Type.WindowTitleChange:
            title = self._window().windowTitle()
            if title != self._words:
                self._title = title
                self._window().setWindowTitle(self._words)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded, QEvent.Type.LayoutRequest):
            QTimer.singleShot(0, self, self.cover)
        return False


class IdleLock(QObject):
    """Watches for input while somebody works, and locks when there is none for `minutes`.

    `confirm` proves a password and is called off the GUI thread; `clock` counts seconds. Signals:
    `locked()`, `unlocked()`; `sign_out_wanted()` the person was away for long, or another wants in.
    """

    locked = Signal()
    unlocked = Signal()
    sign_out_wanted = Signal()

    def __init__(
        self,
        app: QApplication,
        window: QWidget,
        person: str,
        confirm: Callable[[str], None],
        background: Background,
        minutes: int,
        clock: Clock = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        self._person = person
        self._confirm = confirm
        self._background = background
        self._clock = clock
        self.minutes = minutes
        self._heard_at = clock()
        self._locked_at: float | None = None
        self._curtains: list[Curtain] = []
        self.dialog: UnlockDialog | None = None
        app.focusWindowChanged.connect(self._attend)
        self._attend(app.focusWindow())
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @property
    def is_locked(self) -> bool:
        """Whether the screens are covered."""
        return self._locked_at is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear that somebody is there."""
        if event.type() in INPUT:
            self.hear()
        return False

    def hear(self) -> None:
        """Note that somebody is there."""
        self._heard_at = self._clock()

    def look(self) -> None:
        """See whether it is time to lock, or to sign out; cover what has come up meanwhile."""
        now = self._clock()
        if self._locked_at is None:
            if now - self._heard_at >= self.minutes * 60:
                self.lock()
        elif now - self._locked_at >= SIGNED_OUT_AFTER_S:
            self._leave()
        else:
            self._cover()

    def set_minutes(self, minutes: int) -> None:
        """From now on lock after so many minutes."""
        self.minutes = minutes

    def lock(self) -> None:
        """Cover every window now and ask for the password."""
        if self.is_locked:
            return
        self._locked_at = self._clock()
        while (popup := self._app.activePopupWidget()) is not None:
            popup.close()
        QToolTip.hideText()
        forget_copied()
        self.locked.emit()
        self._cover()
        self.dialog = UnlockDialog(self._person, self._confirm, self._background, self._window)
        self.dialog.unlocked.connect(self._unlock)
        self.dialog.other_wanted.connect(self._leave)
        self.dialog.show()
        self.dialog.activateWindow()

    def _unlock(self) -> None:
        self.hear()
        self._uncover()
        self.unlocked.emit()

    def _leave(self) -> None:
        """The curtains stay while the windows behind them are put away."""
        self._timer.stop()
        if self.dialog is not None:
            self.dialog.end()
        self.sign_out_wanted.emit()

    def _cover(self) -> None:
        covered = {curtain.parentWidget() for curtain in self._curtains}
        for widget in self._app.topLevelWidgets():
            shown = widget.isVisible() and widget.windowType() not in FLEETING
            if shown and widget not in covered and not isinstance(widget, UnlockDialog):
                self._hang(widget)

    def _hang(self, window: QWidget) -> None:
        """Cover a window; a dialog that goes away behind its curtain takes it along."""
        curtain = Curtain(window, _("已锁定"))
        self._curtains.append(curtain)
        curtain.destroyed.connect(partial(self._forget, curtain))

    def _forget(self, curtain: Curtain, _gone: object = None) -> None:
        if curtain in self._curtains:
            self._curtains.remove(curtain)

    def _uncover(self) -> None:
        self._locked_at = None
        for curtain in self._curtains:
            curtain.lift()
        self._curtains = []
        self.dialog = None

    def _attend(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)
