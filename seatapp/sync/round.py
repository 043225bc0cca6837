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
from seatapp.local.replica import Replica

PAGE = 500
"""Rows asked for at a time; the own queue is usable after the first page."""

Progress = Callable[[int], None]
"""Is told how many lines of the feed are still to come."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RoundFigures:
    """What one round did: entries settled, rows absorbed, server time minus nothing else."""

    settled: int
    absorbed: int
    server_time: float


def run_round(replica: Replica, gateway: Gateway, progress: Progress) -> RoundFigures:
    """Bring seat and centre together once.

    Raises `CentreUnreachable`, `CentreRefused` or `SignInRefused`; whatever was settled before
    stays settled.
    """
    settled = push(replica, gateway)
    absorbed, server_time = pull(replica, gateway, progress)
    return RoundFigures(settled, absorbed, server_time)


def push(replica: Replica, gateway: Gateway) -> int:
    """Send everything unsent in the seat's order and store the verdicts; returns how many."""
    settled = 0
    while batch := replica.unsent():
        answer = gateway.append(replica.seat_id, replica.epoch, batch)
        if answer.problem is not None:
            _log.info("centre says %s, last_q %d", answer.problem, answer.last_q)
        replica.settle(answer)
        settled += len(answer.verdicts)
    return settled


def pull(replica: Replica, gateway: Gateway, progress: Progress) -> tuple[int, float]:
    """Absorb pages until nothing is left; returns how many rows and the centre's time."""
    absorbed = 0
    while True:
        pages = gateway.since(replica.cursors(), PAGE)
        replica.absorb(pages)
        absorbed += sum(len(page.rows) + len(page.gone) for page in pages.pages)
        left = sum(page.left for page in pages.pages)
        progress(left)
        if left == 0 and set(replica.cursors()) >= set(pages.scopes):
            return absorbed, pages.server_time
