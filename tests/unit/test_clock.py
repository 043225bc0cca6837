"""Open hours: counting and its reverse agree with a count second by second."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seatapp.domain.clock import Calendar, due_after, seconds_of, used_between

FRAMES = [(1000, 1100), (1150, 1200), (1500, 1600), (1600, 1650)]
CALENDAR = Calendar("made", FRAMES)


def slowly(until: int) -> int:
    """Open seconds before `until`, counted one by one."""
    return sum(any(a <= second < b for a, b in FRAMES) for second in range(1000, until))


@given(st.integers(1000, 1650))
def test_counted_equals_the_slow_count(at: int) -> None:
    assert CALENDAR.counted(at) == slowly(at)


@given(st.integers(1000, 1650), st.integers(1, 320))
def test_a_deadline_is_the_first_moment_with_enough_open_seconds(since: int, seconds: int) -> None:
    due = due_after(CALENDAR, since, seconds)
    enough = [at for at in range(since, 1651) if slowly(at) - slowly(since) >= seconds]
    assert due == (enough[0] if enough else None)


@given(st.integers(1000, 1650), st.integers(1000, 1650))
def test_used_time_is_never_negative(a: int, b: int) -> None:
    assert used_between(CALENDAR, a, b) == max(0, slowly(b) - slowly(a))


def test_a_limit_that_ends_with_a_frame_ends_there() -> None:
    assert due_after(CALENDAR, 1000, 100) == 1100


def test_outside_the_loaded_years_there_is_no_answer() -> None:
    assert CALENDAR.counted(999) is None
    assert CALENDAR.counted(1651) is None
    assert due_after(CALENDAR, 900, 10) is None
    assert Calendar("", []).counted(5) is None


def test_natural_time_runs_through() -> None:
    assert due_after(None, 50, 60) == 110
    assert used_between(None, 50, 110) == 60
    assert due_after(None, 50, -3) == 50


def test_times_carry_their_offset() -> None:
    assert seconds_of("2026-11-22T12:00:00+08:00") == seconds_of("2026-11-22T04:00:00+00:00")
