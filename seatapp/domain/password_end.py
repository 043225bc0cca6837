"""When people are told that their password comes to its end."""

from __future__ import annotations

from seatapp.domain.clock import DAY
from seatapp.text import _

TOLD_DAYS = 14


def password_words(until: int | None, now: int) -> str:
    """The sentence for a password that ends at `until`; empty while that is far off."""
    if until is None or until - now > TOLD_DAYS * DAY:
        return ""
    days = max(0, (until - now) // DAY)
    left = _("密码今天到期") if days == 0 else _("密码还有 {n} 天到期").format(n=days)
    return _("{left}，到期后不能联网登录。请在右上角姓名菜单里更改密码。").format(left=left)
