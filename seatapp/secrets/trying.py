"""When somebody may try to log in offline: by the clock, the grant, and the tries that failed."""

from __future__ import annotations

import math

from seatapp.errors import SignInRefused
from seatapp.secrets.slot_file import PersonSlot, SlotFile
from seatapp.text import _

CLOCK_SLACK_SECONDS = 15 * 60
FREE_TRIES = 3
FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 15 * 60


def check_times(slots: SlotFile, slot: PersonSlot, now: float) -> None:
    """Raise `SignInRefused` when the clock says that this log-in may not be."""
    if now < max(slots.server_time, slot.grant.issued) - CLOCK_SLACK_SECONDS:
        raise refused(
            "clock_set_back",
            _("本机时钟比上次联网时还早，不能离线登录。请校准时钟，或联网登录。"),
        )
    if now >= slot.grant.expires:
        raise refused(
            "grant_expired",
            _("离线登录的期限（7 天）已过。本机数据完好，请联网登录一次。"),
        )
    check_wait(slot, now)


def check_wait(slot: PersonSlot, now: float) -> None:
    """Raise `SignInRefused` while the person has to wait after wrong passwords."""
    left = _seconds_to_wait(slot, now)
    if left > 0:
        raise refused(
            "wait",
            _("密码连续输错 {count} 次，请 {seconds} 秒后再试，或联网登录。").format(
                count=slot.failures, seconds=left
            ),
        )


def _seconds_to_wait(slot: PersonSlot, now: float) -> int:
    """How long to wait after failures: 30 s, doubled each time, at most 15 min.

    A failure that lies in the future was stamped by a wrong clock, which must not keep anybody
    out until that day.
    """
    if slot.failures < FREE_TRIES or slot.failed_at > now:
        return 0
    doublings = min(slot.failures - FREE_TRIES, 10)
    wait = min(FIRST_WAIT_SECONDS << doublings, LONGEST_WAIT_SECONDS)
    return math.ceil(slot.failed_at + wait - now)


def refused(code: str, sentence: str) -> SignInRefused:
    """The error that keeps somebody out."""
    return SignInRefused(sentence, code)
