"""Tables of areas, units, classes and other objects: counts, rates, scores and ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from seatapp.domain.assessment import Result
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
    BARS,
    ENTERED,
    SHARES,
    STACKED,
    Chart,
    Link,
    Naming,
    Sentence,
    Series,
    Table,
    column_links,
    listed_counts,
    said,
    share_words,
    value_words,
)
from seatapp.reports.scoring import (
    Scored,
    measure_of,
    rank_words,
    ranking_words,
    scored_by,
    standing_of,
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
MOST_CHARTED = 15
LAST_UNIT = said("改派过的案件计入最后承办的单位，之前单位处置中的超时随案件一并计入。")
PARTS = ("disposed_in_time", "disposed_late", "overdue_open")
"""What becomes of the cases that should be disposed; together they are all of them."""


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
    scored = _scored(rules, counted, kind)
    lines = _ranked(rules, naming, counted, kind, scored)
    with_score = bool(scored.results)
    rows = [_cells(rules, naming, counted, kind, line, shown, rates, with_score) for line in lines]
    columns = [
        NAMED[kind],
        *(rule.label for rule in shown),
        *(f"{rate.label}（%）" for rate in rates),
        *(["得分"] if with_score else []),
        "名次",
    ]
    groups: list[Group | None] = [(kind, line.key) for line in lines]
    ranking = _ranking(rules, scored)
    opened = [*(rule.name for rule in shown), *(rate.numerator for rate in rates)]
    return Table(
        kind,
        OBJECTS[kind],
        columns,
        rows,
        "、".join(rule.rule for rule in shown),
        "；".join(part for part in ("、".join(rate.rule for rate in rates), scored.rule) if part),
        column_links(groups, ["", *opened], listed_counts(rules)),
        notes=[
            ranking,
            *([LAST_UNIT] if kind == "unit" else []),
            *_unranked(naming, kind, lines),
            *_gap(counted, kind),
        ],
        charts=_charts(rules, naming, counted, kind, lines),
    )


def _scored(rules: FigureRules, counted: Counted, kind: str) -> Scored:
    return scored_by(counted, kind, counted.keys(kind), measure_of(rules, counted, kind))


def _ranked(
    rules: FigureRules, naming: Naming, counted: Counted, kind: str, scored: Scored
) -> list[_Line]:
    keys = counted.keys(kind)
    if scored.results:
        standing = [standing_of(scored.results[key]) for key in keys]
    else:
        best = rules.rates[RANKED_BY]
        standing = [_rate_of(counted, (kind, key), best) for key in keys]
    places = ranked(standing)
    lines = [
        _Line(key, scored.results.get(key), place) for key, place in zip(keys, places, strict=True)
    ]
    return sorted(
        lines, key=lambda line: (line.rank or len(keys) + 1, naming.called(kind, line.key))
    )


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
    score = None if line.result is None else line.result.told
    return [
        name,
        *(str(counts.get(rule.name, 0)) for rule in shown),
        *(value_words(rate_figure(rules, rate, counts)) for rate in rates),
        *([share_words(score)] if scored else []),
        rank_words(line.rank),
    ]


def _ranking(rules: FigureRules, scored: Scored) -> Sentence:
    if scored.results:
        return ranking_words(scored)
    rate = rules.rates[RANKED_BY].label
    return said("名次按“{rate}”，同值同名次；无基数的不排名。", rate=rate)


def _unranked(naming: Naming, kind: str, lines: Sequence[_Line]) -> list[Sentence]:
    return [
        said(
            "{name}不参加排名：{why}。",
            name=naming.called(kind, line.key),
            why=line.result.unranked,
        )
        for line in lines
        if line.result is not None and line.result.unranked
    ]


def _gap(counted: Counted, kind: str) -> list[Sentence]:
    """Why the rows need not add up to the whole; nothing is forced."""
    whole = counted.of(WHOLE).get("reported", 0)
    told = sum(counted.of((kind, key)).get("reported", 0) for key in counted.keys(kind))
    if told == whole:
        return []
    return [
        said(
            "各行上报数合计 {told} 件，全部 {whole} 件；其余案件没有{named}，未列入。",
            told=told,
            whole=whole,
            named=NAMED[kind],
        )
    ]


def _charts(
    rules: FigureRules, naming: Naming, counted: Counted, kind: str, lines: Sequence[_Line]
) -> list[Chart]:
    if kind in ("source", "case_kind"):
        return [_shares(rules, naming, counted, kind)]
    if kind in ("class", "matter"):
        return [_most(rules, naming, counted, kind)]
    return [
        _best(rules, naming, counted, kind, lines),
        _parts(rules, naming, counted, kind, lines),
        *_points(naming, kind, lines),
    ]


def _points(naming: Naming, kind: str, lines: Sequence[_Line]) -> list[Chart]:
    """The scores, where there are any, in the order of the ranks."""
    known = [(line, line.result.told) for line in lines if line.result is not None]
    told = [(line.key, score) for line, score in known if score is not None]
    if not told:
        return []
    values = [score.quantize(PLACES, ROUND_HALF_UP) for _key, score in told]
    links: list[Link | None] = [((kind, key), "should_dispose") for key, _score in told]
    names = [naming.called(kind, key) for key, _score in told]
    return [Chart("得分", "分", names, [Series("得分", values, links)])]


def _best(
    rules: FigureRules, naming: Naming, counted: Counted, kind: str, lines: Sequence[_Line]
) -> Chart:
    """The rate by which they are compared, the best first."""
    best = rules.rates[RANKED_BY]
    known = [(_rate_of(counted, (kind, line.key), best), line.key) for line in lines]
    shares = sorted(((s, key) for s, key in known if s is not None), key=lambda pair: -pair[0])
    links = [((kind, key), best.numerator) for _share, key in shares]
    return Chart(
        best.label,
        "%",
        [naming.called(kind, key) for _share, key in shares],
        [Series(best.label, [share for share, _key in shares], links)],
    )


def _parts(
    rules: FigureRules, naming: Naming, counted: Counted, kind: str, lines: Sequence[_Line]
) -> Chart:
    """In time, late, and not at all, of what should have been disposed."""
    keys = [line.key for line in lines if counted.of((kind, line.key)).get("should_dispose")]
    series = [
        Series(
            rules.counts[name].label,
            [Decimal(counted.of((kind, key)).get(name, 0)) for key in keys],
            [((kind, key), name) for key in keys],
        )
        for name in PARTS
    ]
    return Chart("处置构成", "件", [naming.called(kind, key) for key in keys], series, STACKED)


def _most(rules: FigureRules, naming: Naming, counted: Counted, kind: str) -> Chart:
    """What is reported most, in falling order."""
    return _reported(rules, naming, counted, kind, _by_reports(counted, kind)[:MOST_CHARTED], BARS)


def _shares(rules: FigureRules, naming: Naming, counted: Counted, kind: str) -> Chart:
    return _reported(rules, naming, counted, kind, _by_reports(counted, kind), SHARES)


def _by_reports(counted: Counted, kind: str) -> list[str]:
    keys = [key for key in counted.keys(kind) if counted.of((kind, key)).get("reported")]
    return sorted(keys, key=lambda key: (-counted.of((kind, key))["reported"], key))


def _reported(
    rules: FigureRules,
    naming: Naming,
    counted: Counted,
    kind: str,
    keys: Sequence[str],
    drawn: str,
) -> Chart:
    label = rules.counts["reported"].label
    values = [Decimal(counted.of((kind, key))["reported"]) for key in keys]
    series = Series(label, values, [((kind, key), "reported") for key in keys])
    return Chart(label, "件", [naming.called(kind, key) for key in keys], [series], drawn)
