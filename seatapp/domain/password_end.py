"""What people are told of a password that ends, has ended, or is not taken for now."""

from __future__ import annotations

from datetime import datetime

from seatapp.domain.clock import DAY
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.errors import NOT_TAKEN, SignInRefused
from seatapp.text import _

TOLD_DAYS = 14


def password_words(until: int | None, now: int) -> str:
    """The sentence for a password that ends at `until`; empty while that is far off."""
    if until is None or until - now > TOLD_DAYS * DAY:
        return ""
    days = max(0, (until - now) // DAY)
    left = _("密码今天到期") if days == 0 else _("密码还有 {n} 天到期").format(n=days)
    return _("{left}，到期后不能联网登录。请在右上角姓名菜单里更改密码。").format(left=left)


def ended_words(until: int) -> str:
    """The sentence for who logs in with a password that ended at `until`."""
    day = datetime.fromtimestamp(until, CITY_TIME).strftime("%Y-%m-%d")
    return _(
        "这个密码已于 {day} 到期，不能联网登录。请联系管理员重设密码，再用新密码登录；"
        "已经改过的，请用新密码。未发送的内容都在本机，没有丢失。"
    ).format(day=day)


def not_taken(until: int, now: float) -> SignInRefused:
    """Why the centre does not take a password whose owner has proved it at this workstation.

    `until` is when it ends, 0 where that is not known; the centre says that it is wrong, no more.
    """
    if 0 < until <= now:
        return SignInRefused(ended_words(until), "password_ended")
    words = _(
        "密码与本机记住的一致，但中心没有接受：可能有人多次输错，登录被锁住了，15 分钟后自动解除；"
        "也可能密码在别处改过了，请用新密码。未发送的内容都在本机，没有丢失。"
    )
    return SignInRefused(words, NOT_TAKEN)
