"""What is being typed survives a closed dialog, a crash and a power cut."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from seatapp.domain.entries import Values
from seatapp.errors import WorldError
from ui.duty import Duty
from ui.worker import Background

PAUSE_MS = 1000


class DraftKeeper(QObject):
    """Saves what a form holds one second after the last key, under one name for one person."""

    def __init__(
        self,
        duty: Duty,
        background: Background,
        key: str,
        values: Callable[[], Values],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._duty = duty
        self._background = background
        self.key = key
        self._values = values
        self._writing = False
        self._next: list[Values | None] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.save_now)

    def load(self, done: Callable[[Values | None], None]) -> None:
        """Fetch the draft and hand it to `done`."""
        read = partial(self._duty.reader.draft, self._duty.person.id, self.key)
        self._background.run(read, done)

    def touch(self) -> None:
        """Something was typed."""
        self._timer.start()

    def save_now(self) -> None:
        """Save what is there, without waiting for the pause."""
        self._timer.stop()
        self._write(self._values() or None)

    def save_if_touched(self) -> None:
        """Save what was typed since the last time, if anything was."""
        if self._timer.isActive():
            self.save_now()

    def save_and_wait(self) -> None:
        """Save at once, on this thread: the window is closing and nothing comes after."""
        waiting = self._timer.isActive() or bool(self._next)
        self._timer.stop()
        if waiting:
            self._next = []
            try:
                self._duty.reader.save_draft(self._duty.person.id, self.key, self._values() or None)
            except WorldError as error:
                self._background.world_failed.emit(error.sentence)

    def settle(self) -> None:
        """The draft went away with the step; whatever was about to be written comes too late."""
        self._timer.stop()
        self._next = [None] if self._writing else []

    def forget(self) -> None:
        """Take the draft away: what was typed is thrown away on purpose."""
        self._timer.stop()
        self._write(None)

    def _write(self, values: Values | None) -> None:
        """One write at a time, and of those that wait only the last: they never overtake."""
        self._next = [values]
        if not self._writing:
            self._write_next()

    def _write_next(self) -> None:
        if not self._next:
            return
        values = self._next.pop()
        self._writing = True
        save = partial(self._duty.reader.save_draft, self._duty.person.id, self.key, values)
        self._background.run(save, self._written, self._failed, self._break_off)

    def _written(self, _nothing: None) -> None:
        self._writing = False
        self._write_next()

    def _break_off(self) -> None:
        self._writing = False

    def _failed(self, error: WorldError) -> None:
        self._writing = False
        self._background.world_failed.emit(error.sentence)
