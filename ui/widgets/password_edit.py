"""A field for a password, which says when capitals are locked: nobody sees what they type."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from seatapp.text import _
from ui.widgets.announced import announce


class PasswordEdit(QLineEdit):
    """Hides what is typed.

    Signals: `capitals_locked(bool)` whether the letter just typed came as Caps Lock makes it.
    """

    capitals_locked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, and notice a capital without Shift, or a small letter with it.

        Qt tells of no lock before a letter is typed; pressing the key itself ends what was told.
        """
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self.capitals_locked.emit(False)
        elif letter.isascii() and letter.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals_locked.emit(letter.isupper() != shift)
        super().keyPressEvent(event)


class CapitalsNote(QLabel):
    """Stands beneath such a field; shown while capitals are locked."""

    def __init__(self) -> None:
        super().__init__(_("大写锁定（Caps Lock）已打开。"))
        self.setProperty("role", "secondary")
        self.hide()

    def tell(self, locked: bool) -> None:
        """Show or hide it."""
        if locked and self.isHidden():
            announce(self, self.text())
        self.setVisible(locked)
