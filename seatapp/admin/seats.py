"""The workstations of a centre at a glance: when each was last in touch, and how it stood then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median_low
from typing import Any

from psycopg import Connection

from seatapp.central.asking import answer_of
from seatapp.central.messages import Standing
from seatapp.errors import CentreRefused
from seatapp.text import _

SILENT_SECONDS = 3 * 86_400
"""From then on a workstation that nobody hears of is named: a long weekend is no fault."""

WAITS_SECONDS = 3600
"""How long something may be unsent at a workstation that has gone quiet."""

SKEW_SECONDS = 60
"""A clock that is farther off is named: times of reports are told to the minute."""

FEWEST_CLOCKS = 3
"""So many workstations have to agree before the clock of the centre is doubted, not theirs."""


@dataclass(frozen=True)
class SeatLine:
    """A workstation: its code, when it was last in touch, how it stood (None: never told).

    `findings` are the words about what somebody should look after.
    """

    code: str
    last_seen: int
    standing: Standing | None
    findings: Sequence[str] = ()

    def facts(self) -> dict[str, Any]:
        """The line for programs."""
        told = {} if self.standing is None else asdict(self.standing)
        return {
            "code": self.code,
            "last_seen": self.last_seen,
            **told,
            "findings": list(self.findings),
        }


def seat_lines(connection: Connection[tuple[Any, ...]], days: int) -> list[SeatLine]:
    """The workstations that were in touch in the last `days` days, by their codes.

    Raises:
        CentreRefused: The person of the connection is neither admin nor operations manager.
    """
    answer = answer_of(connection, "SELECT api.report_seats(%s)", days)
    if answer["problem"] is not None:
        raise CentreRefused(_("只有管理员和运营主管能查看席位清单。"), answer["problem"])
    lines = [
        SeatLine(one["code"], one["last_seen"], Standing(**one["told"]) if one["told"] else None)
        for one in answer["seats"]
    ]
    ahead = centre_ahead(lines)
    newest = max((_order(one.standing.version) for one in lines if one.standing), default=())
    return [
        SeatLine(
            one.code,
            one.last_seen,
            one.standing,
            _findings(one, answer["at"], answer["epoch"], newest) + _of_clock(one, ahead),
        )
        for one in lines
    ]


def centre_ahead(lines: Sequence[SeatLine]) -> int:
    """By how many seconds the clock of the centre is ahead of most workstations; 0: it goes well.

    A single computer may be wrong. Where more than half of them are off by the same, it is the
    centre.
    """
    skews = [line.standing.skew for line in lines if line.standing is not None]
    if len(skews) < FEWEST_CLOCKS:
        return 0
    middle = median_low(skews)
    alike = sum(abs(skew - middle) < SKEW_SECONDS for skew in skews)
    return -middle if abs(middle) >= SKEW_SECONDS and 2 * alike > len(skews) else 0


def _of_clock(line: SeatLine, ahead: int) -> list[str]:
    """What is wrong with the clock of a workstation, where that of the centre is not to blame."""
    skew = 0 if line.standing is None else line.standing.skew + ahead
    if abs(skew) < SKEW_SECONDS:
        return []
    words = _("时钟快了 {n} 秒，请校准") if skew > 0 else _("时钟慢了 {n} 秒，请校准")
    return [words.format(n=abs(skew))]


def _findings(
    line: SeatLine, now: int, epoch: int, newest: tuple[tuple[int, str], ...]
) -> list[str]:
    quiet, standing = now - line.last_seen, line.standing
    found = []
    if quiet >= SILENT_SECONDS:
        found.append(_("{n} 天没有联系").format(n=quiet // 86_400))
    if standing is None:
        return found
    if standing.unsent and quiet >= WAITS_SECONDS:
        found.append(_("有 {n} 条没有发出，请开机联网").format(n=standing.unsent))
    if standing.refused:
        found.append(_("有 {n} 条中心未接收，待本人处理").format(n=standing.refused))
    if standing.epoch < epoch:
        found.append(_("恢复备份之后还没有重新提供"))
    if _order(standing.version) < newest:
        found.append(_("程序不是最新的"))
    return found


def _order(version: str) -> tuple[tuple[int, str], ...]:
    """What versions are compared by: numbers by their size, the rest by its letters."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in version.split("."))
