"""When people have to be told that the calendar in force will not reach much farther."""

from __future__ import annotations

from datetime import datetime

from seatapp.domain.clock import DAY
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.text import _

WARNED_DAYS = 60
"""So many days before its end: the longest working limits begin to reach beyond it."""


def calendar_words(until: int, now: int) -> str:
    """What to tell who keeps the lists; nothing while the calendar reaches far enough.

    `until` is when the days end that the calendar in force knows.
    """
    left = -(-(until - now) // DAY)
    year = datetime.fromtimestamp(until, CITY_TIME).year
    if left > WARNED_DAYS:
        return ""
    if left <= 0:
        words = _("日历已经用完，{year} 年起按工作时间计的时限都算不出来。请管理员立即导入。")
        return words.format(year=year)
    words = _(
        "日历只到 {last} 年底，还有 {days} 天；到期日落在 {year} 年的时限现在就算不出来。"
        "放假通知公布后请管理员导入 {year} 年的日历。"
    )
    return words.format(last=year - 1, days=left, year=year)
