"""Scores of objects by the scheme that is set for their kind (`assess_scheme_<kind>`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from seatapp.domain.assessment import Result, assessed, rules_from
from seatapp.domain.counted import Counted
from seatapp.domain.figures import PLACES, FigureRules, percent, ranked
from seatapp.reports.figure_tables import NO_VALUE, Sentence, said, share_words

SCHEME = "assess_scheme"
STARTED = "assess_started_step"

Measure = Callable[[str, str], Decimal | None]
"""A measure by the key of an object and its name."""


@dataclass(frozen=True)
class Scored:
    """The results by key, what the scheme is called, and its code with its version."""

    results: Mapping[str, Result]
    called: str = ""
    rule: str = ""


def scored_by(counted: Counted, kind: str, keys: Sequence[str], measure: Measure) -> Scored:
    """The results of these objects; empty where no scheme is set for their kind."""
    scheme = counted.rules.get("setting", {}).get(f"{SCHEME}_{kind}", {}).get("value")
    lines = [r for r in rules_from(counted.rules.get("assess_rule", {})) if r.scheme == scheme]
    if not lines:
        return Scored({})
    results = {
        key: assessed(
            lines,
            partial(measure, key),
            [one for one in counted.findings if one.about == (kind, key)],
            started_step_counts=started_steps_count(counted),
        )
        for key in keys
    }
    first = lines[0]
    called = f"{first.title or first.scheme} {first.version} 版"
    return Scored(results, called, f"{first.scheme}@{first.version}")


def measure_of(rules: FigureRules, counted: Counted, kind: str) -> Measure:
    """How objects of a kind are measured: by a rate in percent, or by a count."""

    def measure(key: str, name: str) -> Decimal | None:
        counts = counted.of((kind, key))
        rate = rules.rates.get(name)
        if rate is None:
            return Decimal(counts.get(name, 0))
        return percent(counts.get(rate.numerator, 0), counts.get(rate.denominator, 0))

    return measure


def ranking_words(scored: Scored) -> Sentence:
    """What the ranks of a table with scores go by."""
    return said("名次按得分（{scheme}），同分同名次；缺项的不排名。", scheme=scored.called)


def started_steps_count(counted: Counted) -> bool:
    """Whether a step of a deduction that is only started counts."""
    return counted.rules.get("setting", {}).get(STARTED, {}).get("value") is True


def places_of(scored: Scored) -> dict[str, tuple[str, str]]:
    """Score and rank of each, in words."""
    results = scored.results
    ranks = ranked([standing_of(result) for result in results.values()])
    return {
        key: (share_words(result.told), rank_words(rank))
        for (key, result), rank in zip(results.items(), ranks, strict=True)
    }


def rank_words(rank: int | None) -> str:
    """A rank, or that there is none."""
    return NO_VALUE if rank is None else str(rank)


def standing_of(result: Result) -> Decimal | None:
    """What an object is ranked by: the score as it is printed, so that rank follows score."""
    if result.unranked or not result.complete or result.score is None:
        return None
    return result.score.quantize(PLACES, ROUND_HALF_UP)
