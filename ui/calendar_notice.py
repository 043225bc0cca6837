"""Tells whoever keeps the lists, once and weeks before, that the calendar comes to its end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from seatapp.domain.calendar_year import calendar_words
from ui.frame_duty import FrameDuty
from ui.worker import Background

KEEPING_LISTS = ("admin", "operations_manager")
"""The posts that have to see to the lists that rules look things up in."""


class CalendarNotice(QObject):
    """Looks until the lists have come. Signals: `told(str)` the sentence, if there is one."""

    told = Signal(str)

    def __init__(
        self, duty: FrameDuty, background: Background, now: Callable[[], int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._duty, self._background, self._now = duty, background, now
        self._wanted = any(post in KEEPING_LISTS for post in duty.posts)

    def look(self) -> None:
        """See how far the calendar reaches, unless that has been told."""
        if self._wanted:
            self._background.run(self._duty.reader.calendar_until, self._tell)

    def _tell(self, until: int | None) -> None:
        if until is None or not self._wanted:
            return
        self._wanted = False
        words = calendar_words(until, self._now())
        if words:
            self.told.emit(words)
