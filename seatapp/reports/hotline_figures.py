"""Tables of the hotline: natures of calls and of cases, and units grouped by kind with totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from seatapp.domain.counted import Counted, Group
from seatapp.domain.figures import Counts, FigureRules, rate_figure, with_derived
from seatapp.reports.figure_tables import (
    ENTERED,
    NO_VALUE,
    Naming,
    Table,
    column_links,
    listed_counts,
    said,
    value_words,
)
from seatapp.reports.scoring import measure_of, places_of, ranking_words, scored_by

UNIT_COUNTS = ("dispatched", "dispatched_closed", "dispatched_open", "callbacks_rated")
UNIT_RATES = (
    *("hotline_closing_rate", "disposal_in_time_rate", "solved_rate", "satisfaction_rate"),
)
UNIT_KINDS = {
    "district": "区政府",
    "street": "街道",
    "department": "部门",
    "utility": "公用事业单位",
    "company": "服务企业",
}
NO_KIND = "其他单位"


def nature_tables(rules: FigureRules, naming: Naming, counted: Counted) -> list[Table]:
    """What people called about, and what the cases of the hotline were about."""
    return [
        _natures(
            *(rules, naming, counted, "call_nature", "calls", "来电诉求性质"),
            ("calls_taken", "calls_direct", "calls_transferred", "calls_declined"),
        ),
        _natures(
            *(rules, naming, counted, "nature", "nature", "案件诉求性质"),
            ("reported", "answered", "transferred", "closed"),
        ),
    ]


def units_table(rules: FigureRules, naming: Naming, counted: Counted) -> Table:
    """Units that got cases of the hotline, by kind, with the sums of each kind and of all.

    They are ranked where a scheme is set for them: by what callers say when they are called back.
    """
    keys = counted.keys("hotline_unit")
    scored = scored_by(counted, "hotline_unit", keys, measure_of(rules, counted, "hotline_unit"))
    places = places_of(scored)
    rows, groups, sums = _unit_rows(rules, naming, counted, places)
    shown = [rules.counts[name] for name in UNIT_COUNTS]
    rates = [rules.rates[name] for name in UNIT_RATES]
    columns = [
        *("单位类别", "承办单位"),
        *(rule.label for rule in shown),
        *(f"{rate.label}（%）" for rate in rates),
    ]
    notes = [said("按单位类别分组，小计和合计由各行相加，率按合计的分子分母计算。")]
    return Table(
        "hotline_units",
        "热线承办单位情况",
        [*columns, "得分", "名次"] if places else columns,
        rows,
        "、".join(rule.rule for rule in shown) + "（只计热线工单）",
        "；".join(part for part in ("、".join(rate.rule for rate in rates), scored.rule) if part),
        column_links(groups, ["", "", *UNIT_COUNTS], listed_counts(rules)),
        notes=[*notes, ranking_words(scored)] if places else notes,
        strong=sums,
    )


def _unit_rows(
    rules: FigureRules, naming: Naming, counted: Counted, places: Mapping[str, tuple[str, str]]
) -> tuple[list[list[str]], list[Group | None], frozenset[int]]:
    """The rows, the group behind each (None: a sum), and which of them are sums.

    `places` are score and rank of the units; nothing where they are not ranked.
    """
    kinds = {key: _kind(naming, key) for key in counted.keys("hotline_unit")}
    units = sorted(kinds, key=lambda key: (kinds[key], naming.called("unit", key)))
    unranked = (NO_VALUE, NO_VALUE) if places else ()
    rows: list[list[str]] = []
    groups: list[Group | None] = []

    def add_sum(kind: str, name: str, keys: Sequence[str]) -> None:
        rows.append([*_cells(rules, kind, name, _summed(counted, keys)), *unranked])
        groups.append(None)

    for kind, same in groupby(units, key=kinds.__getitem__):
        mine = list(same)
        for key in mine:
            entered = f"（{ENTERED}）" if ("hotline_unit", key) in counted.entered else ""
            name = naming.called("unit", key) + entered
            cells = _cells(rules, kind, name, counted.of(("hotline_unit", key)))
            rows.append([*cells, *places.get(key, ())])
            groups.append(("hotline_unit", key))
        add_sum(kind, "小计", mine)
    if rows:
        add_sum("", "合计", units)
    return rows, groups, frozenset(n for n, group in enumerate(groups) if group is None)


def _natures(
    rules: FigureRules,
    naming: Naming,
    counted: Counted,
    by: str,
    name: str,
    title: str,
    counts: Sequence[str],
) -> Table:
    keys = sorted(counted.keys(by), key=lambda key: -counted.of((by, key)).get(counts[0], 0))
    rows = [
        [naming.called(by, key), *(str(counted.of((by, key)).get(n, 0)) for n in counts)]
        for key in keys
    ]
    base = "、".join(rules.counts[n].rule for n in counts)
    columns = ["性质", *(rules.counts[n].label for n in counts)]
    links = column_links([(by, key) for key in keys], ["", *counts], listed_counts(rules))
    return Table(name, title, columns, rows, base, "", links)


def _kind(naming: Naming, unit: str) -> str:
    row = naming.row("unit", unit) or {}
    kind = str(row.get("kind") or NO_KIND)
    return UNIT_KINDS.get(kind, kind)


def _summed(counted: Counted, keys: Sequence[str]) -> Counts:
    total: dict[str, int] = {}
    for key in keys:
        for name, number in counted.groups[("hotline_unit", key)].items():
            total[name] = total.get(name, 0) + number
    return with_derived(total)


def _cells(rules: FigureRules, kind: str, name: str, counts: Counts) -> list[str]:
    return [
        kind,
        name,
        *(str(counts.get(count, 0)) for count in UNIT_COUNTS),
        *(value_words(rate_figure(rules, rules.rates[rate], counts)) for rate in UNIT_RATES),
    ]
