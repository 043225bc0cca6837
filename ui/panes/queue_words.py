"""The words that a queue is narrowed by, as they are typed over its rows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

PAUSE_MS = 150


class QueueWords(QObject):
    """Listens to `line`: rows are asked for when the typing rests, and at once when it ends.

    Signals:
        asked(str): the rows with these words are wanted; all rows where there are none.
        left(): the keys belong to the rows again.
    """

    asked = Signal(str)
    left = Signal()

    def __init__(self, line: QLineEdit, parent: QObject) -> None:
        super().__init__(parent)
        self._line = line
        self._typing = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._typing.setObjectName("queue filter typing")
        self._typing.timeout.connect(self._ask)
        line.textEdited.connect(self._typing.start)
        line.textChanged.connect(self._ask_when_empty)
        line.installEventFilter(self)

    def go_there(self) -> None:
        """Put the keyboard into the line; what is typed replaces what stands there."""
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter go to the rows, Esc drops the words."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._ask()
                self.left.emit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._line.clear()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _ask(self) -> None:
        self._typing.stop()
        self.asked.emit(self._line.text().strip())

    def _ask_when_empty(self, text: str) -> None:
        if not text:
            self._ask()
