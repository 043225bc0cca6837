"""The loop of rounds: one thread that keeps the seat in step with the centre, or says why not.

Polling every 5-15 seconds with jitter while online; back-off with full jitter up to a minute
after a failure. A refused log-in stops the loop until somebody logs in again; nothing is dropped.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from seatapp.central.gateway import Gateway
from seatapp.central.messages import Answer, Session
from seatapp.errors import CentreRefused, CentreUnreachable, SignInRefused, WorldError
from seatapp.local.replica import Replica
from seatapp.local.views import SyncStatus
from seatapp.sync.photos import PhotoLane
from seatapp.sync.round import RoundFigures, run_round
from seatapp.text import _

POLL_SECONDS = (5.0, 15.0)
BACK_OFF_SECONDS = (1.0, 60.0)

_log = logging.getLogger(__name__)


@dataclass
class Connected:
    """A gateway with the session that was opened on it for the workstation `seat`."""

    gateway: Gateway
    session: Session
    seat: str


class SyncLoop:
    """Runs rounds on a thread of its own.

    `connect` opens a gateway and a session; `opened` is told of each new session; `came_round` of
    the centre's time after every whole round; `changed` is called after every round and whenever
    the standing changes. All run on the thread that makes the round. `connected` is the
    connection that the log-in has opened already.
    """

    def __init__(
        self,
        connect: Callable[[], Connected],
        replica: Replica,
        lane: PhotoLane,
        opened: Callable[[Session], None],
        came_round: Callable[[float], None],
        changed: Callable[[], None],
        connected: Connected | None = None,
        random: Random | None = None,
    ) -> None:
        self._connect = connect
        self._replica = replica
        self._lane = lane
        self._opened = opened
        self._came_round = came_round
        self._changed = changed
        self._random = random or Random()
        self._connected = connected
        self._failures = 0
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._turning = threading.Lock()
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
        """End after the call that is being made; the connection is closed."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        with self._turning:
            self._drop()

    def status(self) -> SyncStatus:
        """The figures of the status line, with the counts of this moment."""
        with self._lock:
            standing = self._status
        reader = self._replica.reader
        return replace(standing, unsent=reader.unsent_count(), refused=reader.refused_count())

    def turn(self) -> None:
        """One round on this thread, with whatever the world has against it in the status."""
        with self._turning:
            try:
                figures = self._round()
                trouble = self._lane.run(self._line().gateway, self._stopping)
                self._came_round(figures.server_time)
            except WorldError as fault:
                self._fail(fault)
            else:
                self._succeed(figures.server_time, trouble)

    def pause(self) -> float:
        """Seconds until the next round, by how many of the last ones failed."""
        if self._failures == 0:
            return self._random.uniform(*POLL_SECONDS)
        low, high = BACK_OFF_SECONDS
        return self._random.uniform(low, min(high, low * 2 ** min(self._failures, 6)))

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.turn()
                self._changed()
            except Exception:
                # The thread must outlive a bug: the seat would silently stop sending otherwise.
                _log.exception("a round failed")
                self._break_off()
            if not self._stopping.is_set():
                self._wake.wait(self.pause())

    def _round(self) -> RoundFigures:
        """A round; a seat that has to take a new identity in it makes another one as such."""
        figures = run_round(self._replica, self._line().gateway, self._filling, self._goes_on)
        if self._is_ours(self._connected):
            return figures
        return run_round(self._replica, self._line().gateway, self._filling, self._goes_on)

    def _own_up_to_the_past(self, session: Session) -> None:
        """A file from an old image would give numbers a second time: it becomes a new seat."""
        if session.last_q > self._replica.last_q:
            _log.warning("the centre has %d entries of this seat, more than here", session.last_q)
            now = int(session.server_time)
            self._replica.settle(Answer("gap", session.epoch, session.last_q, now))

    def _line(self) -> Connected:
        """The connection to the centre as this seat, opened when there is none."""
        if not self._is_ours(self._connected):
            self._open_line()
        if not self._is_ours(self._connected):
            self._open_line()  # what the centre said has made it another seat
        assert self._connected is not None
        return self._connected

    def _open_line(self) -> None:
        self._drop()
        connected = self._connect()
        try:
            self._opened(connected.session)
        except BaseException:
            connected.gateway.close()
            raise
        self._connected = connected
        self._note_session(connected.session)

    def _is_ours(self, connected: Connected | None) -> bool:
        return connected is not None and connected.seat == self._replica.seat_id

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

    def _note_session(self, session: Session) -> None:
        self._own_up_to_the_past(session)
        skew = time.time() - session.server_time
        self._set(online=True, offline_since=None, skew=skew, trouble=None)

    def _filling(self, left: int) -> None:
        self._set(filling=left or None)
        if left:
            self._changed()

    def _succeed(self, server_time: float, trouble: str | None) -> None:
        now = time.time()
        self._failures = 0
        self._set(
            online=True,
            offline_since=None,
            last_round=int(now),
            skew=now - server_time,
            trouble=trouble,
            filling=None,
        )

    def _fail(self, fault: WorldError) -> None:
        _log.info("no round: %s", fault.code)
        self._failures += 1
        if isinstance(fault, SignInRefused):
            self._stopping.set()
        if isinstance(fault, CentreUnreachable | CentreRefused | SignInRefused):
            told = None if isinstance(fault, CentreUnreachable) else fault.sentence
            self._go_offline(told)
        else:
            # The line stands; it is this computer that cannot take part.
            self._set(trouble=fault.sentence, filling=None)

    def _break_off(self) -> None:
        self._failures += 1
        self._go_offline(_("同步出错，没有完成。内容都在本机，没有丢失。请把情况告诉管理员。"))

    def _go_offline(self, trouble: str | None) -> None:
        self._drop()
        with self._lock:
            since = self._status.offline_since or int(time.time())
        self._set(online=False, offline_since=since, trouble=trouble, filling=None)

    def _drop(self) -> None:
        if self._connected is not None:
            self._connected.gateway.close()
        self._connected = None

    def _set(self, **figures: object) -> None:
        with self._lock:
            self._status = replace(self._status, **figures)  # type: ignore[arg-type]
