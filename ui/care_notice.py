"""Tells who keeps the lists or the server, once a day, what will stop the centre before long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from ui.frame_duty import FrameDuty
from ui.worker import Background

EVERY_SECONDS = 86_400


class CareNotice(QObject):
    """Looks until there is an answer, then again a day later.

    Signals: `told(str)` sentences, one a line.
    """

    told = Signal(str)

    def __init__(
        self, duty: FrameDuty, background: Background, now: Callable[[], int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._duty, self._background, self._now = duty, background, now
        self._next_at = 0

    def look(self) -> None:
        """Ask what there is to see to, unless that has been told today."""
        now = self._now()
        if now >= self._next_at:
            self._background.run(partial(self._duty.care_words, now), partial(self._tell, now))

    def _tell(self, asked_at: int, sentences: Sequence[str] | None) -> None:
        if sentences is None or asked_at < self._next_at:
            return
        self._next_at = asked_at + EVERY_SECONDS
        if sentences:
            self.told.emit("\n".join(sentences))
