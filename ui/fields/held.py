"""A value that a form carries without showing it: it belongs to what another input shows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from seatapp.domain.entries import Value
from ui.fields.base import FieldInput


class HeldInput(FieldInput):
    """Keeps one value; `changed` is called when the form puts another one in."""

    def __init__(self, changed: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Value = None
        self._changed = changed

    def value(self) -> Value:
        """What is kept."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Keep another value."""
        self._value = value
        self._changed()

    def take(self, value: Value) -> None:
        """Keep what the other input found, without telling it back."""
        self._value = value
