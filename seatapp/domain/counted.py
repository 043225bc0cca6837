"""What a period counted, from all sources together: the program's own counts and what was entered.

A group is a kind of object and its key (`("unit", "401")`, `("all", "")`). A count that was entered
for a period stands only where the program itself counted nothing; it is marked, so that nobody
takes it for counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from seatapp.domain.figures import with_derived

Group = tuple[str, str]
WHOLE: Group = ("all", "")
MONTH = "month"
"""The kind of group that is the whole of another month, which is its key."""

COLLECTED = ("collector", "video", "drone")
"""The sources whose cases collectors find."""

ENTERED_TABLES = (
    *("all", "area", "unit", "class", "matter", "source", "case_kind", "nature"),
    *("hotline_unit", "call_nature"),
)
"""Tables for which counts can be entered; `contract` takes measures, `index` coefficients."""

MEASURE_TABLES = ("contract", "index")


@dataclass(frozen=True)
class Finding:
    """What somebody recorded about an object in a month: a check, points, or no ranking.

    `points` and `amount` (yuan) stand where the rule leaves them open; `times` counts.
    """

    id: str
    number: str
    month: str
    about: Group
    rule: str
    outcome: str
    times: int
    points: int | None
    amount: int | None
    words: str


@dataclass(frozen=True)
class Counted:
    """The counts of a period by group, with what else a report needs.

    `people` are [{task, person, done, in_time}], `days` [{day, reported, registered, handled,
    ended}] with days counted since 1970, `measures` decimals by (table, key, indicator),
    `rules` reference rows by kind and code, `earlier` how often a rule was recorded about an object
    before the period in the same year.
    """

    groups: Mapping[Group, Mapping[str, int]]
    entered: frozenset[Group]
    people: Sequence[Mapping[str, Any]]
    days: Sequence[Mapping[str, int]]
    findings: Sequence[Finding]
    measures: Mapping[tuple[str, str, str], Decimal]
    rules: Mapping[str, Mapping[str, Mapping[str, Any]]]
    earlier: Mapping[tuple[Group, str], int]

    @property
    def worked(self) -> bool:
        """Whether the program itself counted anything at all in the period."""
        return WHOLE not in self.entered and any(self.groups[WHOLE].values())

    def of(self, group: Group) -> Mapping[str, int]:
        """The counts of a group with those that follow from them."""
        return with_derived(self.groups.get(group, {}))

    def keys(self, kind: str) -> list[str]:
        """The keys of a kind of object, in their order."""
        return sorted(key for by, key in self.groups if by == kind)


def counted_from(counts: Mapping[str, Any]) -> Counted:
    """The counts as the centre gives them (`core.period_counts`)."""
    groups: dict[Group, dict[str, int]] = {}
    for group in (*counts["groups"], *counts["duties"]):
        groups.setdefault((group["by"], group["key"]), {}).update(group["counts"])
    entered = _enter(groups, counts.get("inputs", ()))
    groups.setdefault(WHOLE, {})
    rules: dict[str, dict[str, Mapping[str, Any]]] = {}
    for rule in counts.get("rules", ()):
        rules.setdefault(rule["kind"], {})[rule["code"]] = rule["row"]
    return Counted(
        groups=groups,
        entered=frozenset(entered),
        people=counts["people"],
        days=counts.get("days", ()),
        findings=[_finding(one) for one in counts.get("findings", ())],
        measures={
            (one["table"], one["key"], one["indicator"]): Decimal(one["value"])
            for one in counts.get("inputs", ())
            if one["table"] in MEASURE_TABLES
        },
        rules=rules,
        earlier={
            ((one["about"], one["about_code"]), one["rule"]): one["times"]
            for one in counts.get("earlier", ())
        },
    )


def _enter(groups: dict[Group, dict[str, int]], inputs: Sequence[Mapping[str, str]]) -> set[Group]:
    worked = {group for group, counts in groups.items() if any(counts.values())}
    entered = set()
    for one in inputs:
        group = (one["table"], one["key"])
        if one["table"] in ENTERED_TABLES and group not in worked:
            groups.setdefault(group, {})[one["indicator"]] = int(Decimal(one["value"]))
            entered.add(group)
    return entered


def _finding(one: Mapping[str, Any]) -> Finding:
    return Finding(
        id=one["id"],
        number=one["number"] or "",
        month=one["month"],
        about=(one["about"], one["about_code"]),
        rule=one["rule"] or "",
        outcome=one["outcome"],
        times=one["times"],
        points=one["points"],
        amount=one["amount"],
        words=one["words"] or "",
    )
