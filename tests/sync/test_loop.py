"""The loop of rounds at a real centre: what it does by itself, and what its status says."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import pytest

from seatapp.admin.city import demo_password
from seatapp.app import Duty
from seatapp.central.messages import Session
from seatapp.errors import NOT_TAKEN, CentreUnreachable, SignInRefused
from seatapp.local.photo_store import PhotoStore
from seatapp.secrets import Slots
from seatapp.sync.engine import (
    BACK_OFF_SECONDS,
    MOST_NOT_TAKEN,
    NOT_TAKEN_SECONDS,
    POLL_SECONDS,
    STALL_SECONDS,
    Connected,
    Engine,
    World,
)
from seatapp.sync.loop import SyncLoop
from seatapp.sync.photos import PhotoLane
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, cut, entries, note, report, shut, until

ACCEPTOR, COLLEAGUE = "u1001", "u1002"
APPLIED = "applied"


def in_step(duty: Duty) -> bool:
    status = duty.status()
    return status.online and status.unsent == 0 and status.last_round is not None


def test_what_one_does_the_other_sees(hall: Hall) -> None:
    duty = hall.sit(ACCEPTOR, keep_in_step=True)
    other = hall.sit(COLLEAGUE, "B", keep_in_step=True)
    case = report(duty)
    until(duty, lambda: in_step(duty))
    until(other, lambda: other.reader.state("case", case) is not None)
    assert other.reader.state("case", case) == duty.reader.state("case", case)


def test_a_cut_line_is_mended_without_a_word(centre: Centre, hall: Hall) -> None:
    duty = hall.sit(ACCEPTOR, keep_in_step=True)
    until(duty, lambda: in_step(duty))
    cut(centre)
    case = report(duty)
    note(duty, case, "已电话告知。")
    until(duty, lambda: duty.status().unsent == 0)
    assert entries(centre) == [("report", APPLIED), ("note", APPLIED)]


def test_who_comes_back_asks_for_a_turn_and_who_logs_in_does_not(
    centre: Centre, hall: Hall
) -> None:
    turns = "SELECT person, ended_at IS NOT NULL FROM core.turn"
    duty = hall.sit(ACCEPTOR)
    duty.round()
    assert centre.superuser().execute(turns).fetchall() == []
    cut(centre)
    duty.round()
    duty.round()
    assert duty.status().online
    assert centre.superuser().execute(turns).fetchall() == [(ACCEPTOR, True)]


def test_work_goes_on_while_the_centre_is_away(centre: Centre, hall: Hall) -> None:
    duty = hall.sit(ACCEPTOR, keep_in_step=True)
    until(duty, lambda: in_step(duty))
    with shut(centre):
        case = report(duty)
        until(duty, lambda: not duty.status().online)
        status = duty.status()
        assert (status.unsent, status.offline_since is not None) == (1, True)
        note(duty, case, "已电话告知。")
        assert duty.status().unsent == 2
    until(duty, lambda: in_step(duty))
    assert (duty.status().offline_since, duty.status().trouble) == (None, None)
    assert entries(centre) == [("report", APPLIED), ("note", APPLIED)]


def test_who_starts_without_the_centre_sees_how_old_the_data_is(centre: Centre, hall: Hall) -> None:
    with hall.sit(ACCEPTOR) as before:
        last = before.status().last_round
    assert last is not None
    with shut(centre):
        duty = hall.sit(ACCEPTOR)
        status = duty.status()
        assert (status.online, status.last_round) == (False, last)


def test_a_closed_log_in_stops_the_loop_and_says_so(centre: Centre, hall: Hall) -> None:
    duty = hall.sit(ACCEPTOR, keep_in_step=True)
    until(duty, lambda: in_step(duty))
    centre.superuser().execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    case = report(duty)
    until(duty, lambda: duty.status().trouble is not None)
    status = duty.status()
    assert (status.online, status.unsent) == (False, 1)
    assert "停用" in str(status.trouble)
    assert duty.reader.state("case", case) is not None


def test_the_time_of_the_centre_reaches_the_key_slots(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[float] = []
    monkeypatch.setattr(Slots, "saw_server_time", lambda slots, time: seen.append(time))
    duty = hall.sit(ACCEPTOR)
    skew = duty.status().skew
    assert len(seen) == 1
    assert skew is not None
    assert abs(skew) < 60


def test_a_log_in_that_fails_half_way_leaves_nothing_open(
    centre: Centre, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(store: PhotoStore, *words: Any) -> None:
        raise RuntimeError("a bug in the store")

    with monkeypatch.context() as patched:
        patched.setattr(PhotoStore, "__init__", broken)
        with pytest.raises(RuntimeError, match="a bug"):
            hall.sit(ACCEPTOR)
    lines = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND datname = %s"
    wait = "SELECT pg_stat_clear_snapshot()"
    for _time in range(1_000):
        found = centre.superuser().execute(lines, (ACCEPTOR, centre.database)).fetchone()
        if found == (0,):
            break
        centre.superuser().execute(wait)
    assert found == (0,)
    assert hall.sit(ACCEPTOR).status().online


class Unplugged:
    """Connects nowhere, with whatever fault it is given."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault
        self.tries = 0

    def __call__(self) -> Connected:
        self.tries += 1
        raise self.fault


def engine_of(
    duty: Duty, connect: Unplugged, ticks: Callable[[], float] = time.monotonic
) -> Engine:
    def opened(session: Session) -> None:
        raise AssertionError(session.person)

    lane = PhotoLane(duty.replica, duty.photos)
    return Engine(
        connect,
        duty.replica,
        lane,
        duty.company,
        opened,
        came_round=lambda time: None,
        changed=lambda: None,
        world=World(random=Random(7), ticks=ticks),
    )


def test_failures_are_tried_again_ever_more_slowly_and_not_in_step(hall: Hall) -> None:
    duty = hall.sit(ACCEPTOR)
    connect = Unplugged(CentreUnreachable("不通"))
    engine = engine_of(duty, connect)
    low, high = POLL_SECONDS
    assert all(low <= engine.pause() <= high for _time in range(100))
    longest = []
    for failures in range(1, 9):
        engine.turn()
        assert connect.tries == failures
        pauses = [engine.pause() for _time in range(200)]
        assert min(pauses) >= BACK_OFF_SECONDS[0]
        assert len(set(pauses)) > 100
        longest.append(max(pauses))
    assert longest[:5] == sorted(longest[:5])
    assert 2 * longest[0] < longest[-1] <= BACK_OFF_SECONDS[1]
    assert engine.status().trouble is None


def test_a_log_in_that_is_locked_is_tried_again_without_making_it_worse(hall: Hall) -> None:
    """Each try counts at the centre; whoever types meanwhile makes none."""
    duty, now = hall.sit(ACCEPTOR), 0.0
    connect = Unplugged(SignInRefused("没有接受", NOT_TAKEN))
    engine = engine_of(duty, connect, lambda: now)
    stopped = []
    for tries in range(1, MOST_NOT_TAKEN + 1):
        engine.turn()
        engine.turn()
        stopped.append(engine.stopped)
        assert connect.tries == tries
        assert engine.status().trouble == "没有接受"
        assert engine.pause() == NOT_TAKEN_SECONDS
        now += NOT_TAKEN_SECONDS
    engine.turn()
    assert [*stopped, engine.stopped] == [False] * MOST_NOT_TAKEN + [True]
    refused = engine_of(duty, Unplugged(SignInRefused("停用", "closed")))
    refused.turn()
    assert refused.stopped


def test_what_does_not_move_for_two_minutes_is_told(centre: Centre, hall: Hall) -> None:
    duty = hall.sit(ACCEPTOR)
    now = 1_795_320_000.0
    connect = partial(
        hall.application().connect, ACCEPTOR, demo_password(ACCEPTOR), duty.replica.seat_id
    )
    engine = Engine(
        connect,
        duty.replica,
        PhotoLane(duty.replica, duty.photos),
        duty.company,
        opened=lambda session: None,
        came_round=lambda time: None,
        changed=lambda: None,
        world=World(clock=lambda: now, ticks=lambda: now),
    )
    engine.turn()
    report(duty)
    now += STALL_SECONDS
    assert (engine.status().online, engine.status().trouble) == (True, None)
    now += 1
    assert "2 分钟" in str(engine.status().trouble)
    engine.turn()
    assert (engine.status().unsent, engine.status().trouble) == (0, None)
    engine.hang_up()


def test_a_bug_in_a_round_stops_no_loop_and_is_not_hidden(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    duty = hall.sit(ACCEPTOR)
    engine = engine_of(duty, Unplugged(ZeroDivisionError("a bug")))
    loop = SyncLoop(engine, lambda: None, lambda: None)
    with pytest.raises(ZeroDivisionError):
        loop.turn()
    with caplog.at_level(logging.ERROR, "seatapp.sync.loop"):
        loop.start()
        while loop.status().trouble is None:
            loop.nudge()
        loop.stop()
    assert not loop.status().online
    assert any(record.exc_info for record in caplog.records)
