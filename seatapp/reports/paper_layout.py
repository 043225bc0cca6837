"""How a table of a report is laid out on paper: which columns, how wide, and how they are set.

A number is never broken: its column is at least as wide as the longest of them. Room that is left
goes to the columns with long texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from seatapp.reports.figure_tables import NO_VALUE, Table
from seatapp.reports.paper import PaperTable

ROOM = 42.0
"""The width of the text on a page, in Chinese characters of a table."""

PADDING = 0.9
"""What the sides of a cell take."""

DIGIT, NARROW, WIDE = 0.7, 0.6, 1.0
LOOKED_AT = 400
"""Rows by which the widths are chosen."""

LONGEST_WORDS = 12.0
"""A column of words wants no more than this before all others have what they want."""

SHORTEST_WORDS = 4.0
_NUMBER = re.compile(r"[+-]?[0-9][0-9.]*( ?[%倍件次]| 个百分点)?|[0-9]+ / [0-9]+|<[0-9.]+")
_WORDS = ("", NO_VALUE, "持平", "缺数据")
"""What may stand among numbers."""


def laid_out(table: Table, columns: Sequence[str] = (), most: int | None = None) -> PaperTable:
    """The table with the named columns (all without names), its first always, and `most` rows."""
    wanted = columns or table.columns
    places = [0, *(table.columns.index(c) for c in wanted if c in table.columns[1:])]
    heads = [table.columns[place] for place in places]
    rows = [[row[place] for place in places] for row in table.rows[:most]]
    centred = frozenset(
        place for place in range(1, len(heads)) if _numeric([row[place] for row in rows])
    )
    return PaperTable(heads, rows, _widths(heads, rows, centred), table.strong, centred)


def folded(table: Table, columns: Sequence[str]) -> PaperTable:
    """A long table of few columns in two halves side by side."""
    half = laid_out(table, columns)
    depth = -(-len(half.rows) // 2)
    empty = [""] * len(half.columns)
    rows = [
        [*left, *(half.rows[depth + place] if depth + place < len(half.rows) else empty)]
        for place, left in enumerate(half.rows[:depth])
    ]
    count = len(half.columns)
    centred = half.centred | {place + count for place in half.centred}
    return PaperTable([*half.columns] * 2, rows, [*half.widths] * 2, frozenset(), centred)


def _numeric(texts: Sequence[str]) -> bool:
    told = [text for text in texts if text not in _WORDS]
    return all(_NUMBER.fullmatch(text) for text in told)


def _widths(
    heads: Sequence[str], rows: Sequence[Sequence[str]], centred: frozenset[int]
) -> list[float]:
    columns = [[row[place] for row in rows[:LOOKED_AT]] for place in range(len(heads))]
    least = [
        _least(head, texts, place in centred)
        for place, (head, texts) in enumerate(zip(heads, columns, strict=True))
    ]
    wishes = [
        max(
            few,
            min(LONGEST_WORDS, max((text_width(text) for text in texts), default=0.0)) + PADDING,
        )
        for few, texts in zip(least, columns, strict=True)
    ]
    longest = [
        max(wish, max((text_width(text) for text in texts), default=0.0) + PADDING)
        for wish, texts in zip(wishes, columns, strict=True)
    ]
    return _grown(_grown(least, wishes), longest)


def _grown(widths: Sequence[float], wishes: Sequence[float]) -> list[float]:
    """The widths brought nearer to the wishes, as far as there is room."""
    room = ROOM - sum(widths)
    wanted = sum(wishes) - sum(widths)
    share = min(1.0, room / wanted) if room > 0 and wanted > 0 else 0.0
    return [few + (wish - few) * share for few, wish in zip(widths, wishes, strict=True)]


def _least(head: str, texts: Sequence[str], numbers: bool) -> float:
    """What a column needs: its numbers whole, its words in short lines, its heading in three.

    The unit of a heading has a line of its own, and is not cut.
    """
    longest = max((text_width(text) for text in texts), default=0.0)
    body = longest if numbers else min(longest, SHORTEST_WORDS)
    name, bracket, unit = head.partition("（")
    heading = (
        max(text_width(name) / 2, text_width(bracket + unit)) if unit else text_width(name) / 3
    )
    return max(body, heading, 2.0) + PADDING


def text_width(text: str) -> float:
    """How wide a text is, in Chinese characters of its size."""
    return sum(
        WIDE if ord(letter) > 0x2E80 or letter == "%" else DIGIT if letter.isdigit() else NARROW
        for letter in text
    )
