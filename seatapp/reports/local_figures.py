"""Statistics of what this workstation holds (本机范围): charts, and the lists behind them.

They show how work stands here and now, also without the network. Figures of months come from the
centre alone: this workstation holds open work and thirty days of closed cases, no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from seatapp.domain.figures import percent
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.local.facts_here import FactsHere, Row
from seatapp.reports.case_lines import CaseLine, CaseLines
from seatapp.reports.figure_tables import (
    BARS,
    LINES,
    PIECES,
    SHARES,
    Chart,
    Link,
    Naming,
    Series,
    Table,
)

Key = TypeVar("Key", str, tuple[str, str])

HOUR, DAY = 3_600, 86_400
MOST = 10
"""Bars that a small chart has room for, beside one that joins others."""

OTHERS = "其他"
HERE = "here"
"""The kind of all groups of these statistics."""

LEFT: Sequence[tuple[str, float, float]] = (
    ("超 1 天以上", float("-inf"), -DAY),
    ("超 1 天以内", -DAY, 0),
    ("剩 2 小时内", 0, 2 * HOUR),
    ("剩 2–8 小时", 2 * HOUR, 8 * HOUR),
    ("剩 8–24 小时", 8 * HOUR, DAY),
    ("剩 1–3 天", DAY, 3 * DAY),
    ("剩 3 天以上", 3 * DAY, float("inf")),
)
"""Time left of open cases, in seconds; half open upwards."""

ACTS: Sequence[tuple[str, str]] = (
    ("登记", "reported"),
    ("立案", "filed"),
    ("派遣", "dispatched"),
    ("结案", "closed"),
)
"""What one does with cases: the word, and the stamp that tells who and when."""


@dataclass(frozen=True)
class Span:
    """The days that are looked at, from midnight of the city to now, and who looks."""

    since: int
    now: int
    person: str

    @property
    def by_hour(self) -> bool:
        """Whether it is one day, which is shown hour by hour."""
        return self.now - self.since <= DAY

    def holds(self, at: object) -> bool:
        """Whether a moment lies in it."""
        return isinstance(at, int) and self.since <= at <= self.now


@dataclass(frozen=True)
class LocalFigures:
    """Charts with the rows behind each of their numbers."""

    charts: Sequence[Chart]
    behind: Mapping[Link, Sequence[CaseLine]]
    about: str

    def lines(self, link: Link) -> CaseLines:
        """The list behind a number."""
        found = self.behind.get(link, ())
        return CaseLines(len(found), found)

    def tables(self) -> list[Table]:
        """The numbers as tables, for a workbook."""
        return [
            Table(
                chart.title,
                chart.title,
                ["", *(series.name or chart.title for series in chart.series)],
                [
                    [name, *(str(series.values[place]) for series in chart.series)]
                    for place, name in enumerate(chart.names)
                ],
                self.about,
                "",
            )
            for chart in self.charts
        ]


def span_of(days: int, now: int, person: str) -> Span:
    """The last days up to now, whole days of the city; 1 is today."""
    today = datetime.fromtimestamp(now, CITY_TIME).replace(hour=0, minute=0, second=0)
    return Span(int((today - timedelta(days=days - 1)).timestamp()), now, person)


def local_figures(naming: Naming, facts: FactsHere, span: Span) -> LocalFigures:
    """All charts of what is here."""
    made = _Making(naming)
    charts = [
        _flow(made, facts, span),
        _left(made, facts, span),
        _units(made, facts, span),
        _classes(made, facts, span),
        _callbacks(made, facts, span),
        _own(made, facts, span),
    ]
    about = "本机范围：本机保存的在办和近 30 天办结案件，只供本班参考，不作考核依据"
    return LocalFigures(charts, made.behind, about)


class _Making:
    """Collects the rows behind the numbers while charts are made."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        self._known: dict[str, Row] = {}
        self.behind: dict[Link, Sequence[CaseLine]] = {}

    def know(self, cases: Iterable[Row]) -> None:
        """Remember cases, so that what belongs to them can be named."""
        self._known = {row["id"]: row for row in cases}

    def name(self, kind: str, code: str) -> str:
        """What a code is called."""
        return self._naming.called(kind, code)

    def series(self, chart: str, name: str, groups: Sequence[tuple[str, Sequence[Row]]],
               subject: str = "case", at: str = "reported_at") -> Series:  # fmt: skip
        """A series of counts, each with its rows."""
        links: list[Link | None] = []
        for key, rows in groups:
            link: Link = ((HERE, f"{chart}/{key}"), name)
            self.behind[link] = [self._line(subject, row, at) for row in rows]
            links.append(link)
        return Series(name, [Decimal(len(rows)) for _key, rows in groups], links)

    def _line(self, subject: str, row: Row, at: str) -> CaseLine:
        case = row if subject == "case" else self._known.get(row["root"], row)
        number = case.get("case_number") or case.get("acceptance_number") or case.get("number")
        naming = self._naming
        title = naming.called("class", case["class_code"]) if case.get("class_code") else ""
        if not title and case.get("matter_code"):
            title = naming.called("matter", case["matter_code"])
        return CaseLine(
            subject=subject,
            id=str(row["id"] if subject in ("case", "call") else row["root"]),
            number=str(number or ""),
            title=title,
            area=naming.called("area", row["area"] or ""),
            unit=naming.called("unit", case.get("unit") or ""),
            stage=naming.workflow.stage(subject, row["stage"]).label,
            reported_at=row[at] or 0,
        )


def _flow(made: _Making, facts: FactsHere, span: Span) -> Chart:
    """What came in and what was done, by hour of today or by day."""
    step = HOUR if span.by_hour else DAY
    begins = range(span.since, span.now + 1, step)
    form = "%H:00" if span.by_hour else "%m-%d"
    names = [f"{datetime.fromtimestamp(at, CITY_TIME):{form}}" for at in begins]

    def groups(stamp: str) -> list[tuple[str, Sequence[Row]]]:
        found: dict[int, list[Row]] = {place: [] for place in range(len(names))}
        for row in facts.cases:
            if span.holds(row[stamp]):
                found[(row[stamp] - span.since) // step].append(row)
        return [(names[place], rows) for place, rows in found.items()]

    series = [
        made.series("flow", "流入（登记）", groups("reported_at")),
        made.series("flow", "流出（办结）", groups("closed_at"), at="closed_at"),
    ]
    return Chart("流入和流出", PIECES, names, series, LINES)


def _left(made: _Making, facts: FactsHere, span: Span) -> Chart:
    """How much time open cases have left."""
    running = [row for row in facts.cases if row["open"] and row["due_at"] is not None]
    groups = [
        (name, [row for row in running if low <= row["due_at"] - span.now < high])
        for name, low, high in LEFT
    ]
    series = made.series("left", "在办", groups, at="due_at")
    return Chart("剩余时间", PIECES, [name for name, _low, _high in LEFT], [series], BARS)


def _units(made: _Making, facts: FactsHere, span: Span) -> Chart:
    """Of what units had in these days, how much is closed."""
    had: dict[str, list[Row]] = {}
    for row in facts.cases:
        if row["unit"] and (row["open"] or span.holds(row["closed_at"])):
            had.setdefault(row["unit"], []).append(row)
    ranked = _by_size(had)
    largest, rest = ranked[:MOST], ranked[MOST:]
    closed = {unit: [r for r in rows if span.holds(r["closed_at"])] for unit, rows in had.items()}
    shares = {unit: percent(len(closed[unit]), len(had[unit])) or Decimal(0) for unit in largest}
    order = sorted(largest, key=lambda unit: (-shares[unit], -len(had[unit]), unit))
    groups = [(unit, closed[unit]) for unit in order]
    names, values = [made.name("unit", unit) for unit in order], [shares[unit] for unit in order]
    if rest:
        settled = [row for unit in rest for row in closed[unit]]
        groups.append((OTHERS, settled))
        names.append(OTHERS)
        values.append(percent(len(settled), sum(len(had[unit]) for unit in rest)) or Decimal(0))
    counted = made.series("units", "办结", groups, at="closed_at")
    return Chart("各单位办结率", "%", names, [Series("办结", values, counted.links)], BARS)


def _classes(made: _Making, facts: FactsHere, span: Span) -> Chart:
    """What was reported most, in falling order.

    The rest is not joined: of the many classes of a quiet day it would be the longest bar by far.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    for row in facts.cases:
        if span.holds(row["reported_at"]):
            kind = "class" if row["class_code"] else "matter"
            code = row["class_code"] or row["matter_code"]
            if code:
                found.setdefault((kind, code), []).append(row)
    order = _by_size(found)[:MOST]
    series = made.series("classes", "登记", [("/".join(key), found[key]) for key in order])
    return Chart("类别", PIECES, [made.name(*key) for key in order], [series], BARS)


def _by_size(found: Mapping[Key, Sequence[Row]]) -> list[Key]:
    """The one with the most rows first."""
    return sorted(found, key=lambda key: (-len(found[key]), key))


def _callbacks(made: _Making, facts: FactsHere, span: Span) -> Chart:
    """Callbacks settled in these days and those still owed, in time and late.

    In the order of the colours of charts: the third is the colour of what is late.
    """
    made.know(facts.cases)

    def late(row: Row) -> bool:
        if row["settled_at"] is not None:
            return bool(row["late"])
        return row["due_at"] is not None and row["due_at"] < span.now

    parts: Sequence[tuple[str, Callable[[Row], bool]]] = (
        ("按时办结", lambda row: row["settled_at"] is not None and not late(row)),
        ("超时办结", lambda row: row["settled_at"] is not None and late(row)),
        ("已超时未办", lambda row: row["settled_at"] is None and late(row)),
        ("未到时限", lambda row: row["settled_at"] is None and not late(row)),
    )
    groups = [(name, [row for row in facts.callbacks if part(row)]) for name, part in parts]
    series = made.series("callbacks", "", groups, "callback", "owed_at")
    return Chart("回访", PIECES, [name for name, _part in parts], [series], SHARES)


def _own(made: _Making, facts: FactsHere, span: Span) -> Chart:
    """What the person in front did in these days."""
    parts = [
        made.series("own", word, [(word, _done(facts.cases, stamp, span))], at=f"{stamp}_at")
        for word, stamp in ACTS
    ]
    parts.append(
        made.series(
            "own", "接听", [("接听", _done(facts.calls, "taken", span))], "call", "taken_at"
        )
    )
    settled = _done(facts.callbacks, "settled", span)
    parts.append(made.series("own", "回访", [("回访", settled)], "callback", "owed_at"))
    names = [one.name for one in parts]
    links = [one.links[0] for one in parts]
    return Chart("我的办理", PIECES, names, [Series("", [one.values[0] for one in parts], links)])


def _done(rows: Sequence[Row], stamp: str, span: Span) -> list[Row]:
    return [r for r in rows if r[f"{stamp}_by"] == span.person and span.holds(r[f"{stamp}_at"])]
