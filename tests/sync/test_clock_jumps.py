"""The clock of the computer jumps while the program runs: nothing is lost, nobody is alarmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from random import Random

import pytest

from seatapp.admin.city import demo_password as password
from seatapp.app import Application, Duty
from seatapp.central.gateway import Gateway, Told
from seatapp.central.messages import Cursor, Pages
from seatapp.config import Folders
from seatapp.desk import now_in_the_city
from seatapp.errors import StepRefused
from seatapp.sync.clock_skew import skew_told
from seatapp.sync.engine import BACK_OFF_SECONDS, POLL_SECONDS, STALL_SECONDS, Engine, World
from seatapp.sync.photos import PhotoLane
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, note, report, shut

ACCEPTOR = "u1001"
HOUR, DAY = 3_600, 86_400
JUMPS = (-3 * HOUR, DAY, -2 * DAY, 8 * HOUR)
"""Set back and forward by hand, by a day too many, a night asleep."""


class Clock:
    """What the computer shows; it jumps when a test says so."""

    def __init__(self) -> None:
        self.off = timedelta()

    def __call__(self) -> datetime:
        return now_in_the_city() + self.off

    def seconds(self) -> float:
        return self().timestamp()


def engine_of(
    application: Application, duty: Duty, clock: Clock, ticks: Callable[[], float] = lambda: 0.0
) -> Engine:
    return Engine(
        partial(application.connect, ACCEPTOR, password(ACCEPTOR), duty.replica.seat_id),
        duty.replica,
        PhotoLane(duty.replica, duty.photos),
        duty.company,
        opened=lambda session: None,
        came_round=lambda time: None,
        changed=lambda: None,
        world=World(clock.seconds, Random(7), ticks),
    )


def test_a_jump_alarms_nobody_and_every_step_arrives_once(centre: Centre, hall: Hall) -> None:
    clock, passed = Clock(), 0.0
    application = Application(Folders(hall.folder / "A"), centre.profile, clock)
    with application.sign_in(ACCEPTOR, password(ACCEPTOR), keep_in_step=False) as duty:
        engine = engine_of(application, duty, clock, lambda: passed)
        engine.turn()
        case = report(duty)
        for jump in JUMPS:
            clock.off += timedelta(seconds=jump)
            note(duty, case, f"时钟拨动 {jump} 秒后。")
            passed += STALL_SECONDS - 1
            status = engine.status()
            assert (status.online, status.trouble) == (True, None), "a jump is no standstill"
            engine.turn()
            status = engine.status()
            assert (status.unsent, status.refused, status.trouble) == (0, 0, None)
            assert status.skew is not None
            assert abs(status.skew - clock.off.total_seconds()) < 60, "it is told"
            assert POLL_SECONDS[0] <= engine.pause() <= POLL_SECONDS[1]
        for year in (timedelta(days=365), timedelta(days=-365)):
            clock.off += year
            with pytest.raises(StepRefused, match=r"时钟.*填写的内容还在|填写的内容还在.*时钟"):
                note(duty, case, "在错误的年份。")
            clock.off -= year
        note(duty, case, "不再动。")
        passed += STALL_SECONDS + 1
        assert engine.status().trouble is not None, "a standstill is one whatever the clock shows"
        with shut(centre):
            for jump in JUMPS:
                clock.off += timedelta(seconds=jump)
                engine.turn()
                assert not engine.status().online
                assert BACK_OFF_SECONDS[0] <= engine.pause() <= BACK_OFF_SECONDS[1]
        engine.turn()
        assert engine.status().unsent == 0
        engine.hang_up()
    taken = centre.superuser().execute(
        "SELECT step, count(*) FROM core.entry WHERE verdict = 'applied'"
        " AND subject = 'case' GROUP BY step ORDER BY step"
    )
    assert taken.fetchall() == [("note", len(JUMPS) + 1), ("report", 1)]


def test_deadlines_go_by_the_clock_of_the_centre(centre: Centre, hall: Hall) -> None:
    clock = Clock()
    application = Application(Folders(hall.folder / "A"), centre.profile, clock)
    with application.sign_in(ACCEPTOR, password(ACCEPTOR), keep_in_step=False) as duty:
        duty.round()
        clock.off = timedelta(days=1)
        case = report(duty)
        duty.round()
        state = duty.reader.state("case", case)
        assert state is not None
        begun = int(str(state["reported_at"]))
        assert abs(begun - now_in_the_city().timestamp()) < HOUR
        assert duty.status().refused == 0


def test_a_slow_line_is_no_wrong_clock(centre: Centre, hall: Hall) -> None:
    """An answer that is long under way tells the clock of the centre as it was."""
    clock, under_way = Clock(), timedelta()

    class LongLine(Gateway):
        def since_all(self, cursors: Mapping[str, Cursor], first: int, more: int) -> Told[Pages]:
            for pages in super().since_all(cursors, first, more):
                clock.off += under_way
                yield pages

    application = Application(Folders(hall.folder / "A"), centre.profile, clock, LongLine)
    with application.sign_in(ACCEPTOR, password(ACCEPTOR), keep_in_step=False) as duty:
        engine = engine_of(application, duty, clock)
        engine.turn()
        under_way = timedelta(seconds=9)
        engine.turn()
        late = engine.status().skew
        under_way = timedelta()
        clock.off = timedelta(seconds=9)
        engine.turn()
        wrong = engine.status().skew
        engine.hang_up()
    assert late is not None
    assert wrong is not None
    assert abs(late) < 1
    assert 8 < wrong < 10, "a clock that is wrong is told"


@pytest.mark.parametrize(
    ("asked", "heard", "server_time", "skew"),
    [
        (100.0, 103.0, 101.0, 0.0),
        (100.0, 100.2, 90.0, 10.0),
        (100.0, 100.2, 160.0, -59.8),
        (100.0, 40.0, 70.0, 0.0),
    ],
    ids=["within the time that it took", "ahead", "behind", "set back meanwhile"],
)
def test_the_least_skew_that_an_answer_allows_is_told(
    asked: float, heard: float, server_time: float, skew: float
) -> None:
    assert skew_told(asked, heard, server_time) == pytest.approx(skew)
