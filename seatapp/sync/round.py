"""One round: push what is unsent, settle the verdicts, pull what is new, absorb it.

Push comes first, so that what the person did is judged before the view is brought up to date.
Every answer is stored in one local transaction with what it settles; a cut at any point leaves
the seat where it can simply ask again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from seatapp.central.gateway import MISMATCHES, Gateway, mismatch
from seatapp.central.messages import Answer, Outgoing
from seatapp.errors import CentreCannotRead, CentreRefused
from seatapp.local.replica import Replica
from seatapp.local.sending import BATCH_BYTES, BATCH_ENTRIES, in_batches
from seatapp.text import _

FIRST_PAGE = 500
"""Rows asked for at first; the own queue is usable after them."""

PAGE = 2_000
"""Rows asked for at a time after that."""

AHEAD_BYTES = 4 * BATCH_BYTES
"""How much is read and noted as offered in one go: each note is a commit on the disk."""

MOST_ASIDE = 3
"""How many entries are set aside one after the other before it must be the centre's own fault."""

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
    replica: Replica,
    gateway: Gateway,
    progress: Progress,
    go_on: GoOn = lambda: True,
    sends: bool = True,
) -> RoundFigures:
    """Bring seat and centre together once; without `sends` the seat only takes in.

    A centre that turns out to be of a new epoch is offered everything again in the same round.
    Raises `CentreUnreachable`, `CentreRefused` or `SignInRefused`; whatever was settled before
    stays settled.
    """
    epoch = replica.epoch
    replica.offer_held()
    settled = push(replica, gateway, go_on) if sends else 0
    absorbed, server_time = pull(replica, gateway, progress, go_on)
    if epoch not in (0, replica.epoch) and go_on():
        settled += push(replica, gateway, go_on) if sends else 0
        more, server_time = pull(replica, gateway, progress, go_on)
        absorbed += more
    return RoundFigures(settled, absorbed, server_time)


def push(replica: Replica, gateway: Gateway, go_on: GoOn = lambda: True) -> int:
    """Send everything unsent in the seat's order and store the verdicts; returns how many.

    An entry that the centre cannot read is searched for by halves and set aside, so that it holds
    up no other. Ends early when the seat has to take a new identity, for which it needs a session
    of its own. Raises `CentreRefused` when the centre leaves entries without an answer, or when
    seat and centre are of versions that do not go together.
    """
    settled = problems = aside = 0
    seat = replica.seat_id
    limit = BATCH_ENTRIES
    while go_on() and replica.seat_id == seat:
        try:
            done, whole = _push_in_order(replica, gateway, limit, go_on)
        except CentreCannotRead as fault:
            aside += limit == 1
            if aside > MOST_ASIDE:
                raise
            limit = _narrowed(replica, limit, fault.code)
            continue
        settled += done
        aside = 0 if done else aside
        if whole and limit == BATCH_ENTRIES:
            break
        problems = 0 if whole else problems + 1
        limit = BATCH_ENTRIES
        if problems > PROBLEMS:
            raise _unanswered()
    return settled


def _push_in_order(replica: Replica, gateway: Gateway, limit: int, go_on: GoOn) -> tuple[int, bool]:
    """Send what is unsent in batches of `limit`; how many were settled, and whether all was sent.

    A batch that is smaller than usual is sent alone: something in it is being searched for.
    """
    settled = 0
    sent: list[Sequence[Outgoing]] = []
    batches = _batches(replica, limit, go_on, sent)
    with closing(gateway.append_all(replica.seat_id, replica.epoch, batches)) as answers:
        for number, answer in enumerate(answers):
            if answer.problem in MISMATCHES:
                raise CentreRefused(mismatch(answer.problem), answer.problem)
            if answer.problem is None:
                _check_answered(sent[number], answer)
                settled += len(answer.verdicts)
            else:
                _log.info("centre says %s, last_q %d", answer.problem, answer.last_q)
            replica.settle(answer)
            if answer.problem is not None:
                return settled, False
    return settled, True


def _batches(
    replica: Replica, limit: int, go_on: GoOn, sent: list[Sequence[Outgoing]]
) -> Iterator[Sequence[Outgoing]]:
    """What is unsent, batch after batch; each is noted in `sent` as it leaves."""
    for batch in in_batches(_letters(replica, limit, go_on)):
        if not go_on():
            return
        sent.append(batch)
        yield batch
        if limit < BATCH_ENTRIES:
            return


def _letters(replica: Replica, limit: int, go_on: GoOn) -> Iterator[Outgoing]:
    """What is unsent, noted as offered; no more than `limit` when something is searched for."""
    last = 0
    while go_on() and (ahead := replica.offer(AHEAD_BYTES, limit, last)):
        yield from ahead
        if limit < BATCH_ENTRIES:
            return
        last = ahead[-1].q


def _check_answered(batch: Sequence[Outgoing], answer: Answer) -> None:
    if [verdict.q for verdict in answer.verdicts] != [letter.q for letter in batch]:
        raise _unanswered()


def _narrowed(replica: Replica, limit: int, code: str) -> int:
    """How many to send next after the centre could not read a batch; one alone is set aside."""
    batch = replica.unsent(limit=limit)
    if limit > 1:
        return max(len(batch) // 2, 1)
    if batch:
        _log.error("entry %d cannot be read by the centre (%s) and is set aside", batch[0].q, code)
        replica.set_aside(batch[0].q)
    return BATCH_ENTRIES


def _unanswered() -> CentreRefused:
    return CentreRefused(
        _("中心没有答复本机的一部分内容。内容都在本机，没有丢失。请把情况告诉管理员。"),
        "unanswered",
    )


def pull(
    replica: Replica, gateway: Gateway, progress: Progress, go_on: GoOn = lambda: True
) -> tuple[int, float]:
    """Absorb pages until nothing is left; returns how many rows and the centre's time."""
    absorbed, server_time = 0, 0.0
    with closing(gateway.since_all(replica.cursors(), FIRST_PAGE, PAGE)) as answers:
        for pages in answers:
            server_time = pages.server_time
            if not replica.absorb(pages):
                break
            absorbed += sum(len(page.rows) + len(page.gone) for page in pages.pages)
            progress(sum(page.left for page in pages.pages))
            if not go_on():
                break
    return absorbed, server_time
