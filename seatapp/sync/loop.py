"""The loop of rounds: one thread that gives the sync engine its turns.

Polling every 5-15 seconds with jitter while online; back-off with full jitter up to a minute
after a failure. A refused log-in stops the loop until somebody logs in again, one that may be
locked after half an hour of trying; nothing is dropped.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from seatapp.local.views import SyncStatus
from seatapp.sync.engine import Engine

_log = logging.getLogger(__name__)


class SyncLoop:
    """Gives `engine` its turns on a thread of its own.

    `prepare` is called on that thread before every turn and `changed` after it.
    """

    def __init__(
        self, engine: Engine, prepare: Callable[[], None], changed: Callable[[], None]
    ) -> None:
        self._engine = engine
        self._prepare = prepare
        self._changed = changed
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin to make rounds."""
        self._thread.start()

    def nudge(self) -> None:
        """Make a round now instead of at the next turn."""
        self._wake.set()

    def stop(self) -> None:
        """End after the call that is being made; the connection is closed."""
        self._engine.stop_soon()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._engine.hang_up()

    def turn(self) -> None:
        """One turn on the thread that asks; it waits for one that is being made."""
        self._prepare()
        self._engine.turn()

    def rest(self, seconds: float) -> bool:
        """Wait for a turn of the centre's; False when the loop is to end."""
        return self._engine.rest(seconds)

    def status(self) -> SyncStatus:
        """How seat and centre stand."""
        return self._engine.status()

    def _run(self) -> None:
        while not self._engine.stopped:
            self._wake.clear()
            try:
                self._prepare()
                self._engine.turn()
                self._changed()
            except Exception:
                # The thread must outlive a bug: the seat would silently stop sending otherwise.
                _log.exception("a round failed")
                self._engine.break_off()
            if not self._engine.stopped:
                self._wake.wait(self._engine.pause())
