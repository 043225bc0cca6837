"""A table that leaves the program: columns with their kinds, rows of plain values, and a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

TEXT, WHOLE, DECIMAL, MOMENT = "text", "whole", "decimal", "moment"

Cell = str | int | Decimal | None
"""What a cell holds; a moment is whole seconds since 1970."""


@dataclass(frozen=True)
class Column:
    """A column: what its cells are, and how wide it stands in a sheet, in characters."""

    heading: str
    kind: str = TEXT
    width: int = 12


@dataclass(frozen=True)
class Grid:
    """A table with its title; `about` tells in a line what was chosen, and when."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    about: str = ""
