"""What the log-in and the unlocking have in common: a password, a wait, and why it failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from seatapp.errors import WorldError
from seatapp.text import _
from ui.widgets.banner import Banner
from ui.widgets.password_edit import CapitalsNote, PasswordEdit
from ui.worker import Background


class ProvingDialog(QDialog):
    """A dialog of fixed `wide` whose button (`confirm`) proves a password off the GUI thread.

    `parts` are held while it is being proved; `waiting` and `broken` say so, and what a bug means.
    """

    waiting = ""
    broken = ""

    def __init__(
        self, words: str, background: Background, wide: int, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._words, self._wide = words, wide
        self._busy = False
        self.parts: list[QWidget] = []
        self.password = PasswordEdit()
        self.password.setAccessibleName(_("密码"))
        self.password.textEdited.connect(self._take_back)
        self.capitals = CapitalsNote()
        self.password.capitals_locked.connect(self._tell_capitals)
        self.fault = Banner()
        self.confirm = QPushButton(words)
        self.confirm.setProperty("tone", "primary")
        self.confirm.setAutoDefault(False)

    def prove(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Prove what was typed, and say why not where it fails."""
        self._set_busy(True)
        self._background.run(work, then, self._refuse, self._break_off)

    def say(self, sentence: str) -> None:
        """Say what is wrong."""
        self.fault.tell(sentence)
        self._fit()

    def _tell_capitals(self, locked: bool) -> None:
        self.capitals.tell(locked)
        self._fit()

    def _take_back(self) -> None:
        self.fault.hide()
        self._fit()

    def _fit(self) -> None:
        """As high as the wrapped sentences need; a dialog does not see to that by itself."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.setFixedSize(self._wide, layout.totalHeightForWidth(self._wide))

    def _refuse(self, error: WorldError) -> None:
        self._set_busy(False)
        self.say(error.sentence)
        self.password.selectAll()
        self.password.setFocus()

    def _break_off(self) -> None:
        self._set_busy(False)
        self.say(self.broken)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.confirm.setText(self.waiting if busy else self._words)
        for part in (self.confirm, self.password, *self.parts):
            part.setEnabled(not busy)
