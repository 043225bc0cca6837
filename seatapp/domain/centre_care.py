"""What those who keep a centre have to be told in time: its certificate, its backups, its disk.

Nothing is said while all is well; moments are seconds since 1970.
"""

from __future__ import annotations

from datetime import datetime

from seatapp.domain.clock import DAY
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.text import _

CERTIFICATE_DAYS = 30
"""So many days before its end: time to issue another one and to put it in place."""

BACKUP_DAYS = 2
"""A backup is made every day; one that was missed is told when the next one is missing too."""

TRIAL_DAYS = 120
"""A backup is tried every quarter, with a month to spare."""

PHOTO_DAYS = 120
"""Every stored photo is looked at once a quarter, with a month to spare."""

LOW_SHARE = 0.1
LOW_BYTES = 20 << 30
"""A disk runs low when less than both is free."""


def certificate_words(until: int, now: int) -> str:
    """What to say of a server's certificate that is valid until then."""
    left = (until - now) // DAY
    if left >= CERTIFICATE_DAYS:
        return ""
    if until <= now:
        return _("服务器证书已经过期，席位都连不上中心，只能离线工作。请管理员马上重新签发。")
    words = _("服务器证书还有 {days} 天到期，到期后席位都连不上中心。请管理员重新签发并换上。")
    return words.format(days=left)


def backup_words(made_at: int | None, tried_at: int | None, now: int) -> str:
    """What to say of the last backup, and of the last time that one was tried; None: never."""
    if made_at is None:
        return _("中心还没有备份过。请管理员设好每天的备份。")
    days = (now - made_at) // DAY
    if days >= BACKUP_DAYS:
        return _("中心已有 {days} 天没有备份。请管理员查看备份任务。").format(days=days)
    if tried_at is None:
        return _("备份还从来没有试恢复过，不知道能不能用。请管理员用 center try-backup 试一次。")
    days = (now - tried_at) // DAY
    if days >= TRIAL_DAYS:
        words = _("上次试恢复备份是 {days} 天以前。请管理员用 center try-backup 再试一次。")
        return words.format(days=days)
    return ""


def disk_words(free: int, total: int) -> str:
    """What to say of a disk with so many bytes free; when it is full, nothing is taken any more."""
    if free >= LOW_BYTES or free >= LOW_SHARE * total:
        return ""
    words = _("中心服务器的磁盘只剩 {free} GB；写满以后中心不能接收。请管理员清理或扩容。")
    return words.format(free=f"{free / (1 << 30):.1f}")


def photos_words(stored: int, checked_since: int | None, now: int) -> str:
    """What to say of the photos of a centre, each of which was looked at since that moment."""
    if checked_since is None:
        return ""
    day = f"{datetime.fromtimestamp(checked_since, CITY_TIME):%Y-%m-%d}"
    if (now - checked_since) // DAY < PHOTO_DAYS:
        return _("存有照片 {n} 张，{day} 以来每张都核对过。").format(n=stored, day=day)
    words = _("存有照片 {n} 张，最久的 {day} 以后没有核对过。请用 center check --photos 核对。")
    return words.format(n=stored, day=day)
