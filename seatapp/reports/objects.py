"""Tables of areas, units, classes and other objects: counts, rates, scores and ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from seatapp.domain.assessment import Result, assessed, rules_from
from seatapp.domain.counted import WHOLE, Counted, Group
from seatapp.domain.figures import (
    PLACES,
    CountRule,
    FigureRules,
    RateRule,
    percent,
    ranked,
    rate_figure,
)
from seatapp.reports.figure_tables import (
    ENTERED,
    NO_VALUE,
    Bar,
    Chart,
    Naming,
    Table,
    column_links,
    listed_counts,
    value_words,
)

OBJECTS: Mapping[str, str] = {
    "area": "各区域情况",
    "unit": "各处置单位情况",
    "class": "各类别情况",
    "matter": "各热线事项情况",
    "source": "各来源情况",
    "case_kind": "各类型情况",
}
NAMED: Mapping[str, str] = {
    "area": "区域",
    "unit": "处置单位",
    "class": "类别",
    "matter": "事项",
    "source": "来源",
    "case_kind": "类型",
}
COUNTED = (
    *("reported", "declined", "self_handled", "registered", "should_dispose", "disposed"),
    *("disposed_in_time", "overdue_open", "should_close", "closed", "closed_in_time", "reworked"),
)
"""The counts that stand in the table of each kind of object, as far as its rates need them."""

ALWAYS = {
    "source": ("reported", "declined", "self_handled", "registered"),
    "area": ("reported", "registered"),
}
RANKED_BY = "disposal_in_time_rate"
SCHEME = "assess_scheme"
STARTED = "assess_started_step"


@dataclass(frozen=True)
class _Line:
    """One object with its score, its rank, and where that is told."""

    key: str
    result: Result | None
    rank: int | None


def objects_table(rules: FigureRules, naming: Naming, counted: Counted, kind: str) -> Table:
    """The table of one kind of object, ranked by score where a scheme is set, else by a rate."""
    rates = [rate for rate in rules.rates.values() if kind in rate.objects]
    needed = {name for rate in rates for name in (rate.numerator, rate.denominator)}
    needed |= set(ALWAYS.get(kind, ("reported",)))
    shown = [rules.counts[name] for name in COUNTED if name in needed]
    lines = _ranked(rules, naming, counted, kind)
    scored = any(line.result is not None for line in lines)
    rows = [_cells(rules, naming, counted, kind, line, shown, rates, scored) for line in lines]
    columns = [
        NAMED[kind],
        *(rule.label for rule in shown),
        *(f"{rate.label}（%）" for rate in rates),
        *(["得分"] if scored else []),
        "名次",
    ]
    groups: list[Group | None] = [(kind, line.key) for line in lines]
    ranking = _ranking(rules, lines, scored)
    return Table(
        kind,
        OBJECTS[kind],
        columns,
        rows,
        "、".join(rule.rule for rule in shown),
        "；".join(["、".join(rate.rule for rate in rates), ranking]),
        column_links(groups, ["", *(rule.name for rule in shown)], listed_counts(rules)),
        note="".join([f"{ranking}。", *_unranked(naming, kind, lines), _gap(counted, kind)]),
        chart=_chart(rules, naming, counted, kind, lines),
    )


def score_words(score: Decimal | None) -> str:
    """A score with two places, half up."""
    return NO_VALUE if score is None else str(score.quantize(PLACES, ROUND_HALF_UP))


def scores(rules: FigureRules, counted: Counted, kind: str) -> dict[str, Result]:
    """The results of all objects of a kind by the scheme that is set for it; empty without one."""
    settings = counted.rules.get("setting", {})
    scheme = settings.get(f"{SCHEME}_{kind}", {}).get("value")
    lines = [r for r in rules_from(counted.rules.get("assess_rule", {})) if r.scheme == scheme]
    if not lines:
        return {}
    started = settings.get(STARTED, {}).get("value") is True
    found = {}
    for key in counted.keys(kind):
        group = (kind, key)

        def measured(name: str, group: Group = group) -> Decimal | None:
            counts = counted.of(group)
            rate = rules.rates.get(name)
            if rate is None:
                return Decimal(counts.get(name, 0))
            return percent(counts.get(rate.numerator, 0), counts.get(rate.denominator, 0))

        mine = [one for one in counted.findings if one.about == group]
        found[key] = assessed(lines, measured, mine, started_step_counts=started)
    return found


def _ranked(rules: FigureRules, naming: Naming, counted: Counted, kind: str) -> list[_Line]:
    keys = counted.keys(kind)
    results = scores(rules, counted, kind)
    if results:
        standing = [_standing(results[key]) for key in keys]
    else:
        best = rules.rates[RANKED_BY]
        standing = [_rate_of(counted, (kind, key), best) for key in keys]
    places = ranked(standing)
    lines = [_Line(key, results.get(key), place) for key, place in zip(keys, places, strict=True)]
    return sorted(
        lines, key=lambda line: (line.rank or len(keys) + 1, naming.called(kind, line.key))
    )


def _standing(result: Result) -> Decimal | None:
    """What an object is ranked by: the score as it is printed, so that rank follows score."""
    if result.unranked or not result.complete or result.score is None:
        return None
    return result.score.quantize(PLACES, ROUND_HALF_UP)


def _rate_of(counted: Counted, group: Group, rate: RateRule) -> Decimal | None:
    counts = counted.of(group)
    return percent(counts.get(rate.numerator, 0), counts.get(rate.denominator, 0))


def _cells(
    rules: FigureRules,
    naming: Naming,
    counted: Counted,
    kind: str,
    line: _Line,
    shown: Sequence[CountRule],
    rates: Sequence[RateRule],
    scored: bool,
) -> list[str]:
    counts = counted.of((kind, line.key))
    name = naming.called(kind, line.key)
    if (kind, line.key) in counted.entered:
        name = f"{name}（{ENTERED}）"
    score = None if line.result is None else line.result.score
    return [
        name,
        *(str(counts.get(rule.name, 0)) for rule in shown),
        *(value_words(rate_figure(rules, rate, counts)) for rate in rates),
        *([score_words(score)] if scored else []),
        NO_VALUE if line.rank is None else str(line.rank),
    ]


def _ranking(rules: FigureRules, lines: Sequence[_Line], scored: bool) -> str:
    if scored:
        result = next(line.result for line in lines if line.result is not None)
        version = result.lines[0].rule
        return f"名次按得分（办法 {version.scheme}@{version.version}），同分同名次；缺项的不排名"
    return f"名次按{rules.rates[RANKED_BY].label}，同值同名次；无基数的不排名"


def _unranked(naming: Naming, kind: str, lines: Sequence[_Line]) -> list[str]:
    return [
        f"{naming.called(kind, line.key)}不参加排名：{line.result.unranked}。"
        for line in lines
        if line.result is not None and line.result.unranked
    ]


def _gap(counted: Counted, kind: str) -> str:
    """Why the rows need not add up to the whole; nothing is forced."""
    whole = counted.of(WHOLE).get("reported", 0)
    told = sum(counted.of((kind, key)).get("reported", 0) for key in counted.keys(kind))
    if told == whole:
        return ""
    return f"各行上报数合计 {told} 件，全部 {whole} 件；其余案件没有{NAMED[kind]}，不硬凑。"


def _chart(
    rules: FigureRules, naming: Naming, counted: Counted, kind: str, lines: Sequence[_Line]
) -> Chart:
    best = rules.rates[RANKED_BY]
    bars = []
    for line in lines:
        share = _rate_of(counted, (kind, line.key), best)
        if share is not None:
            link = ((kind, line.key), best.numerator)
            bars.append(Bar(naming.called(kind, line.key), share, link))
    bars.sort(key=lambda bar: -bar.value)
    return Chart(best.label, "%", bars)
