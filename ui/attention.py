"""Calls the person to a window that is not in front: the task bar, the desktop, and a sound.

A sound comes only where the person chose it. What the desktop shows can be read by anybody who
passes by, so it never holds more than what waits and how many.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from seatapp.text import _


class Attention(QObject):
    """Calls for `window`; `sounds` tells whether the person wants to hear it.

    `beep` and `desktop_notes` stand for the computer's own: a sound, and whether its desktop shows
    notes.
    """

    def __init__(
        self,
        window: QWidget,
        sounds: Callable[[], bool],
        beep: Callable[[], None] = QApplication.beep,
        desktop_notes: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
    ) -> None:
        super().__init__(window)
        self._window, self._sounds, self._beep = window, sounds, beep
        self._desktop_notes = desktop_notes
        self.note: QSystemTrayIcon | None = None
        window.installEventFilter(self)

    def call(self, words: str) -> None:
        """Say that something waits; `words` hold nothing about a case or a caller."""
        if self._sounds():
            self._beep()
        if not self._window.isActiveWindow():
            QApplication.alert(self._window)
        if self._window.isMinimized() and self._desktop_notes():
            self._show_note(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Who has come back needs no note any more."""
        if event.type() in (QEvent.Type.WindowActivate, QEvent.Type.Close):
            self._forget_note()
        return False

    def _show_note(self, words: str) -> None:
        if self.note is None:
            self.note = QSystemTrayIcon(self._window.windowIcon(), self)
            self.note.messageClicked.connect(self._come_forward)
            self.note.activated.connect(self._come_forward)
        self.note.setToolTip(words)
        self.note.show()
        self.note.showMessage(_("城管席位工作站"), words)

    def _come_forward(self) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        self._forget_note()

    def _forget_note(self) -> None:
        if self.note is not None:
            self.note.hide()
