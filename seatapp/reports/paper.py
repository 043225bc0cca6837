"""A document that is ready to be written: which template it fills, and with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class PaperTable:
    """A table that the program lays out.

    `widths` are shares of the width of the text, `strong` rows that sum others up, and `centred`
    the columns that hold numbers.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    strong: frozenset[int] = frozenset()
    centred: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PaperChart:
    """A chart that Word draws itself: series (name, exact values) over names.

    `unit` is `%` or what is counted, `kind` one of bars, stacked, lines, shares.
    """

    title: str
    unit: str
    names: Sequence[str]
    series: Sequence[tuple[str, Sequence[Decimal]]]
    kind: str = "bars"


@dataclass(frozen=True)
class Paper:
    """One document. `kind` is its word in the log of exports, `title` what people call it.

    `template` names a file of `resources/templates`; `facts` are what its fields say: texts,
    numbers, and lists of such mappings. Texts may come as they are stored: they are cleaned when
    they are filled in. `tables` and `charts` (several under one name) stand where the template has
    the marks `〔表：name〕` and `〔图：name〕`; a mark without its part goes away. Nothing personal
    stands in them but under its mask.
    """

    kind: str
    title: str
    template: str
    facts: Mapping[str, Any]
    tables: Mapping[str, PaperTable] = field(default_factory=dict)
    charts: Mapping[str, Sequence[PaperChart]] = field(default_factory=dict)
