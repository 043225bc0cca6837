"""Time in words: what is left of a deadline, spans, and moments, in the time of the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

from seatapp.text import _

SITE_ZONE = ZoneInfo("Asia/Shanghai")
NEAR_SECONDS = 3600
"""What is due within this time is shown as near, unless its clock has a time of its own."""

REDRAWN_SECONDS = 15
"""Time that is left moves in steps of so many seconds, on every screen in the same moment."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class Level(Enum):
    """How a deadline stands; each level has its own shape and its own colour."""

    LATE = "late"
    NEAR = "near"
    IN_TIME = "in_time"
    PAUSED = "paused"
    UNSET = "unset"
    DONE = "done"


@dataclass(frozen=True)
class TimeLeft:
    """A deadline in words, with its level."""

    text: str
    level: Level


def time_left(
    due_at: int | None, now: int, paused: bool = False, near: int = NEAR_SECONDS
) -> TimeLeft:
    """What is left of a deadline (seconds since 1970): `剩 3 小时 12 分`, `超 2 小时`.

    `near` seconds before its end it is shown as near. A list that is drawn again between two steps
    of `REDRAWN_SECONDS` says the same as the panel beside it, which is not.
    """
    if paused:
        return TimeLeft(_("暂停"), Level.PAUSED)
    if due_at is None:
        return TimeLeft(_("无时限"), Level.UNSET)
    left = due_at - now // REDRAWN_SECONDS * REDRAWN_SECONDS
    if left < 0:
        words = _("超 {span}").format(span=span(-left)) if left <= -_MINUTE else _("刚超时")
        return TimeLeft(words, Level.LATE)
    level = Level.NEAR if left < near else Level.IN_TIME
    if left < _MINUTE:
        return TimeLeft(_("剩不到 1 分"), level)
    return TimeLeft(_("剩 {span}").format(span=span(left)), level)


def span(seconds: int) -> str:
    """A length of time in its two largest units: `2 天 3 小时`, `1 小时 05 分`, `18 分`."""
    days, rest = divmod(max(0, seconds), _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    if days:
        return _joined(_("{n} 天").format(n=days), _("{n} 小时").format(n=hours) if hours else "")
    if hours:
        padded = _("{n} 分").format(n=f"{minutes:02d}") if minutes else ""
        return _joined(_("{n} 小时").format(n=hours), padded)
    return _("{n} 分").format(n=minutes) if minutes else _("不到 1 分")


def hours(seconds: int) -> str:
    """A length of working time, never in days: 1440 minutes at work are not a day.

    `28 小时`, `1 小时 05 分`.
    """
    whole, rest = divmod(max(0, seconds), _HOUR)
    minutes = rest // _MINUTE
    if not whole:
        return span(seconds)
    padded = _("{n} 分").format(n=f"{minutes:02d}") if minutes else ""
    return _joined(_("{n} 小时").format(n=whole), padded)


def ago(at: int, now: int) -> str:
    """How long ago something was, for the last hour; after that the time of the day."""
    passed = max(0, now - at)
    if passed < _MINUTE:
        return _("{n} 秒前").format(n=passed)
    if passed < _HOUR:
        return _("{n} 分钟前").format(n=passed // _MINUTE)
    return moment(at, now)


def moment(at: int, now: int) -> str:
    """A moment as people write it: `14:05` today, else `11-21 周六 14:05`, else with the year."""
    then, today = local(at), local(now)
    if then.date() == today.date():
        return f"{then:%H:%M}"
    if then.year != today.year:
        return f"{then:%Y-%m-%d %H:%M}"
    return f"{then:%m-%d} {weekday(then)} {then:%H:%M}"


def short_moment(at: int, now: int) -> str:
    """The same for a narrow column, without the day of the week: `14:05`, `11-21 14:05`."""
    then, today = local(at), local(now)
    if then.date() == today.date():
        return f"{then:%H:%M}"
    return f"{then:%m-%d %H:%M}" if then.year == today.year else f"{then:%Y-%m-%d}"


def until_redrawn(now: float) -> int:
    """How many milliseconds until the time that is left moves on."""
    return int((REDRAWN_SECONDS - now % REDRAWN_SECONDS) * 1000) + 1


def clock_time(at: int) -> str:
    """The time of the day with seconds."""
    return f"{local(at):%H:%M:%S}"


def weekday(day: datetime) -> str:
    """The short name of the day."""
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return names[day.weekday()]


def local(at: int) -> datetime:
    """The moment in the time of the site."""
    return datetime.fromtimestamp(at, SITE_ZONE)


def _joined(first: str, second: str) -> str:
    return f"{first} {second}" if second else first
