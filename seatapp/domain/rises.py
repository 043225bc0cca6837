"""Whether a count rose against what was usual, by an exact test, with many counts looked at.

Test: the one-sided conditional binomial test of two Poisson rates (Przyborowski and Wilenski,
1940). Given `now` in a span and `before` in spans of known length, `now` is binomial over their sum
with the share of its span when nothing has changed. Over all counts the rate of false alarms is
held at 5 % by the procedure of Benjamini and Hochberg (1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

FALSE_ALARMS = 0.05


@dataclass(frozen=True)
class Rise:
    """A count that rose: `usual` is what a span as long had before."""

    key: tuple[str, str]
    now: int
    usual: float
    p: float


def chance_of(now: int, before: int, share: float) -> float:
    """How likely `now` or more is when nothing has changed; `share` of its span of the whole."""
    total = now + before
    if now == 0:
        return 1.0
    return min(1.0, sum(_binomial(total, k, share) for k in range(now, total + 1)))


def rises(
    counts: Sequence[tuple[tuple[str, str], int, int]], seconds: int, seconds_before: int
) -> list[Rise]:
    """The counts (key, now, before) that rose, the surest first."""
    share = seconds / (seconds + seconds_before)
    usual = seconds / seconds_before
    tested = sorted(
        (
            Rise(key, now, before * usual, chance_of(now, before, share))
            for key, now, before in counts
        ),
        key=lambda rise: (rise.p, rise.key),
    )
    kept = 0
    for place, rise in enumerate(tested, 1):
        if rise.p <= FALSE_ALARMS * place / len(tested):
            kept = place
    return tested[:kept]


def _binomial(total: int, k: int, share: float) -> float:
    ways = lgamma(total + 1) - lgamma(k + 1) - lgamma(total - k + 1)
    return exp(ways + k * log(share) + (total - k) * log(1 - share))
