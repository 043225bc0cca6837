"""Time in words, in the time of the site whatever the computer thinks."""

from __future__ import annotations

import pytest

from ui.durations import (
    REDRAWN_SECONDS,
    ago,
    clock_time,
    moment,
    short_moment,
    span,
    time_left,
    until_redrawn,
)

NOON = 1_795_233_600
"""2026-11-21 Saturday 12:00 in Shanghai."""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "不到 1 分"),
        (59, "不到 1 分"),
        (60, "1 分"),
        (3600, "1 小时"),
        (3900, "1 小时 05 分"),
        (86_399, "23 小时 59 分"),
        (86_400, "1 天"),
        (97_200, "1 天 3 小时"),
    ],
)
def test_spans_in_their_two_largest_units(seconds: int, words: str) -> None:
    assert span(seconds) == words


def test_a_list_and_a_panel_drawn_at_different_times_say_the_same() -> None:
    due = NOON + 600 + 7
    drawn = {time_left(due, NOON + second).text for second in range(REDRAWN_SECONDS)}
    assert drawn == {"剩 10 分"}
    assert time_left(due, NOON + REDRAWN_SECONDS).text == "剩 9 分"
    moves_on = NOON + 4.5 + until_redrawn(NOON + 4.5) / 1000
    assert moves_on == pytest.approx(NOON + REDRAWN_SECONDS, abs=0.01)


def test_moments_are_as_short_as_they_can_be() -> None:
    assert moment(NOON - 3600, NOON) == "11:00"
    assert moment(NOON - 86_400, NOON) == "11-20 周五 12:00"
    assert short_moment(NOON - 86_400, NOON) == "11-20 12:00"
    assert moment(NOON - 366 * 86_400, NOON) == "2025-11-20 12:00"
    assert short_moment(NOON - 366 * 86_400, NOON) == "2025-11-20"
    assert clock_time(NOON) == "12:00:00"


def test_ago_counts_for_an_hour_only() -> None:
    assert ago(NOON - 3, NOON) == "3 秒前"
    assert ago(NOON + 2, NOON) == "0 秒前"
    assert ago(NOON - 130, NOON) == "2 分钟前"
    assert ago(NOON - 3700, NOON) == "10:58"
