"""Figures: named counts and rates with versions, exact and rounded half up.

`db/reports/counts.csv` says what each count means (the centre counts, `core.period_counts`), and
`db/reports/rates.csv` which count stands over which. A figure carries both numbers and the rule
it was made by, so that it can be explained and opened.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files

PLACES = Decimal("0.01")
QUOTIENT = " ÷ "
"""Between the names of the two counts of a rate."""

Counts = Mapping[str, int]


@dataclass(frozen=True)
class CountRule:
    """What a count means, in a sentence for people."""

    name: str
    version: int
    label: str
    meaning: str

    @property
    def rule(self) -> str:
        """The rule by its name and version: `should_dispose.1`."""
        return f"{self.name}.{self.version}"


@dataclass(frozen=True)
class RateRule:
    """A share of two counts; `objects` are what it is reckoned for, `higher` is what is good."""

    name: str
    version: int
    label: str
    numerator: str
    denominator: str
    objects: frozenset[str]
    higher_is_better: bool

    @property
    def rule(self) -> str:
        """The rule by its name and version."""
        return f"{self.name}.{self.version}"


@dataclass(frozen=True)
class FigureRules:
    """All rules of figures, in the order of their tables."""

    counts: Mapping[str, CountRule]
    rates: Mapping[str, RateRule]

    @property
    def version(self) -> str:
        """A word for this set of rules: the highest version of each kind."""
        counts = max(rule.version for rule in self.counts.values())
        rates = max(rule.version for rule in self.rates.values())
        return f"counts.{counts}+rates.{rates}"


@dataclass(frozen=True)
class Figure:
    """One number of a report. `value` is None where there is nothing to divide by.

    `rule` names the rule and its version for programs, `meaning` tells people what is counted.
    """

    key: str
    label: str
    value: Decimal | None
    numerator: int
    denominator: int
    rule: str
    meaning: str

    @property
    def is_rate(self) -> bool:
        """Whether it is a share in percent, not a plain count."""
        return "=" in self.rule


def load_figure_rules() -> FigureRules:
    """The rules that the program ships with."""
    counts = {
        row["count"]: CountRule(row["count"], int(row["version"]), row["label"], row["meaning"])
        for row in _table("counts.csv")
    }
    rates = {
        row["rate"]: RateRule(
            name=row["rate"],
            version=int(row["version"]),
            label=row["label"],
            numerator=counts[row["numerator"]].name,
            denominator=counts[row["denominator"]].name,
            objects=frozenset(row["objects"].split("|")),
            higher_is_better=row["standing"] == "higher",
        )
        for row in _table("rates.csv")
    }
    return FigureRules(counts, rates)


def _less(base: str, *parts: str) -> Callable[[Counts], int]:
    return lambda counts: counts.get(base, 0) - sum(counts.get(part, 0) for part in parts)


def _sum(*parts: str) -> Callable[[Counts], int]:
    return lambda counts: sum(counts.get(part, 0) for part in parts)


DERIVED: Mapping[str, Callable[[Counts], int]] = {
    "valid": _less("reported", "declined"),
    "transferred": _less("reported", "answered", "declined", "self_handled"),
    "disposed_late": _less("disposed", "disposed_in_time"),
    "dispatched_open": _less("dispatched", "dispatched_closed"),
    "verifications_needed": _less("verifications", "verifications_cancelled"),
    "inspections_needed": _less("inspections", "inspections_cancelled"),
    "accepted_right": _less("reported", "mistakes_accept"),
    "registered_right": _less("registered", "mistakes_file"),
    "dispatched_right": _less("dispatched", "mistakes_dispatch"),
    "collector_work": _sum("collected", "inspections_replied"),
    "collector_mistakes": _sum("mistakes_report", "mistakes_inspect"),
}
"""Counts that follow from others."""


def with_derived(counts: Counts) -> dict[str, int]:
    """The counts with those that follow from them."""
    return {**counts, **{name: reckon(counts) for name, reckon in DERIVED.items()}}


def percent(numerator: int, denominator: int) -> Decimal | None:
    """The share in percent with two places, half up; None where there is nothing to divide by."""
    if denominator == 0:
        return None
    share = Decimal(numerator) * 100 / Decimal(denominator)
    return share.quantize(PLACES, ROUND_HALF_UP)


def count_figure(rule: CountRule, counts: Counts) -> Figure:
    """A plain count as a figure."""
    number = counts.get(rule.name, 0)
    return Figure(rule.name, rule.label, Decimal(number), number, 1, rule.rule, rule.meaning)


def rate_figure(rules: FigureRules, rate: RateRule, counts: Counts) -> Figure:
    """A rate over counts that include the derived ones."""
    above, below = counts.get(rate.numerator, 0), counts.get(rate.denominator, 0)
    over, under = rules.counts[rate.numerator], rules.counts[rate.denominator]
    rule = f"{rate.rule} = {over.rule} / {under.rule}"
    meaning = meaning_of(rules, rate)
    return Figure(rate.name, rate.label, percent(above, below), above, below, rule, meaning)


def meaning_of(rules: FigureRules, rate: RateRule) -> str:
    """What a rate divides by what, in the names of the counts."""
    return QUOTIENT.join(rules.counts[name].label for name in (rate.numerator, rate.denominator))


def ranked(values: Sequence[Decimal | None], higher_is_better: bool = True) -> list[int | None]:
    """The rank of each value, 1 for the best; equal values share a rank, and the next is left out.

    What has no value has no rank.
    """
    known = sorted((value for value in values if value is not None), reverse=higher_is_better)
    return [None if value is None else known.index(value) + 1 for value in values]


def _table(name: str) -> list[dict[str, str]]:
    text = (files("db") / "reports" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
