"""What only an admin may fetch from the centre: the recovery key of a workstation, and the log.

A key is given in two steps, each committed: first who wants it and why is written down, then it is
handed out. A workstation whose keyring was lost is opened with it where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from seatapp.central.asking import answer_of
from seatapp.errors import WorldError
from seatapp.text import _


class RecoveryRefused(WorldError):
    """The centre gives no recovery key, or no log; nothing was changed."""

    code = "recovery_refused"


@dataclass(frozen=True)
class LoggedAct:
    """A line of the log of admins; `at` is seconds since 1970."""

    at: int
    person: str
    act: str
    subject: str
    reason: str


def fetch_recovery_key(
    connection: Connection[tuple[Any, ...]], seat: str, name: str, reason: str
) -> bytes:
    """The key `name` (a UUID) that the workstation `seat` has left; the log says who and why.

    Raises:
        RecoveryRefused: No admin, no reason, or the centre has no such key.
    """
    asked = _answer(
        connection, "SELECT api.request_recovery(%s::uuid, %s::uuid, %s)", seat, name, reason
    )
    given = _answer(connection, "SELECT api.recovery_key(%s::uuid)", asked["request"])
    return bytes.fromhex(given["key"])


def admin_log(connection: Connection[tuple[Any, ...]], days: int) -> Sequence[LoggedAct]:
    """What admins did in the last `days` days, newest first.

    Raises:
        RecoveryRefused: The person of the connection is neither admin nor above one.
    """
    found: list[LoggedAct] = []
    behind: str | None = None
    while True:
        page = _answer(connection, "SELECT api.report_admin_log(%s, %s::uuid)", days, behind)
        found += [LoggedAct(**line) for line in page["lines"]]
        behind = page["more"]
        if behind is None:
            return found


def _answer(
    connection: Connection[tuple[Any, ...]], query: str, *values: object
) -> Mapping[str, Any]:
    answer = answer_of(connection, query, *values)
    if answer["problem"] is not None:
        raise _refusal(answer["problem"])
    return answer


def _refusal(problem: str) -> RecoveryRefused:
    sentences = {
        "not_active": _("您的登录名已停用，没有执行。请联系管理员。"),
        "not_admin": _("只有管理员能取用恢复密钥，没有做任何更改。"),
        "not_your_post": _("只有管理员、运营主管和中心领导能查看管理日志。"),
        "malformed": _("请写明恢复的原因（4 至 200 字），没有做任何更改。"),
        "unknown_key": _("中心没有本机的恢复密钥，没有做任何更改。请恢复系统钥匙串的备份。"),
        "no_request": _("恢复申请没有记下或已过期，没有做任何更改。请重新执行。"),
    }
    return RecoveryRefused(sentences[problem], problem)
