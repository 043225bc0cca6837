"""A table of a report: exact texts, what stands behind each number, and what can be drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from seatapp.domain.counted import Group
from seatapp.domain.figures import PLACES, Figure, FigureRules
from seatapp.domain.workflow import Workflow
from seatapp.reports.case_words import choice_label
from seatapp.reports.figure_words import POINTS

NO_VALUE = "—"
ENTERED = "录入"
WORDS_OF_GROUPS = {"source": "source", "case_kind": "case_kind", "nature": "nature"}
"""Groups whose keys are choices; the keys of the others are codes of reference lists."""

CODES_OF_GROUPS = {"hotline_unit": "unit", "contract": "contract"}
"""Groups whose keys are codes of another list than the one of their name."""

Words = Callable[[str, str], str]
Link = tuple[Group, str]
"""The group and the count whose cases stand behind a number."""


def _no_row(_kind: str, _code: str) -> Mapping[str, Any] | None:
    return None


@dataclass(frozen=True)
class Naming:
    """Turns codes into words: `words` and `row` for reference lists, choices by the life cycles."""

    workflow: Workflow
    words: Words
    row: Callable[[str, str], Mapping[str, Any] | None] = _no_row

    def called(self, kind: str, code: str) -> str:
        """What the code of a group is called."""
        if kind in WORDS_OF_GROUPS or kind == "call_nature":
            return choice_label(self.workflow, WORDS_OF_GROUPS.get(kind, "nature"), code)
        return self.words(CODES_OF_GROUPS.get(kind, kind), code)


PIECES = "件"
BARS, STACKED, LINES, SHARES = "bars", "stacked", "lines", "shares"


@dataclass(frozen=True)
class Series:
    """One row of numbers in a chart, each with what stands behind it."""

    name: str
    values: Sequence[Decimal]
    links: Sequence[Link | None] = ()

    def behind(self, place: int) -> Link | None:
        """What stands behind a number; None where there is no list."""
        return self.links[place] if place < len(self.links) else None


@dataclass(frozen=True)
class Chart:
    """What of a table is drawn: bars, stacked bars, lines, or shares of a whole.

    `unit` is `%` or what is counted; every series has a value for each of the `names`.
    """

    title: str
    unit: str
    names: Sequence[str]
    series: Sequence[Series]
    kind: str = BARS

    @property
    def places(self) -> int:
        """How many decimal places its numbers have."""
        return 0 if self.unit == PIECES else 2

    @property
    def words(self) -> str:
        """The title with the unit, as it stands above the chart."""
        return f"{self.title}（{self.unit}）"


@dataclass(frozen=True)
class Sentence:
    """A sentence under a table with what is put into it; the screen looks `words` up."""

    words: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def chinese(self) -> str:
        """The sentence as documents say it."""
        return self.words.format(**self.facts)

    @property
    def base(self) -> str:
        """The same within a line: without its full stop."""
        return self.chinese.removesuffix("。")


def said(words: str, /, **facts: object) -> Sentence:
    """A sentence; its words go into the catalogue."""
    return Sentence(words, {name: str(fact) for name, fact in facts.items()})


@dataclass(frozen=True)
class Table:
    """A table of a report; cells are texts, numbers exact. `base` tells what was counted.

    `links` names what stands behind a cell, by row and column. `notes` are for people who look at
    the table, `strong` are rows that sum others up.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    base: str
    rule: str
    links: Mapping[tuple[int, int], Link] = field(default_factory=dict)
    notes: Sequence[Sentence] = ()
    charts: Sequence[Chart] = ()
    strong: frozenset[int] = frozenset()

    @property
    def note(self) -> str:
        """The notes as documents say them."""
        return "".join(one.chinese for one in self.notes)

    def behind(self, row: int, column: int) -> Link | None:
        """The group and the count of a number; None where no list stands behind it."""
        return self.links.get((row, column))


def column_links(
    groups: Sequence[Group | None], counts: Sequence[str], listed: frozenset[str]
) -> dict[tuple[int, int], Link]:
    """Links of a table whose rows are groups and whose columns are counts (empty: none)."""
    return {
        (row, column): (group, count)
        for row, group in enumerate(groups)
        if group is not None
        for column, count in enumerate(counts)
        if count in listed
    }


def share_words(share: Decimal | None) -> str:
    """A share or a score with two places, half up, without its sign."""
    return NO_VALUE if share is None else str(share.quantize(PLACES, ROUND_HALF_UP))


def listed_counts(rules: FigureRules) -> frozenset[str]:
    """Counts whose cases, orders or calls the centre lists: all but those made by arithmetic."""
    return frozenset(rules.counts) - {
        *("accepted_right", "registered_right", "dispatched_right"),
    }


def value_words(figure: Figure) -> str:
    """A value without its sign, for a column whose heading has it."""
    return NO_VALUE if figure.value is None else str(figure.value)


def in_words(figure: Figure) -> str:
    """The value of a figure as it is printed; rates with their sign."""
    if figure.value is None:
        return NO_VALUE
    return f"{figure.value}%" if figure.is_rate else str(figure.value)


def changed(now: Figure, before: Figure | None) -> str:
    """How a figure differs from that of the period before, with its sign."""
    if before is None or now.value is None or before.value is None:
        return NO_VALUE
    difference: Decimal = now.value - before.value
    if now.is_rate:
        return f"{difference:+}{POINTS}" if difference else "持平"
    return f"{difference:+}" if difference else "持平"
