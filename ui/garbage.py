"""Cyclic garbage is collected on the GUI thread, and nowhere else.

Python collects on whatever thread happens to allocate. When a cycle that holds a widget is found
by a reading thread, the widget dies there, and the program with it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


class GarbageHere(QObject):
    """While it lives, garbage is collected on the thread it was made on, about once a second."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        # What stands after the start stays: leaving it out keeps a full collection short.
        gc.freeze()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.setObjectName("garbage")
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the generations that are due by Python's own thresholds."""
        due = [
            generation
            for generation, (count, most) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > most
        ]
        if due:
            gc.collect(max(due))

    def stop(self) -> None:
        """Let Python collect as it does by itself."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
