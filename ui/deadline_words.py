"""A deadline in words: what is left of it, and what a mended class would do to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seatapp.domain.clock import WORK
from seatapp.domain.running_clock import lacks_year
from seatapp.text import _
from ui.durations import hours, moment, span, time_left
from ui.wording import now_seconds

MINUTE = 60


def left_words(due_at: int | None) -> str:
    """A deadline with what is left of it."""
    if due_at is None:
        return _("无时限")
    now = now_seconds()
    left = time_left(due_at, now).text
    return _("{left}，{moment} 到期").format(left=left, moment=moment(due_at, now))


def mended_words(before: Mapping[str, Any], after: Mapping[str, Any], now: int) -> str:
    """What a mended class does to limit and deadline."""
    return _("更正后：{after}（现在：{before}）").format(
        after=_link_words(after, now), before=_link_words(before, now)
    )


def _link_words(state: Mapping[str, Any], now: int) -> str:
    """The limit of the running link, and when it is due."""
    limit, due = state.get("clock_limit"), state.get("due_at")
    if lacks_year(state):
        return _("日历未加载到那一年，算不出时限")
    if not isinstance(limit, int):
        return _("无时限")
    work = state.get("clock_basis") == WORK
    words = _("{span}工作时间").format(span=hours(limit * MINUTE)) if work else span(limit * MINUTE)
    if not isinstance(due, int):
        return _("限 {span}").format(span=words)
    return _("限 {span}，{moment} 到期").format(span=words, moment=moment(due, now))
