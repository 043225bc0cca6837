"""What stands where a queue has no rows: why, and a button where there is something to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui.widgets.icons import pixmap
from ui.widgets.section import labelled


class QueueEmpty(QWidget):
    """A picture, a sentence, and perhaps a button.

    Signals:
        all_wanted(): the button that drops the filter was pressed.
    """

    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._drawing = QLabel()
        self._words = labelled("", "secondary")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = QPushButton()
        self._button.setProperty("tone", "link")
        self._button.clicked.connect(self.all_wanted)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 0, 32, 0)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._words)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, sentence: str, button: str) -> None:
        """Show a sentence, and a button where there is something to do."""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._button.setText(button)
        self._button.setVisible(bool(button))

    def colour(self, colour: str) -> None:
        """Draw the picture in another colour."""
        self._drawing.setPixmap(pixmap("empty", colour, 40))
