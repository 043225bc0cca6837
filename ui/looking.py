"""When the window looks at the replica, and by which clock: after changes, and as time passes.

News of a change comes from any thread; many of them in a moment become one look.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from seatapp.domain.workflow import Queue
from ui.durations import until_redrawn
from ui.frame_duty import FrameDuty
from ui.frame_figures import NOT_YET, Figures, read_figures
from ui.worker import Background

EVERY_TICKS = 4
SOON_MS = 80


class Looking(QObject):
    """Reads how full the places are, and how seat and centre stand.

    Signals:
        figures_came(object): the `Figures` were read.
        changed(): something has changed; whatever is shown is to be read again.
        passed(bool): time has passed; now and then everything is to be read again.
    """

    figures_came = Signal(object)
    changed = Signal()
    passed = Signal(bool)
    _told = Signal()

    def __init__(
        self, duty: FrameDuty, background: Background, queues: Sequence[Queue], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._duty, self._background = duty, background
        self._names = [queue.name for queue in queues]
        self._ticks = 0
        self.figures = NOT_YET
        self._tick = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._tick.setObjectName("time left")
        self._tick.timeout.connect(self.tick)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.setObjectName("changes gathered")
        self._soon.timeout.connect(self.changed)
        self._told.connect(self.look_soon, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Look now, and hear of every change from now on."""
        self._duty.listen(self._told.emit)
        self._tick.start(until_redrawn(time.time()))
        self.look()

    def end(self) -> None:
        """Look no longer."""
        self._tick.stop()
        self._soon.stop()

    def now(self) -> int:
        """This moment by the clock of the centre, as far as it is known."""
        return int(time.time() - (self.figures.status.skew or 0.0))

    def look(self) -> None:
        """Read the figures."""
        read = partial(read_figures, self._duty, self._names, self.now())
        self._background.look(read, self._take)

    def look_soon(self) -> None:
        """Something has changed: look in a moment, since more may follow."""
        if not self._soon.isActive():
            self._soon.start()

    def tick(self) -> None:
        """Time has passed."""
        self._ticks += 1
        self._tick.start(until_redrawn(time.time()))
        self.look()
        self.passed.emit(self._ticks % EVERY_TICKS == 0)

    def _take(self, figures: Figures) -> None:
        self.figures = figures
        self.figures_came.emit(figures)
