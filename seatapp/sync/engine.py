"""The sync engine: a machine that keeps one seat in step with its centre, turn by turn.

It stands in one of three ways: in touch, out of touch, or shut out until somebody logs in again.
A turn makes a round and decides by the kind of fault how to stand afterwards and when the next
turn is due. The world is passed in: the clock and the random source here, the network as
`connect`, the disk as the replica and the photo store behind the lane. No thread and no time of
its own, so that a simulator can drive thousands of them; `seatapp/sync/loop.py` gives it a thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from seatapp.central.gateway import Gateway, mismatch
from seatapp.central.messages import Answer, Session
from seatapp.domain.workflow import SCHEMA
from seatapp.errors import NOT_TAKEN, CentreRefused, CentreUnreachable, SignInRefused, WorldError
from seatapp.local.replica import Replica
from seatapp.local.views import SyncStatus
from seatapp.sync import telling
from seatapp.sync.clock_skew import skew_told
from seatapp.sync.company import Company
from seatapp.sync.comparing import EVERY_SECONDS, compare
from seatapp.sync.photos import PhotoLane
from seatapp.sync.round import RoundFigures, run_round
from seatapp.text import _

POLL_SECONDS = (5.0, 15.0)
BACK_OFF_SECONDS = (1.0, 60.0)

PHOTO_SECONDS = 3.0
"""How long photos may travel before entries have their turn again."""

NOT_TAKEN_SECONDS = 600.0
"""Until a password that was not taken is tried again: the centre counts each try as a wrong one."""
MOST_NOT_TAKEN = 3
"""So often it is tried again: for half an hour, twice as long as a log-in is locked."""

NOTED_EVERY_SECONDS = 60
"""How often the time of the last round is written down; between, nothing is written for it."""

STALL_SECONDS = 120
"""How long something may be unsent while the line stands and nothing moves."""

_log = logging.getLogger(__name__)


@dataclass
class Connected:
    """A gateway with the session that was opened on it for the workstation `seat`.

    `in_turn` while others wait for the end of its first round.
    """

    gateway: Gateway
    session: Session
    seat: str
    in_turn: bool = False


@dataclass(frozen=True)
class World:
    """What the engine knows of time and chance; a simulator brings its own.

    `clock` is the time that this computer shows, which jumps when somebody sets it or it wakes
    up; `ticks` counts seconds for what has to last, and never jumps.
    """

    clock: Callable[[], float] = time.time
    random: Random = field(default_factory=Random)
    ticks: Callable[[], float] = time.monotonic


class Engine:
    """Makes one turn at a time, on whatever thread asks for it.

    `connect` opens a gateway and a session; `opened` is told of each new session; `came_round` of
    the centre's time after every whole round; `changed` whenever the standing changes in the
    midst of a round. `connected` is the connection that the log-in has opened already.
    """

    def __init__(
        self,
        connect: Callable[[], Connected],
        replica: Replica,
        lane: PhotoLane,
        company: Company,
        opened: Callable[[Session], None],
        came_round: Callable[[float], None],
        changed: Callable[[], None],
        connected: Connected | None = None,
        world: World | None = None,
    ) -> None:
        self._connect = connect
        self._replica = replica
        self._lane = lane
        self._company = company
        self._opened = opened
        self._came_round = came_round
        self._changed = changed
        self._world = world or World()
        self._connected = connected
        self._failures = 0
        self._not_taken = 0
        self._wait_until = 0.0
        self._stopping = threading.Event()
        self._turning = threading.Lock()
        self._lock = threading.Lock()
        self._moved_at = self._world.ticks()
        self._told_at = 0.0
        self._noted_at = 0.0
        since = int(self._world.clock())
        last = replica.last_round
        self._status = SyncStatus(False, since, 0, 0, last, None, None, None, whole=False)
        if connected is not None:
            self._note_session(connected.session)

    @property
    def stopped(self) -> bool:
        """Whether there will be no further turn: told to stop, or shut out by the centre."""
        return self._stopping.is_set()

    def stop_soon(self) -> None:
        """End the turn that is being made after its present call, and make no other."""
        self._stopping.set()

    def rest(self, seconds: float) -> bool:
        """Let time pass within a turn; False when told to stop."""
        return not self._stopping.wait(seconds)

    def hang_up(self) -> None:
        """Close the connection, when no turn is being made."""
        with self._turning:
            self._drop()

    def status(self) -> SyncStatus:
        """The figures of the status line, with the counts of this moment."""
        with self._lock:
            standing = self._status
        reader = self._replica.reader
        unsent = reader.unsent_count()
        if unsent == 0:
            self._moved_at = self._world.ticks()
        elif standing.online and standing.trouble is None and self._stalled():
            standing = replace(standing, trouble=_stall_words())
        if self._replica.ballast.given_up:
            standing = replace(standing, trouble=_reserve_words())
        refused, whole = reader.refused_count(), reader.whole()
        return replace(standing, unsent=unsent, refused=refused, whole=whole)

    def turn(self) -> None:
        """One round, with whatever the world has against it in the status; none while it waits."""
        with self._turning:
            if self._world.ticks() < self._wait_until:
                return
            try:
                figures = self._round()
                self._let_others_begin()
                trouble = self._carry_photos()
                self._came_round(figures.server_time)
            except WorldError as fault:
                self._fail(fault)
            else:
                self._succeed(figures, trouble)

    def pause(self) -> float:
        """Seconds until the next turn, by how many of the last ones failed."""
        if (left := self._wait_until - self._world.ticks()) > 0:
            return left
        if self._failures == 0 and self._lane.unfinished:
            return 0.0
        if self._failures == 0:
            return self._world.random.uniform(*POLL_SECONDS)
        low, high = BACK_OFF_SECONDS
        return self._world.random.uniform(low, min(high, low * 2 ** min(self._failures, 6)))

    def break_off(self) -> None:
        """A bug ended the turn: be out of touch, and say so."""
        self._failures += 1
        self._go_offline(_("同步出错，没有完成。内容都在本机，没有丢失。请把情况告诉管理员。"))

    def _carry_photos(self) -> str | None:
        """Photos for a while; what is wrong with one of them, if something is."""
        begun = self._world.ticks()
        return self._lane.run(
            self._line().gateway,
            lambda: self._goes_on() and self._world.ticks() - begun < PHOTO_SECONDS,
        )

    def _round(self) -> RoundFigures:
        """A round; a seat that has to take a new identity in it makes another one as such."""
        figures = self._one_round()
        if not self._is_ours(self._connected):
            figures = self._one_round()
        now = self._world.clock()
        if not 0 <= now - self._replica.compared_at < EVERY_SECONDS and self._goes_on():
            compare(self._replica, self._line().gateway, now, self._filling, self._goes_on)
        if not 0 <= now - self._told_at < telling.EVERY_SECONDS and self._goes_on():
            self._tell(now)
        if self._goes_on() and not self._centre_is_older():
            self._company.keep(self._line().gateway, self._replica.seat_id)
        return figures

    def _let_others_begin(self) -> None:
        line = self._connected
        if line is not None and line.in_turn:
            line.in_turn = False
            line.gateway.end_turn()

    def _tell(self, now: float) -> None:
        if not self._centre_is_older():
            telling.tell(self._replica, self._line().gateway, self.status().skew or 0.0)
            self._told_at = now

    def _one_round(self) -> RoundFigures:
        gateway = self._line().gateway
        sends = not self._centre_is_older()
        asked = self._world.clock()
        figures = run_round(self._replica, gateway, self._filling, self._goes_on, sends)
        self._set(skew=skew_told(asked, self._world.clock(), figures.server_time))
        return figures

    def _centre_is_older(self) -> bool:
        """Whether the centre cannot judge by the life cycles of this program."""
        return self._connected is not None and self._connected.session.schema < SCHEMA

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

    def _note_session(self, session: Session) -> None:
        self._own_up_to_the_past(session)
        self._set(online=True, offline_since=None, trouble=None)

    def _own_up_to_the_past(self, session: Session) -> None:
        """A file from an old image would give numbers a second time: it becomes a new seat."""
        if session.last_q > self._replica.last_q:
            _log.warning("the centre has %d entries of this seat, more than here", session.last_q)
            now = int(session.server_time)
            self._replica.settle(Answer("gap", session.epoch, session.last_q, now))

    def _is_ours(self, connected: Connected | None) -> bool:
        return connected is not None and connected.seat == self._replica.seat_id

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

    def _filling(self, left: int) -> None:
        self._set(filling=left or None)
        if left:
            self._changed()

    def _succeed(self, figures: RoundFigures, trouble: str | None) -> None:
        now = self._world.clock()
        self._failures = self._not_taken = 0
        if figures.settled:
            self._moved_at = self._world.ticks()
        self._set(
            online=True,
            offline_since=None,
            last_round=int(now),
            trouble=mismatch("too_new") if self._centre_is_older() else trouble,
            filling=None,
        )
        self._note_round(now)

    def _note_round(self, now: float) -> None:
        """Have the next start know how old its data is; a disk that refuses says so by itself."""
        if 0 <= now - self._noted_at < NOTED_EVERY_SECONDS:
            return
        try:
            self._replica.note_round(int(now))
        except WorldError as fault:
            _log.info("the round is not noted: %s", fault.code)
        else:
            self._noted_at = now

    def _fail(self, fault: WorldError) -> None:
        """Reconnect, ask for a log-in, or wait for this computer, by the kind of fault."""
        _log.info("no round: %s", fault.code)
        self._failures += 1
        if isinstance(fault, SignInRefused):
            self._shut_out(fault)
        if isinstance(fault, CentreUnreachable | CentreRefused | SignInRefused):
            told = None if isinstance(fault, CentreUnreachable) else fault.sentence
            self._go_offline(told)
        else:
            # The line stands; it is this computer that cannot take part.
            self._set(trouble=fault.sentence, filling=None)

    def _shut_out(self, fault: SignInRefused) -> None:
        """Wait where somebody may have had the log-in locked; else there is no further turn."""
        self._not_taken += 1
        if fault.code == NOT_TAKEN and self._not_taken <= MOST_NOT_TAKEN:
            self._wait_until = self._world.ticks() + NOT_TAKEN_SECONDS
        else:
            self._stopping.set()

    def _stalled(self) -> bool:
        return self._world.ticks() - self._moved_at > STALL_SECONDS

    def _go_offline(self, trouble: str | None) -> None:
        self._drop()
        self._company.part()
        now = self._world.clock()
        with self._lock:
            since = self._status.offline_since or int(now)
        self._moved_at = self._world.ticks()
        self._set(online=False, offline_since=since, trouble=trouble, filling=None)

    def _drop(self) -> None:
        if self._connected is not None:
            self._connected.gateway.close()
        self._connected = None

    def _set(self, **figures: object) -> None:
        with self._lock:
            self._status = replace(self._status, **figures)  # type: ignore[arg-type]


def _reserve_words() -> str:
    return _("磁盘已满，正在使用预留的空间。已保存的都在。请尽快清理磁盘，然后重新登录。")


def _stall_words() -> str:
    return _("在线，但有内容超过 2 分钟没有发出。内容都在本机，没有丢失。请把情况告诉管理员。")
