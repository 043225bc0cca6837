"""A heart in the window's thread: how long the window was away between two beats, and why."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter, thread_time

from PySide6.QtCore import QTimer

TICK_MS = 5


class Heart:
    """Beats while it is not stopped; `gaps` are the milliseconds between beats.

    `worked` is what of them the window's thread itself worked (processor time), which no other
    program on the machine makes longer.

    `at_beat` hears the number of each beat, to do what a person would do meanwhile.
    """

    def __init__(self, at_beat: Callable[[int], None] = lambda _number: None) -> None:
        self._at_beat = at_beat
        self._last, self._last_worked = perf_counter(), thread_time()
        self._beats = 0
        self.gaps: list[float] = []
        self.worked: list[float] = []
        self.timer = QTimer(interval=TICK_MS)
        self.timer.timeout.connect(self._beat)
        self.timer.start()

    def _beat(self) -> None:
        now, worked = perf_counter(), thread_time()
        self.gaps.append(1000 * (now - self._last))
        self.worked.append(1000 * (worked - self._last_worked))
        self._last, self._last_worked = now, worked
        self._beats += 1
        self._at_beat(self._beats)
