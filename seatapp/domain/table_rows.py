"""The lines of the tables of `db/workflow`: each cell is read with what it may hold.

A fault names file, line and column.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import TypeVar

from seatapp.errors import TableFault
from seatapp.text import _

Made = TypeVar("Made")

COLUMNS = {
    "subjects.csv": ("subject", "of", "keeper", "owner", "number", "prefix", "label"),
    "stages.csv": ("subject", "stage", "label", "terminal", "milestone", "tone"),
    "posts.csv": ("post", "label", "order"),
    "choices.csv": ("list", "code", "label", "marks"),
    "queues.csv": ("queue", "subject", "posts", "label", "group", "marks", "empty"),
    "refusals.csv": ("code", "sentence", "advice"),
    "fields.csv": ("subject", "name", "type", "maximum", "personal", "origin", "label"),
    "steps.csv": (
        *("subject", "step", "kinds", "from", "to", "posts", "required", "optional", "sets"),
        *("counts", "guards", "clock", "stamp", "gives", "fresh", "offline", "label", "key"),
        "tone",
    ),
    "lapses.csv": ("subject", "stage", "until", "step"),
    "effects.csv": ("subject", "step", "effect", "target", "target_step", "when", "values"),
}
"""The columns of each table, all of which have to be there and no other."""


class Row:
    """One line of a table with its place, so that a fault can name file, line and column."""

    def __init__(self, file: str, line: int, cells: Mapping[str, str]) -> None:
        self.file = file
        self.line = line
        self.cells = cells

    def fault(self, column: str, problem: str) -> TableFault:
        """The error that names this place."""
        return _fault(self.file, self.line, column, problem)

    def word(self, column: str, allowed: Iterable[str] | None = None) -> str:
        """One word; with `allowed`, one of those."""
        value = self.cells[column]
        if allowed is not None and value not in allowed:
            raise self.fault(column, f"unknown value {value!r}")
        return value

    def words(self, column: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
        """Words between bars; with `allowed`, each of those."""
        found = tuple(word for word in self.cells[column].split("|") if word)
        for word in found:
            if allowed is not None and word not in allowed:
                raise self.fault(column, f"unknown value {word!r}")
        return found

    def yes(self, column: str) -> bool:
        """`yes` or `no`."""
        return self.word(column, ("yes", "no")) == "yes"

    def number(self, column: str) -> int:
        """A whole number; nothing means 0."""
        value = self.cells[column]
        if value and not value.isdecimal():
            raise self.fault(column, f"not a number: {value!r}")
        return int(value or 0)


def rows_of(folder: Traversable, file: str) -> Iterator[Row]:
    """The lines of a table; raises `TableFault` for a wrong column or number of cells."""
    expected = COLUMNS[file]
    reader = csv.DictReader((folder / file).read_text("utf-8").splitlines())
    found = tuple(reader.fieldnames or ())
    for column in (*expected, *found):
        if column not in expected or column not in found:
            raise _fault(file, 1, column, "unknown or missing column")
    for cells in reader:
        if None in cells or None in cells.values():
            raise _fault(file, reader.line_num, "", "wrong number of cells")
        yield Row(file, reader.line_num, cells)


def by_name(rows: Iterable[Row], column: str, make: Callable[[Row], Made]) -> dict[str, Made]:
    """What `make` reads of each line, by the word in `column`, which stands there once."""
    made: dict[str, Made] = {}
    for row in rows:
        name = row.word(column)
        if name in made:
            raise row.fault(column, f"listed twice: {name}")
        made[name] = make(row)
    return made


def by_pair(
    rows: Iterable[Row], columns: tuple[str, str], make: Callable[[Row], Made]
) -> dict[tuple[str, str], Made]:
    """What `make` reads of each line, by the words in both `columns`, which stand there once."""
    made: dict[tuple[str, str], Made] = {}
    first, second = columns
    for row in rows:
        pair = (row.word(first), row.word(second))
        if pair in made:
            raise row.fault(second, f"listed twice: {'/'.join(pair)}")
        made[pair] = make(row)
    return made


def _fault(file: str, line: int, column: str, problem: str) -> TableFault:
    sentence = _(
        "流程表 {file} 第 {line} 行 [{column}] 列有误，程序没有启动，数据未作改动。"
        "请联系管理员。（{problem}）"
    ).format(file=file, line=line, column=column, problem=problem)
    return TableFault(sentence, file, line, column)
