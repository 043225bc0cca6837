"""Open hours: counting and its reverse agree with a count second by second."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from seatapp.domain.clock import DAY, Calendar, due_after, seconds_of, used_between

FRAMES = [(1000, 1100), (1150, 1200), (1500, 1600), (1600, 1650)]
CALENDAR = Calendar("made", FRAMES)

OPEN = [any(start <= second < end for start, end in FRAMES) for second in range(1000, 1651)]
SLOWLY = dict(enumerate(accumulate(OPEN, initial=0), start=1000))
"""Open seconds before each second, counted one by one."""


@given(st.integers(1000, 1650))
def test_counted_equals_the_slow_count(at: int) -> None:
    assert CALENDAR.counted(at) == SLOWLY[at]


@given(st.integers(1000, 1650), st.integers(1, 320))
def test_a_deadline_is_the_first_moment_with_enough_open_seconds(since: int, seconds: int) -> None:
    due = due_after(CALENDAR, since, seconds)
    enough = [at for at in range(since, 1651) if SLOWLY[at] - SLOWLY[since] >= seconds]
    assert due == (enough[0] if enough else None)


@given(st.integers(1000, 1650), st.integers(1000, 1650))
def test_used_time_is_never_negative(a: int, b: int) -> None:
    assert used_between(CALENDAR, a, b) == max(0, SLOWLY[b] - SLOWLY[a])


def test_a_limit_that_ends_with_a_frame_ends_there() -> None:
    assert due_after(CALENDAR, 1000, 100) == 1100


def test_outside_the_loaded_years_there_is_no_answer() -> None:
    assert CALENDAR.counted(999) is None
    assert CALENDAR.counted(1651) is None
    assert due_after(CALENDAR, 900, 10) is None
    assert Calendar("", []).counted(5) is None


@given(st.integers(1000, 1650), st.integers(1000, 1650))
def test_open_frames_between_two_moments_are_those_that_count(a: int, b: int) -> None:
    frames = CALENDAR.open_between(a, b)
    assert sum(end - start for start, end in frames) == used_between(CALENDAR, a, b)
    assert frames == sorted(frames)
    assert all(a <= start < end <= b for start, end in frames)


def test_an_empty_frame_at_the_border_is_known_and_counts_for_nothing() -> None:
    bordered = Calendar("made", [(900, 900), *FRAMES, (1700, 1700)])
    assert (bordered.counted(900), bordered.counted(950), bordered.counted(899)) == (0, 0, None)
    assert (bordered.counted(1690), bordered.counted(1700)) == (300, 300)
    assert bordered.counted(1701) is None
    assert due_after(bordered, 900, 10) == 1010
    assert due_after(bordered, 900, 300) == CALENDAR.moment(300)
    assert due_after(bordered, 1690, 1) is None
    assert bordered.loaded == (900, 1700)
    assert Calendar("", []).loaded is None


def test_open_days_go_by_the_clock_of_the_city() -> None:
    midnight = 10 * DAY - 8 * 3600
    frames = [(midnight, midnight + 60), (midnight + DAY - 60, midnight + DAY)]
    made = Calendar(
        "made", [(midnight - DAY, midnight - DAY), *frames, (midnight + DAY, midnight + DAY + 1)]
    )
    assert made.open_days.numbers == [10, 11]
    assert made.open_days.before == [0, 120]
    assert made.open_days.closes == [midnight + DAY, midnight + DAY + 1]


def test_natural_time_runs_through() -> None:
    assert due_after(None, 50, 60) == 110
    assert used_between(None, 50, 110) == 60
    assert due_after(None, 50, -3) == 50


def test_times_carry_their_offset() -> None:
    assert seconds_of("2026-11-22T12:00:00+08:00") == seconds_of("2026-11-22T04:00:00+00:00")
