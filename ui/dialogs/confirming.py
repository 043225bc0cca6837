"""The button that hands a form to the desk: once at a time, and nothing typed is lost by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QWidget

from seatapp.errors import WorldError
from seatapp.text import _
from ui.dialogs.drafts import DraftKeeper
from ui.widgets.banner import Banner
from ui.worker import Background

Made = TypeVar("Made")


class Refusable(Protocol):
    """A form that can say at one of its fields why the desk refused."""

    def point_at(self, error: WorldError) -> bool:
        """Say so at the field that `error` is about; False where the form does not ask for it."""


class Confirming(QObject):
    """Keeps `buttons` still while the desk works; the first is the one that was pressed.

    What is refused is told at its field, else in `banner`; `broken` is what `banner` says after a
    bug. Either way what was typed is kept by `drafts`, which settle when the desk has come back.
    """

    def __init__(
        self,
        background: Background,
        drafts: DraftKeeper,
        form: Refusable,
        banner: Banner,
        buttons: Sequence[QPushButton],
        broken: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._background, self._drafts = background, drafts
        self._form, self._banner, self._buttons, self._broken = form, banner, buttons, broken
        self._words = buttons[0].text()
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether the desk is at work on the form."""
        return self._busy

    def run(self, work: Callable[[], Made], done: Callable[[Made], None]) -> None:
        """Do `work` elsewhere, unless some is under way, and hand what it made to `done`."""
        if not self._busy:
            self._set_busy(True)
            finish = partial(self._finish, done)
            self._background.run(work, finish, self._fail, self._break_off)

    def tell(self, error: WorldError) -> None:
        """Say why something was not done, where it can be mended; what was typed is kept."""
        self._drafts.save_now()
        if not self._form.point_at(error):
            self._banner.say(error.sentence)

    def _finish(self, done: Callable[[Made], None], made: Made) -> None:
        self._set_busy(False)
        self._drafts.settle()
        done(made)

    def _fail(self, error: WorldError) -> None:
        self._set_busy(False)
        self.tell(error)

    def _break_off(self) -> None:
        self._set_busy(False)
        self._drafts.save_now()
        self._banner.say(self._broken)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._buttons[0].setText(_("正在保存…") if busy else self._words)
        for button in self._buttons:
            button.setEnabled(not busy)
