"""The box over the window while something takes longer than a moment: how far, and calling off."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from seatapp.reports.watch import Watch
from seatapp.text import _

AT_ONCE_MS = 600


class Progress(QObject):
    """Shows what `watch` is told on the thread that works."""

    _went_on = Signal(int, int)

    def __init__(self, title: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.watch = Watch(self._went_on.emit)
        self._box = QProgressDialog(words, _("取消"), 0, 0, parent.window())
        self._box.setWindowTitle(title)
        self._box.setWindowModality(Qt.WindowModality.WindowModal)
        self._box.setMinimumDuration(AT_ONCE_MS)
        self._box.setAutoReset(False)
        self._box.canceled.connect(self.watch.call_off)
        self._went_on.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """The work is over."""
        self._box.canceled.disconnect()
        self._box.close()
        self._box.deleteLater()
        self.deleteLater()

    def _show(self, done: int, total: int) -> None:
        self._box.setMaximum(total)
        self._box.setValue(done)
