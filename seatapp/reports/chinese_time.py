"""Moments and spans as official documents write them, in the time of the city."""

from __future__ import annotations

from datetime import UTC, datetime

from seatapp.domain.clock import CITY_OFFSET


def city_moment(at: int) -> datetime:
    """The moment as the clock on the wall of the city shows it."""
    return datetime.fromtimestamp(at + CITY_OFFSET, UTC)


def long_day(at: int) -> str:
    """A day in full: 2026年11月22日."""
    day = city_moment(at)
    return f"{day.year}年{day.month}月{day.day}日"


def long_moment(at: int | None) -> str:
    """A moment in full: 2026年11月22日 14时05分; nothing for no moment."""
    if at is None:
        return ""
    return f"{long_day(at)} {city_moment(at):%H}时{city_moment(at):%M}分"


def short_moment(at: int | None) -> str:
    """A moment for a narrow column, day and time on a line each."""
    return "" if at is None else f"{city_moment(at):%Y-%m-%d}\n{city_moment(at):%H:%M}"


def line_moment(at: int | None) -> str:
    """A moment on one line: 2026-11-22 14:05."""
    return "" if at is None else f"{city_moment(at):%Y-%m-%d %H:%M}"


def long_span(seconds: int) -> str:
    """A length of time: 2天3小时, 1小时05分, 18分钟."""
    days, rest = divmod(max(0, seconds), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes = rest // 60
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    if hours:
        return f"{hours}小时{minutes:02d}分" if minutes else f"{hours}小时"
    return f"{minutes}分钟"


def period_words(period: str) -> str:
    """A period as it is written in titles: `2026年10月`, `2026年第43周`."""
    year = int(period[:4])
    if "W" in period:
        return f"{year}年第{int(period[-2:])}周"
    if "Q" in period:
        return f"{year}年第{'一二三四'[int(period[-1]) - 1]}季度"
    return f"{year}年" if len(period) == 4 else f"{year}年{int(period[5:])}月"
