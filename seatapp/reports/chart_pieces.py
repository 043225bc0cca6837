"""How charts are cut for paper: as much as can be read, in drawings for which pages have room.

A drawing is never torn by the end of a page, so that a tall one would leave most of the page before
it empty.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from seatapp.reports.figure_tables import BARS, LINES, SHARES, STACKED
from seatapp.reports.paper import PaperChart
from seatapp.reports.paper_layout import text_width

MOST, MOST_POINTS = 32, 40
"""Bars of a chart, and points of a line, that are drawn."""

LONGEST = 12
"""Letters of a name."""

MOST_BARS = 11
"""Bars of one drawing."""


@dataclass(frozen=True)
class Piece:
    """One drawing of a chart.

    `reach` is the highest number and `letters` the widest name of the whole chart, so that the
    bars of all its pieces begin at one place and have one scale.
    """

    chart: PaperChart
    reach: Decimal
    letters: float


def in_pieces(chart: PaperChart) -> list[Piece]:
    """The drawings of a chart, about equally tall; none of a chart without names."""
    shown, count = _shortened(chart), len(chart.names)
    most = MOST_POINTS if shown.kind == LINES else MOST_BARS
    pieces = max(1, -(-len(shown.names) // most))
    borders = [len(shown.names) * place // pieces for place in range(pieces + 1 if count else 0)]
    charts = [_part(shown, since, until, count) for since, until in pairwise(borders)]
    letters = max(map(text_width, shown.names), default=0.0)
    return [Piece(one, _reach(shown), letters) for one in charts]


def _shortened(chart: PaperChart) -> PaperChart:
    """As much of a chart as can be read on a page, with short names.

    Shares become bars with the share behind the name: the parts of a ring are told apart by their
    colours alone, which a printer may not have.
    """
    most = MOST_POINTS if chart.kind == LINES else MOST
    names = [_short(name) for name in chart.names[:most]]
    series = [(name, list(values)[:most]) for name, values in chart.series]
    if chart.kind != SHARES:
        return replace(chart, names=names, series=series)
    values = chart.series[0][1]
    whole = sum(values) or 1
    told = [f"{name} {100 * v / whole:.1f}%" for name, v in zip(names, values, strict=False)]
    return replace(chart, names=told, series=series, kind=BARS)


def _part(chart: PaperChart, since: int, until: int, count: int) -> PaperChart:
    """Some of the names of a chart; its title says which, where they are not all `count`."""
    if until - since == count:
        return chart
    return replace(
        chart,
        title=f"{chart.title}，第 {since + 1}–{until} 个，共 {count} 个",
        names=chart.names[since:until],
        series=[(name, values[since:until]) for name, values in chart.series],
    )


def _reach(chart: PaperChart) -> Decimal:
    """The highest number, of stacked bars with those behind it."""
    values = [one for _name, one in chart.series]
    bars = list(zip(*values, strict=True))
    reach = sum if chart.kind == STACKED else max
    return max((reach(bar) for bar in bars), default=Decimal(0))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
