"""One round: push what is unsent, settle the verdicts, pull what is new, absorb it.

Push comes first, so that what the person did is judged before the view is brought up to date.
Every answer is stored in one local transaction with what it settles; a cut at any point leaves
the seat where it can simply ask again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from seatapp.central.gateway import Gateway
from seatapp.errors import CentreRefused
from seatapp.local.replica import Replica
from seatapp.text import _

PAGE = 500
"""Rows asked for at a time; the own queue is usable after the first page."""

PROBLEMS = 3
"""How often the centre may ask for other numbers, one after the other, before the round ends."""

Progress = Callable[[int], None]
"""Is told how many lines of the feed are still to come."""

GoOn = Callable[[], bool]
"""Is asked between two calls whether the round shall go on."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RoundFigures:
    """What one round did: entries settled, rows absorbed, and the centre's time at its end."""

    settled: int
    absorbed: int
    server_time: float


def run_round(
    replica: Replica, gateway: Gateway, progress: Progress, go_on: GoOn = lambda: True
) -> RoundFigures:
    """Bring seat and centre together once.

    A centre that turns out to be of a new epoch is offered everything again in the same round.
    Raises `CentreUnreachable`, `CentreRefused` or `SignInRefused`; whatever was settled before
    stays settled.
    """
    epoch = replica.epoch
    settled = push(replica, gateway, go_on)
    absorbed, server_time = pull(replica, gateway, progress, go_on)
    if replica.epoch != epoch and go_on():
        settled += push(replica, gateway, go_on)
        more, server_time = pull(replica, gateway, progress, go_on)
        absorbed += more
    return RoundFigures(settled, absorbed, server_time)


def push(replica: Replica, gateway: Gateway, go_on: GoOn = lambda: True) -> int:
    """Send everything unsent in the seat's order and store the verdicts; returns how many.

    Ends early when the seat has to take a new identity, for which it needs a session of its own.
    Raises `CentreRefused` when the centre leaves entries without an answer.
    """
    settled = problems = 0
    seat = replica.seat_id
    unanswered = ""
    while go_on() and replica.seat_id == seat and (batch := replica.unsent()):
        if batch[0].body == unanswered or problems > PROBLEMS:
            raise CentreRefused(
                _("中心没有答复本机的一部分内容。内容都在本机，没有丢失。请把情况告诉管理员。"),
                "unanswered",
            )
        replica.offering(batch)
        answer = gateway.append(seat, replica.epoch, batch)
        replica.settle(answer)
        if answer.problem is None:
            settled += len(answer.verdicts)
            unanswered = batch[0].body
            problems = 0
        else:
            _log.info("centre says %s, last_q %d", answer.problem, answer.last_q)
            unanswered = ""
            problems += 1
    return settled


def pull(
    replica: Replica, gateway: Gateway, progress: Progress, go_on: GoOn = lambda: True
) -> tuple[int, float]:
    """Absorb pages until nothing is left; returns how many rows and the centre's time."""
    absorbed = 0
    while True:
        pages = gateway.since(replica.cursors(), PAGE)
        replica.absorb(pages)
        absorbed += sum(len(page.rows) + len(page.gone) for page in pages.pages)
        left = sum(page.left for page in pages.pages)
        progress(left)
        whole = left == 0 and set(replica.cursors()) >= set(pages.scopes)
        if whole or not go_on():
            return absorbed, pages.server_time
