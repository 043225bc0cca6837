"""Who grants in whose place, named and ended at the centre."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from seatapp.errors import CentreRefused
from seatapp.text import _

Asked = Callable[..., Mapping[str, Any]]


def name_substitute(
    asked: Asked, post: str, person: str, from_at: int, until_at: int, reason: str
) -> None:
    """Let a colleague grant in place of a post; raises `CentreRefused` with the reason."""
    query = "SELECT api.name_substitute(%s, %s, %s, %s, %s)"
    _settled(asked(query, post, person, from_at, until_at, reason))


def end_substitute(asked: Asked, post: str, person: str) -> None:
    """Let them do so no longer; raises `CentreRefused` with the reason."""
    _settled(asked("SELECT api.end_substitute(%s, %s)", post, person))


def _settled(answer: Mapping[str, Any]) -> None:
    problem = answer["problem"]
    if problem is not None:
        raise CentreRefused(_sentences()[problem], problem)


def _sentences() -> Mapping[str, str]:
    return {
        "not_active": _("您的登录名已停用，没有做任何更改。请联系管理员。"),
        "wrong_post": _("只有运营主管和中心领导可以请人代批，没有做任何更改。"),
        "not_yours": _("只有岗位本人或管理员能指定和结束代批，没有做任何更改。"),
        "elsewhere": _("这项代批超出您负责的区域，没有做任何更改。请与指定的同事或管理员联系。"),
        "oneself": _("不能指定自己代批，没有做任何更改。"),
        "cannot_grant": _("代批人须是在岗的值班长、运营主管或中心领导，没有做任何更改。"),
        "bad_time": _("代批的起止时间不对：结束应晚于开始、晚于现在，最长一年。没有做任何更改。"),
        "no_reason": _("请写明原因（200 字以内），没有做任何更改。"),
        "no_substitute": _("这项代批已经结束，不用再结束。"),
    }
