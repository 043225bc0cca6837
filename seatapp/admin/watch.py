"""The watch over a centre from outside: ends what holds it up, shuts out who guesses, and tells.

A log-in can change its own time limits and open a transaction without end, and PostgreSQL neither
counts failed log-ins nor what somebody reads. `Watch.turn`, once a second on the server's own
computer, ends sessions that last too long, locks a log-in after repeated wrong passwords or
transactions left open, opens it again when the time is over, and tells of bulk reads and writes,
forged entries, duties that are collected and the heads of past days, and once a day of what the
server lacks.
It works as the role `seat_watcher`, whoever it logged in as.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from seatapp.admin.audit import close_days
from seatapp.admin.centre import ConnectionParameters
from seatapp.admin.server_care import backup_times, certificate_until, room_words
from seatapp.admin.server_lint import REACHED
from seatapp.admin.server_log import FailedLogIn, ServerLog, Told
from seatapp.domain.centre_care import backup_words, certificate_words
from seatapp.errors import CentreRefused, CentreUnreachable
from seatapp.text import _

Wire = Connection[tuple[Any, ...]]

FAILURES = 5
HELD_UP = 5
"""So often within ten minutes a person's transactions are ended before the log-in is locked."""
LOCKED_MINUTES = 15
WINDOW_S = 600
FORGERIES = 3
HOUSEKEEPING_S = 60
DAY_S = CARE_S = 86_400

RUNAWAY = "runaway_query"
END_ALL = "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE a.usename = %s"
HOLDING = """
    SELECT a.pid, a.backend_start, a.usename::text,
           CASE WHEN a.state LIKE 'idle in transaction%%'
                     AND a.state_change < clock_timestamp() - %(idle)s * interval '1 s'
                THEN 'idle_in_transaction'
                WHEN a.state = 'active'
                     AND a.query_start < clock_timestamp() - %(query)s * interval '1 s'
                THEN 'runaway_query'
                WHEN a.xact_start < least(
                         a.query_start, clock_timestamp() - %(transaction)s * interval '1 s')
                THEN 'long_transaction' END AS kind
    FROM pg_stat_activity a
    WHERE a.usename ~ '^u[0-9]{4,9}$' AND a.backend_type = 'client backend'
"""


@dataclass(frozen=True)
class Limits:
    """How many seconds a query, an open transaction and an idle one may last; what a bulk read is.

    `bulk_lines` counts lines of the feed within ten minutes; the first fill of a workstation of a
    large city comes to more, and is told as well, as is an import: `bulk_entries` and `bulk_bytes`
    (with photos) are what one person brings within ten minutes. Beyond `duties` calls that somebody
    came to owe within a day they may have been after the numbers.
    """

    query: float = 15
    transaction: float = 10
    idle: float = 5
    bulk_lines: int = 50_000
    bulk_entries: int = 20_000
    bulk_bytes: int = 1_000_000_000
    duties: int = 300


@dataclass(frozen=True)
class Event:
    """Something that the watch did or saw. `kind` is stable; `words` hold nothing personal."""

    kind: str
    person: str
    words: str


@dataclass
class Tally:
    """What each person did within the last ten minutes, by the clock that is handed in."""

    amounts: dict[str, deque[tuple[float, int]]] = field(default_factory=lambda: defaultdict(deque))

    def add(self, person: str, amount: int, now: float) -> int:
        """Count; how much it is together now."""
        kept = self.amounts[person]
        kept.append((now, amount))
        while kept[0][0] < now - WINDOW_S:
            kept.popleft()
        return sum(one for _at, one in kept)

    def forget(self, person: str) -> None:
        """Begin anew for this person."""
        self.amounts.pop(person, None)


class Watch:
    """What the watch remembers from one turn to the next, whatever connection it works on.

    `clock` counts seconds and never goes back; `log` is None where it cannot be read; `data` is a
    folder on the disk of the database, None where it cannot be seen.
    """

    def __init__(
        self,
        log: ServerLog | None,
        clock: Callable[[], float],
        limits: Limits | None = None,
        data: Path | None = None,
    ) -> None:
        self._log = log
        self._data = data
        self._clock = clock
        self._limits = limits or Limits()
        self._failures = Tally()
        self._guessers: dict[str, set[str]] = defaultdict(set)
        self._held_up = Tally()
        self._ended: set[tuple[int, datetime]] = set()
        self._reads = Tally()
        self._forgers: dict[str, int] = {}
        self._writers: set[str] = set()
        self._collectors: set[str] = set()
        self._looked_at = -float(HOUSEKEEPING_S)
        self._cared_at = -float(CARE_S)

    def turn(self, wire: Wire) -> list[Event]:
        """One look at everything; what was done and seen. Raises `OSError` for the log."""
        events = [*self._end_holding(wire), *self._hear(wire), *_end_lock_outs(wire)]
        now = self._clock()
        if now - self._looked_at >= HOUSEKEEPING_S:
            self._looked_at = now
            events += [*self._forged(wire), *self._brought(wire), *self._collected(wire)]
            events += _closed_days(wire)
        if now - self._cared_at >= CARE_S:
            self._cared_at = now
            events += self._cared_for(wire)
        for event in events:
            if event.person:
                told = (event.kind, event.person, event.words)
                _rows(wire, "SELECT core.note_watch(%s, %s, %s)", *told)
        return events

    def _end_holding(self, wire: Wire) -> Iterator[Event]:
        """End what lasts too long; who leaves transactions open again and again is locked out.

        Then all sessions of that person end, since from one a new password would end the lock. A
        query that runs away counts for nothing: a report of a large city may be one. A session that
        takes its time to go is ended, told and counted once.
        """
        sessions = wire.execute(HOLDING, asdict(self._limits)).fetchall()
        self._ended &= {(pid, begun) for pid, begun, _person, _kind in sessions}
        for pid, begun, person, kind in sessions:
            if not kind or (pid, begun) in self._ended:
                continue
            if not _rows(wire, "SELECT pg_terminate_backend(%s)", pid)[0][0]:
                continue
            self._ended.add((pid, begun))
            yield Event(kind, person, "")
            if kind != RUNAWAY:
                times = self._held_up.add(person, 1, self._clock())
                if times >= HELD_UP:
                    self._held_up.forget(person)
                    yield from _lock_out(wire, "locked_for_holding", person, times)
                    _rows(wire, END_ALL, person)

    def _hear(self, wire: Wire) -> Iterator[Event]:
        for told in self._log.news() if self._log else ():
            yield from self._weigh(wire, told)

    def _weigh(self, wire: Wire, told: Told) -> Iterator[Event]:
        now = self._clock()
        if isinstance(told, FailedLogIn):
            failures = self._failures.add(told.login, 1, now)
            if failures == 1:
                self._guessers[told.login].clear()
            self._guessers[told.login].add(told.place)
            if failures >= FAILURES:
                self._failures.forget(told.login)
                places = sorted(self._guessers.pop(told.login) - {""})
                yield from _lock_out(wire, "locked_out", told.login, failures, *places)
        else:
            lines = self._reads.add(told.login, told.lines, now)
            if lines >= self._limits.bulk_lines:
                self._reads.forget(told.login)
                yield Event("bulk_read", told.login, f"{lines}")

    def _forged(self, wire: Wire) -> Iterator[Event]:
        """Who brought entries that no honest program makes, each time there are more of them."""
        since = "SELECT * FROM core.forgeries((extract(epoch FROM now()) - %s)::bigint)"
        found = {str(person): int(amount) for person, amount in _rows(wire, since, WINDOW_S)}
        for person, amount in found.items():
            if amount >= FORGERIES and amount > self._forgers.get(person, 0):
                yield Event("forged_entries", person, f"{amount}")
        self._forgers = found

    def _brought(self, wire: Wire) -> Iterator[Event]:
        """Who brings so much that it fills the disk, once until it is less again."""
        since = "SELECT * FROM core.brought((extract(epoch FROM now()) - %s)::bigint)"
        found = {
            str(person): f"{entries} / {size / 1e6:.0f} MB"
            for person, entries, size in _rows(wire, since, WINDOW_S)
            if entries >= self._limits.bulk_entries or size >= self._limits.bulk_bytes
        }
        for person, words in found.items():
            if person not in self._writers:
                yield Event("bulk_write", person, words)
        self._writers = set(found)

    def _collected(self, wire: Wire) -> Iterator[Event]:
        """Who came to owe more calls than anybody makes, once until it is less again."""
        since = "SELECT * FROM core.duties_taken((extract(epoch FROM now()) - %s)::bigint)"
        found = {
            str(person): f"{amount}"
            for person, amount in _rows(wire, since, DAY_S)
            if amount >= self._limits.duties
        }
        for person, words in found.items():
            if person not in self._collectors:
                yield Event("many_duties", person, words)
        self._collectors = set(found)

    def _cared_for(self, wire: Wire) -> Iterator[Event]:
        """What somebody has to see to before it stops the centre."""
        ((now, reached),) = _rows(wire, f"SELECT extract(epoch FROM now())::bigint, {REACHED}")
        if not reached:
            return
        until = certificate_until(wire)
        told = {
            "certificate": "" if until is None else certificate_words(until, now),
            "backup": backup_words(*backup_times(wire), now),
            "disk": "" if self._data is None else room_words(self._data),
        }
        yield from (Event(kind, "", words) for kind, words in told.items() if words)


def _lock_out(wire: Wire, kind: str, person: str, times: int, *places: str) -> Iterator[Event]:
    """Shut a log-in, and tell so with how often and from where."""
    shut = "SELECT core.lock_out(%s, %s, %s)"
    if _rows(wire, shut, person, LOCKED_MINUTES, times)[0][0]:
        yield Event(kind, person, " ".join([f"{times}", *places]))


def _end_lock_outs(wire: Wire) -> Iterator[Event]:
    for (person,) in _rows(wire, "SELECT core.end_lock_outs()"):
        yield Event("unlocked", person, "")


def _closed_days(wire: Wire) -> Iterator[Event]:
    for head in close_days(wire):
        yield Event("day_closed", "", head.line())


def _rows(wire: Wire, query: str, *values: object) -> list[tuple[Any, ...]]:
    return wire.execute(query.encode(), values).fetchall()


@contextmanager
def watching(parameters: ConnectionParameters) -> Iterator[Wire]:
    """A connection as `seat_watcher`.

    Raises:
        CentreUnreachable: No connection, or it was lost.
        CentreRefused: This log-in may not be the watch.
    """
    settings = conninfo_to_dict(parameters.conninfo())
    settings |= {"application_name": "seatapp watch", "connect_timeout": 5}
    try:
        with psycopg.connect(make_conninfo("", **settings), autocommit=True) as connection:
            connection.execute("SET ROLE seat_watcher")
            connection.execute("SET statement_timeout = '60s'")
            yield connection
    except psycopg.errors.InsufficientPrivilege as fault:
        raise CentreRefused(
            _("这个数据库用户不能看守中心，请使用 seat_watcher 的成员或超级用户。"), "not_watcher"
        ) from fault
    except psycopg.OperationalError as fault:
        raise CentreUnreachable(_("连不上数据库服务器，看守中断，稍后自动再连。")) from fault
