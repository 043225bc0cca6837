"""Deadlines of one's own work that ring: looked for once a minute, within one's own turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from seatapp.domain.alarms import Alarms, Ringing, on_duty
from seatapp.domain.workflow import Queue
from seatapp.text import _
from ui.attention import Attention
from ui.frame_duty import FrameDuty
from ui.widgets.alarm_banner import AlarmBanner
from ui.worker import Background

SILENT = "silent"
"""The mark of queues of what others have to do; nothing of them rings."""


class Alarming(QObject):
    """Rings for what stands in `queues`.

    Signals: `opened(object)` the person wants to see one, a `Ringing`.
    """

    opened = Signal(object)

    def __init__(
        self,
        duty: FrameDuty,
        background: Background,
        queues: Iterable[Queue],
        now: Callable[[], int],
        attention: Attention,
    ) -> None:
        super().__init__(attention)
        self._duty, self._background, self._now = duty, background, now
        self._queues = [one.name for one in queues if SILENT not in one.marks]
        self._attention = attention
        self._alarms = Alarms()
        self.banner = AlarmBanner()
        self.banner.opened.connect(self.opened)
        self.banner.snoozed.connect(self._snooze)

    def look(self) -> None:
        """Ring for what is late or soon will be."""
        self._background.look(self._read, self._ring)

    def _read(self) -> tuple[Sequence[Ringing], bool]:
        duty, now = self._duty, self._now()
        here = on_duty(duty.book.roster(), duty.person.id, now)
        found = duty.reader.ringing(self._queues, duty.person.id, now) if here else ()
        return found, here

    def _ring(self, answer: tuple[Sequence[Ringing], bool]) -> None:
        found, here = answer
        now = self._now()
        rung = self._alarms.ring(found, now, duty=here)
        if rung:
            self.banner.ring(rung, now)
            self._attention.call(_("{n} 件时限将到或已超").format(n=len(rung)))

    def _snooze(self, rung: Sequence[Ringing]) -> None:
        self._alarms.snooze(rung, self._now())
