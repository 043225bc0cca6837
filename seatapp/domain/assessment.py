"""Scores and deductions of a month by rule tables: units and areas, contractors and rooms.

A scheme is a list of lines, each a reference row `assess_rule`. Lines that reckon points have a
weight, which is the most that they can cost; lines of one item share the weight of the item. Lines
without weights reckon money. Everything is exact; a total is rounded by whoever prints it.

Methods:
- `share`, `inverse`: weight x rate, weight x (100 - rate);
- `reach`: the whole weight where the measure reaches `floor`, else nothing;
- `below`, `above`: `per` for each `step` that the measure falls short of `floor`, or exceeds it;
- `under`: `per` once where the measure is below `floor`;
- `count`: `per` for each of a count;
- `each`: `per` for each time that was recorded, or what was recorded where it is more;
- `zero`: the month's score is nothing where anything was recorded;
- `warn`: a warning (`text`) each of the first `streak` times of the month, then `action`, and `per`
  percent of the month's fee, for each further time;
- `repeat`: `action` from the second time of the year that the score, or the measure it names, is
  below `floor`;
- `band`: the score from `floor` on (half open upwards) is called `name`, with `action`;
- `inspect`: to be looked at as often as `frequency` says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from seatapp.domain.counted import Finding

HUNDRED = Decimal(100)
NOTHING = Decimal(0)
SCORED = ("share", "inverse", "reach")
STEPPED = ("below", "above")
RECORDED = ("each", "zero", "warn")
METHODS = (*SCORED, *STEPPED, *RECORDED, "under", "count", "repeat", "band", "inspect")
ABOUT = ("unit", "area", "contract", "person")

Measured = Callable[[str], Decimal | None]
"""A measure by its name: a rate in percent, a count, or what was entered."""


@dataclass(frozen=True)
class AssessRule:
    """One line of a scheme. Numbers are decimals, money is yuan."""

    code: str
    version: str
    scheme: str
    about: str
    item: str
    name: str
    method: str
    of: str
    weight: Decimal | None
    floor: Decimal
    step: Decimal
    per: Decimal
    streak: int
    streak_per: Decimal
    action: str
    frequency: str
    text: str
    title: str

    @property
    def rule(self) -> str:
        """The rule by its code and version."""
        return f"{self.code}@{self.version}"


@dataclass(frozen=True)
class LineResult:
    """What a line came to: points got (scored lines), else what it costs."""

    rule: AssessRule
    value: Decimal | None
    times: int
    got: Decimal
    cost: Decimal
    note: str
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Result:
    """The result of an object: `score` where the scheme reckons points, `money` in yuan besides.

    `complete` is false where a measure is unknown; such an object is not ranked.
    """

    lines: Sequence[LineResult]
    score: Decimal | None
    money: Decimal
    added: Decimal
    band: str
    actions: Sequence[str]
    unranked: str
    complete: bool

    @property
    def told(self) -> Decimal | None:
        """The score where nothing is missing from it."""
        return self.score if self.complete else None


def rules_from(rows: Mapping[str, Mapping[str, Any]]) -> list[AssessRule]:
    """The lines of all schemes by the order of their tables."""
    rules = [_rule(code, row) for code, row in rows.items()]
    return sorted(rules, key=lambda rule: (rule.scheme, rows[rule.code].get("order", 0)))


def assessed(
    rules: Sequence[AssessRule],
    measured: Measured,
    findings: Sequence[Finding],
    *,
    started_step_counts: bool,
    earlier: Callable[[str], int] = lambda _rule: 0,
    fee: Decimal = NOTHING,
) -> Result:
    """The result of one object by the lines of one scheme.

    `findings` are those about the object, `earlier` says how often a rule of the kind `repeat` was
    recorded before in the year, `fee` is what is due for the month in yuan (nothing: unknown).
    """
    lines = [_line(rule, measured, findings, started_step_counts, fee) for rule in rules]
    points = any(rule.weight is not None for rule in rules)
    added = _by_hand(findings, rules)
    score = _score(lines, added) if points else None
    actions = [line.note for line in lines if line.note and line.rule.method in RECORDED]
    band, more = _band(rules, score)
    money = sum((line.cost for line in lines if line.rule.weight is None), NOTHING)
    return Result(
        lines=lines,
        score=score,
        money=money,
        added=added,
        band=band,
        actions=[*actions, *more, *_repeats(rules, score, measured, earlier)],
        unranked=next((f.words for f in findings if f.outcome == "unranked"), ""),
        complete=all(
            line.value is not None for line in lines if line.rule.method in (*SCORED, *STEPPED)
        ),
    )


def _line(
    rule: AssessRule,
    measured: Measured,
    findings: Sequence[Finding],
    started: bool,
    fee: Decimal,
) -> LineResult:
    mine = [f for f in findings if f.rule == rule.code and f.outcome == "deduct"]
    times = sum(f.times for f in mine)
    value = measured(rule.of) if rule.of else None
    got = cost = NOTHING
    note = ""
    if rule.method in SCORED and value is not None:
        got = _got(rule, value)
    elif rule.method in STEPPED and value is not None:
        short = rule.floor - value if rule.method == "below" else value - rule.floor
        cost = _steps(short, rule.step, started) * rule.per
    elif rule.method == "under" and value is not None:
        cost = rule.per if value < rule.floor else NOTHING
    elif rule.method == "warn":
        cost, note = _warned(rule, times, fee)
    elif rule.method == "count" and value is not None:
        cost = max(NOTHING, value - rule.floor) * rule.per
    elif rule.method in RECORDED:
        cost = sum((_recorded(rule, one) for one in mine), NOTHING)
        if rule.streak and times >= rule.streak:
            cost += rule.streak_per
            note = rule.action
        elif rule.method == "zero" and times:
            note = rule.action
    return LineResult(rule, value, times, got, cost, note, mine)


def _warned(rule: AssessRule, times: int, fee: Decimal) -> tuple[Decimal, str]:
    """Warnings first, then a share of the fee for each time more."""
    breaches = max(0, times - rule.streak)
    if not breaches:
        return NOTHING, rule.text if times else ""
    return fee * rule.per * breaches / HUNDRED, rule.action


def _got(rule: AssessRule, value: Decimal) -> Decimal:
    weight = rule.weight or NOTHING
    if rule.method == "reach":
        return weight if value >= rule.floor else NOTHING
    share = value if rule.method == "share" else HUNDRED - value
    return weight * share / HUNDRED


def _steps(short: Decimal, step: Decimal, started: bool) -> Decimal:
    """How many steps a shortfall counts; whether one that was only started does is a setting."""
    if short <= 0:
        return NOTHING
    return (short / step).to_integral_value(ROUND_CEILING if started else ROUND_FLOOR)


def _recorded(rule: AssessRule, finding: Finding) -> Decimal:
    """What a record costs: at least what the rule says."""
    given = finding.points if rule.weight is not None else finding.amount
    return max(Decimal(given or 0), rule.per * finding.times)


def _score(lines: Sequence[LineResult], added: Decimal) -> Decimal:
    """Points got, less what is lost; an item can lose no more than its weight."""
    if any(line.rule.method == "zero" and line.times for line in lines):
        return NOTHING
    total = added + sum((line.got for line in lines), NOTHING)
    items: dict[str, list[LineResult]] = {}
    for line in lines:
        if line.rule.weight is not None and line.rule.method not in SCORED:
            items.setdefault(line.rule.item, []).append(line)
    for mine in items.values():
        weight = max(line.rule.weight or NOTHING for line in mine)
        lost = min(weight, sum((line.cost for line in mine), NOTHING))
        base = NOTHING if any(line.rule.method == "count" for line in mine) else weight
        total += base - lost
    return max(NOTHING, total)


def _by_hand(findings: Sequence[Finding], rules: Sequence[AssessRule]) -> Decimal:
    """Points that were given or taken with a reason, beyond the lines of the scheme."""
    known = {rule.code for rule in rules}
    added = NOTHING
    for one in findings:
        if one.outcome == "add":
            added += one.points or 0
        elif one.outcome == "deduct" and one.rule not in known:
            added -= one.points or 0
    return added


def _band(rules: Sequence[AssessRule], score: Decimal | None) -> tuple[str, list[str]]:
    bands = sorted((r for r in rules if r.method == "band"), key=lambda r: r.floor, reverse=True)
    for band in bands:
        if score is not None and score >= band.floor:
            return band.name, [band.action] if band.action else []
    return "", []


def _repeats(
    rules: Sequence[AssessRule],
    score: Decimal | None,
    measured: Measured,
    earlier: Callable[[str], int],
) -> list[str]:
    """First a warning, then what the rule threatens."""
    found = []
    for rule in rules:
        if rule.method != "repeat":
            continue
        value = measured(rule.of) if rule.of else score
        if value is not None and value < rule.floor:
            found.append(rule.action if earlier(rule.code) else rule.text)
    return found


def _rule(code: str, row: Mapping[str, Any]) -> AssessRule:
    def number(name: str) -> Decimal:
        return Decimal(str(row.get(name) or 0))

    return AssessRule(
        code=code,
        version=str(row.get("version") or ""),
        scheme=str(row["scheme"]),
        about=str(row["about"]),
        item=str(row.get("item") or code),
        name=str(row["name"]),
        method=str(row["method"]),
        of=str(row.get("of") or ""),
        weight=None if row.get("weight") in (None, "") else number("weight"),
        floor=number("floor"),
        step=number("step") or Decimal(1),
        per=number("per"),
        streak=int(row.get("streak") or 0),
        streak_per=number("streak_per"),
        action=str(row.get("action") or ""),
        frequency=str(row.get("frequency") or ""),
        text=str(row.get("text") or ""),
        title=str(row.get("title") or ""),
    )
