"""The line over a form that says what is wrong with it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from ui.widgets.announced import announce


class Banner(QLabel):
    """Hidden while nothing is wrong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setProperty("role", "banner")
        self.hide()

    def say(self, sentence: str) -> None:
        """Say why something was not done."""
        self.tell(f"✕ {sentence}")

    def tell(self, sentence: str) -> None:
        """Say what to know, where nothing was tried."""
        self.setText(sentence)
        self.show()
        announce(self, sentence)
