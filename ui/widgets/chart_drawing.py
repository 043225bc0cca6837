"""How each kind of chart is drawn, and which of its numbers stands at a point."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from seatapp.reports.figure_tables import LINES, SHARES, Chart
from seatapp.text import _
from ui.theme import SMALL_PX, Tokens, font
from ui.widgets.plot import Plot
from ui.wording import figure_words

FEWEST = 8
"""Where there is room it is kept for so many bars, so that a few do not become thick."""

ROOM_FOR_NAMES, ROOM_FOR_NUMBERS = 132, 44
BESIDE_NAME = 10
SHOWN_NAMES = 8
MOST = 30
LINE_PX, AXIS_PX = 15, 24
"""What a bar needs so that its name is read, and the axis below the bars."""

LEAST_PX = 120
"""What lines and rings need."""

HALF_BAR = 0.31
FULL_SCALE_FROM = 60
"""Shares are drawn to 100 % unless all of them are small."""

BESIDE_BAR = 18
"""Pixels between a bar and its number, and behind that."""

HOLE = 0.58
NAMES_FROM, TOP = 1.4, 0.92
"""Where the names begin beside a ring, whose edge is at 1, and the height of the first."""

USUAL_LINE = 0.22
"""How far the names are from one another where there is room."""

AROUND = 90
"""Steps in which the edge of a whole ring is drawn."""

LIGHT_COLOURS = ("#1B5FC1", "#B86E00", "#B3261E", "#1A7F52", "#7A4FBF", "#3E7F9E", "#6B7280")
DARK_COLOURS = ("#6EA8FF", "#F0B75A", "#FF8A80", "#5CC792", "#B79CF0", "#7CC0DC", "#A3AFC0")

Found = Callable[[float, float], tuple[int, int] | None]


@dataclass(frozen=True)
class Drawn:
    """A chart that stands: `at` tells the series and the place at a point of the view."""

    at: Found


def colours(tokens: Tokens) -> Sequence[str]:
    """Colours of series, told apart also by those who see no red or green."""
    return DARK_COLOURS if QColor(tokens.panel).lightness() < 128 else LIGHT_COLOURS


def least_height(chart: Chart) -> int:
    """Pixels that a chart needs so that no name lies on another."""
    bars = chart.kind not in (LINES, SHARES)
    return min(MOST, len(chart.names)) * LINE_PX + AXIS_PX if bars else LEAST_PX


def draw(plot: Plot, chart: Chart, tokens: Tokens) -> Drawn:
    """Draw a chart anew."""
    ring = chart.kind == SHARES
    plot.begin(tokens, axes=not ring, grid=chart.kind == LINES, round_shapes=ring)
    if chart.kind == LINES:
        return _lines(plot, chart, tokens)
    if ring:
        return _ring(plot, chart, tokens)
    return _bars(plot, chart, tokens)


def _bars(plot: Plot, chart: Chart, tokens: Tokens) -> Drawn:
    """Lying bars, the first on top; stacked ones stand behind one another."""
    count = min(MOST, len(chart.names))
    starts = [0.0] * count
    edges: list[list[tuple[float, float]]] = []
    for place, series in enumerate(chart.series):
        values = [float(value) for value in series.values[:count]]
        colour = QColor(colours(tokens)[place % len(LIGHT_COLOURS)])
        item = pyqtgraph.BarGraphItem(
            x0=starts,
            y=[-row for row in range(count)],
            height=2 * HALF_BAR,
            width=values,
            brush=colour,
            pen=colour,
        )
        plot.add(item)
        edges.append([(start, start + value) for start, value in zip(starts, values, strict=True)])
        starts = [start + value for start, value in zip(starts, values, strict=True)]
    widest = max(starts, default=0.0) or 1.0
    told = [f"{end:.{chart.places}f}" for end in starts]
    for row, end in enumerate(starts):
        _write(plot, told[row], end, -row, tokens)
    names = [(-row, _short(name)) for row, name in enumerate(chart.names[:count])]
    plot.left.setTicks([names])
    plot.left.setWidth(ROOM_FOR_NAMES)
    end = _end(plot, _scale(chart, widest), widest, told)
    fewest = min(FEWEST, (plot.height() - AXIS_PX) // LINE_PX)
    plot.show_range((0, end), (-max(count, fewest) + 0.4, 0.6))

    def at(x: float, y: float) -> tuple[int, int] | None:
        row = round(-y)
        if not 0 <= row < count or abs(y + row) > HALF_BAR + 0.1:
            return None
        if len(edges) == 1:
            return (0, row)
        return next(((s, row) for s, e in enumerate(edges) if e[row][0] <= x < e[row][1]), None)

    return Drawn(at)


def _lines(plot: Plot, chart: Chart, tokens: Tokens) -> Drawn:
    count = len(chart.names)
    for place, series in enumerate(chart.series):
        colour = QColor(colours(tokens)[place % len(LIGHT_COLOURS)])
        line = pyqtgraph.PlotDataItem(
            list(range(count)),
            [float(value) for value in series.values],
            pen=pyqtgraph.mkPen(colour, width=2),
            symbol="o",
            symbolSize=5,
            symbolBrush=colour,
            symbolPen=colour,
        )
        plot.add(line)
    every = max(1, -(-count // SHOWN_NAMES))
    plot.bottom.setTicks([[(n, name) for n, name in enumerate(chart.names) if n % every == 0]])
    plot.left.setWidth(ROOM_FOR_NUMBERS)
    highest = max((float(v) for s in chart.series for v in s.values), default=0.0) or 1.0
    most = _scale(chart, highest)
    above = 1.04 if most > highest else 1.15
    plot.show_range((-0.4, max(1, count) - 0.6), (0, most * above))

    def at(x: float, y: float) -> tuple[int, int] | None:
        place = round(x)
        if not 0 <= place < count:
            return None
        near = [(abs(float(s.values[place]) - y), n) for n, s in enumerate(chart.series)]
        distance, series = min(near)
        return (series, place) if distance < most * 0.06 and abs(x - place) < 0.3 else None

    return Drawn(at)


def _ring(plot: Plot, chart: Chart, tokens: Tokens) -> Drawn:
    """Shares of a whole as a ring, with names and shares beside it."""
    values = [float(value) for value in chart.series[0].values]
    whole = sum(values)
    if not whole:
        plot.show_range((-1, 1), (-1, 1))
        _write(plot, _("没有数据"), -0.3, 0.0, tokens)
        return Drawn(lambda _x, _y: None)
    ends: list[float] = []
    names = [_short(name) for name in chart.names[: len(values)]]
    share = _("{name}  {n}（{share}%）")
    told = [
        share.format(name=name, n=f"{value:.0f}", share=f"{100 * value / whole:.1f}")
        for name, value in zip(names, values, strict=True)
    ]
    right = _end_of_ring(plot, told)
    line = _line_of_ring(plot, right)
    for place, value in enumerate(values):
        begin = ends[-1] if ends else 0.0
        ends.append(begin + value / whole)
        colour = QColor(colours(tokens)[place % len(LIGHT_COLOURS)])
        piece = QGraphicsPathItem(_piece(begin, ends[-1]))
        piece.setBrush(colour)
        piece.setPen(pyqtgraph.mkPen(tokens.head, width=1))
        plot.add(piece)
        row = TOP - place * line
        mark = pyqtgraph.BarGraphItem(
            x0=[1.25], y=[row], height=0.11, width=[0.11], brush=colour, pen=colour
        )
        plot.add(mark)
        _write(plot, told[place], NAMES_FROM, row, tokens)
    plot.show_range((-1.1, right), (min(-1.1, TOP - len(values) * line), 1.1))

    def at(x: float, y: float) -> tuple[int, int] | None:
        row = round((TOP - y) / line)
        if x > 1.2:
            return (0, row) if 0 <= row < len(values) else None
        if not HOLE <= math.hypot(x, y) <= 1:
            return None
        turned = (math.atan2(x, y) / (2 * math.pi)) % 1
        return next(((0, place) for place, end in enumerate(ends) if turned < end), None)

    return Drawn(at)


def _end_of_ring(plot: Plot, told: Sequence[str]) -> float:
    """Where the view ends beside a ring, so that the longest name is seen whole."""
    metrics = QFontMetrics(font(SMALL_PX))
    words = max((metrics.horizontalAdvance(text) for text in told), default=0) + BESIDE_BAR
    width: int = max(plot.width(), 2)
    before = 1.1 + NAMES_FROM
    return max(3.1, before * width / max(width - words, width / 4) - 1.1)


def _line_of_ring(plot: Plot, right: float) -> float:
    """How far the names beside a ring are from one another, so that none lies on the next."""
    pixels: float = min(plot.width() / (right + 1.1), plot.height() / 2.2)
    return max(USUAL_LINE, LINE_PX / max(pixels, 1))


def _end(plot: Plot, most: float, widest: float, told: Sequence[str]) -> float:
    """Where the axis ends, so that the number behind the longest bar is seen whole."""
    metrics = QFontMetrics(font(SMALL_PX))
    words = max((metrics.horizontalAdvance(text) for text in told), default=0) + BESIDE_BAR
    room: int = max(plot.width() - ROOM_FOR_NAMES, 2 * words)
    return max(most * 1.02, widest * room / (room - words))


def _scale(chart: Chart, highest: float) -> float:
    """Where the scale ends: high shares are drawn on the whole of 100 %."""
    return 100.0 if chart.unit == "%" and highest > FULL_SCALE_FROM else highest


def _piece(begin: float, end: float) -> QPainterPath:
    """A piece of the ring, clockwise from the top; shares of the whole turn."""
    steps = max(2, math.ceil((end - begin) * AROUND))
    turns = [2 * math.pi * (begin + (end - begin) * n / steps) for n in range(steps + 1)]
    path = QPainterPath()
    path.moveTo(math.sin(turns[0]), math.cos(turns[0]))
    for turn in turns[1:]:
        path.lineTo(math.sin(turn), math.cos(turn))
    for turn in reversed(turns):
        path.lineTo(HOLE * math.sin(turn), HOLE * math.cos(turn))
    path.closeSubpath()
    return path


def legend(chart: Chart, tokens: Tokens) -> str:
    """Which colour is which series, as rich text; empty where there is one series."""
    if len(chart.series) < 2:
        return ""
    inks = colours(tokens)
    names = [escape(figure_words(series.name)) for series in chart.series]
    marks = [
        f'<span style="color:{inks[place % len(inks)]}">■</span> {name}'
        for place, name in enumerate(names)
    ]
    return "　".join(marks)


def _write(plot: Plot, words: str, x: float, y: float, tokens: Tokens) -> None:
    item = pyqtgraph.TextItem(words, color=tokens.text, anchor=(0, 0.5))
    item.setFont(font(SMALL_PX))
    item.setPos(x, y)
    plot.add(item)


def _short(text: str) -> str:
    """A name in the room there is; the end goes, since the beginning is what people look for."""
    metrics = QFontMetrics(font(SMALL_PX))
    room = ROOM_FOR_NAMES - BESIDE_NAME
    return metrics.elidedText(figure_words(text), Qt.TextElideMode.ElideRight, room)
