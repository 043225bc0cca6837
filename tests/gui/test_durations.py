"""Time in words, in the time of the site whatever the computer thinks."""

from __future__ import annotations

import pytest

from ui.durations import ago, clock_time, moment, short_moment, span

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
