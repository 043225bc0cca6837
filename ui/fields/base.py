"""What every input of a form can do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from seatapp.domain.entries import Value


class FieldInput(QWidget):
    """One field on the screen. Signals: `edited()` after a person changed something."""

    edited = Signal()

    def value(self) -> Value:
        """What was put in; None for nothing."""
        raise NotImplementedError

    def set_value(self, value: Value) -> None:
        """Show `value` without telling that somebody edited."""
        raise NotImplementedError

    def first(self) -> QWidget:
        """The part that takes the keyboard first."""
        return self

    def finish(self) -> str:
        """The person is done with the form: take what stands here; if it cannot be, say why.

        What cannot be taken would be lost without a word, since the value is nothing.
        """
        return ""


def plain_button(words: str) -> QPushButton:
    """A button within a form that leaves Ctrl+Enter to the dialog; Qt would take it as a click."""
    button = QPushButton(words)
    button.setAutoDefault(False)
    return button
