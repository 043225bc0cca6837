"""The loop of rounds: one thread that keeps the seat in step with the centre, or says why not.

Polling every 5-15 seconds with jitter while online; back-off with full jitter up to a minute
while offline. A refused log-in stops the loop until somebody logs in again; nothing is dropped.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from seatapp.central.gateway import Gateway
from seatapp.central.messages import Session
from seatapp.errors import CentreUnreachable, SignInRefused, WorldError
from seatapp.local.replica import Replica
from seatapp.local.views import SyncStatus
from seatapp.sync.photos import PhotoLane
from seatapp.sync.round import run_round

POLL_SECONDS = (5.0, 15.0)
BACK_OFF_SECONDS = (1.0, 60.0)

_log = logging.getLogger(__name__)


@dataclass
class Connected:
    """A gateway with the session that was opened on it."""

    gateway: Gateway
    session: Session


class SyncLoop:
    """Runs rounds on a thread of its own.

    `connect` opens a gateway and a session; `opened` is told of each new session; `changed` is
    called after every round and whenever the standing changes. All three run on the loop's thread.
    `connected` is the connection that the log-in has opened already.
    """

    def __init__(
        self,
        connect: Callable[[], Connected],
        replica: Replica,
        lane: PhotoLane,
        opened: Callable[[Session], None],
        changed: Callable[[], None],
        connected: Connected | None = None,
        random: Random | None = None,
    ) -> None:
        self._connect = connect
        self._replica = replica
        self._lane = lane
        self._opened = opened
        self._changed = changed
        self._random = random or Random()
        self._connected = connected
        self._failures = 0
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._lock = threading.Lock()
        self._status = SyncStatus(False, int(time.time()), 0, 0, None, None, None, None)
        if connected is not None:
            self._note_session(connected.session)

    def start(self) -> None:
        """Begin to make rounds."""
        self._thread.start()

    def nudge(self) -> None:
        """Make a round now instead of at the next turn."""
        self._wake.set()

    def stop(self) -> None:
        """End after the round that is running; the connection is closed."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._drop()

    def status(self) -> SyncStatus:
        """The figures of the status line, with the counts of this moment."""
        with self._lock:
            standing = self._status
        reader = self._replica.reader
        return replace(standing, unsent=reader.unsent_count(), refused=reader.refused_count())

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            self.turn()
            self._changed()
            self._wake.wait(self._pause())

    def turn(self) -> None:
        """One round, with whatever comes of it in the status."""
        try:
            connected = self._connected or self._reconnect()
            figures = run_round(self._replica, connected.gateway, self._filling)
            self._lane.run(connected.gateway, self._stopping)
        except SignInRefused as refused:
            self._fail(refused)
            self._stopping.set()
        except WorldError as fault:
            self._fail(fault)
        except Exception:
            # The thread must outlive a bug: the seat would silently stop sending otherwise.
            _log.exception("a round failed")
            self._drop()
            self._failures += 1
        else:
            self._succeed(figures.server_time)

    def _reconnect(self) -> Connected:
        connected = self._connect()
        self._connected = connected
        self._opened(connected.session)
        self._note_session(connected.session)
        return connected

    def _note_session(self, session: Session) -> None:
        self._set(online=True, offline_since=None, skew=time.time() - session.server_time)

    def _filling(self, left: int) -> None:
        self._set(filling=left or None)
        if left:
            self._changed()

    def _succeed(self, server_time: float) -> None:
        now = time.time()
        self._failures = 0
        self._set(
            online=True,
            offline_since=None,
            last_round=int(now),
            skew=now - server_time,
            trouble=None,
            filling=None,
        )

    def _fail(self, fault: WorldError) -> None:
        _log.info("no round: %s", fault.code)
        self._drop()
        self._failures += 1
        with self._lock:
            since = self._status.offline_since or int(time.time())
        told = None if isinstance(fault, CentreUnreachable) else fault.sentence
        self._set(online=False, offline_since=since, trouble=told, filling=None)

    def _drop(self) -> None:
        if self._connected is not None:
            self._connected.gateway.close()
        self._connected = None

    def _pause(self) -> float:
        if self._failures == 0:
            return self._random.uniform(*POLL_SECONDS)
        low, high = BACK_OFF_SECONDS
        return self._random.uniform(low, min(high, low * 2 ** min(self._failures, 6)))

    def _set(self, **figures: object) -> None:
        with self._lock:
            self._status = replace(self._status, **figures)  # type: ignore[arg-type]
