"""Scores of objects by the scheme that is set for their kind (`assess_scheme_<kind>`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from seatapp.domain.assessment import Result, assessed, rules_from
from seatapp.domain.counted import Counted
from seatapp.domain.figures import PLACES

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
            lambda name, key=key: measure(key, name),  # type: ignore[misc]
            [one for one in counted.findings if one.about == (kind, key)],
            started_step_counts=started_steps_count(counted),
        )
        for key in keys
    }
    first = lines[0]
    called = f"{first.title or first.scheme} {first.version} 版"
    return Scored(results, called, f"{first.scheme}@{first.version}")


def started_steps_count(counted: Counted) -> bool:
    """Whether a step of a deduction that is only started counts."""
    return counted.rules.get("setting", {}).get(STARTED, {}).get("value") is True


def standing_of(result: Result) -> Decimal | None:
    """What an object is ranked by: the score as it is printed, so that rank follows score."""
    if result.unranked or not result.complete or result.score is None:
        return None
    return result.score.quantize(PLACES, ROUND_HALF_UP)
