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
        leave_out_what_stands()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.setObjectName("garbage")
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the generations that are due by Python's own thresholds."""
        collect_what_is_due()

    def stop(self) -> None:
        """Let Python collect as it does by itself."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()


def leave_out_what_stands() -> None:
    """Whatever is loaded by now stays, and is not looked at again: all threads wait meanwhile."""
    gc.freeze()


def collect_what_is_due() -> None:
    """Collect as Python would by itself, on the thread that asks."""
    counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, most) in enumerate(counts) if count > most]
    if due:
        gc.collect(max(due))
