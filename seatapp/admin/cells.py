"""The cells of one row of a file, asked for by what they have to hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from seatapp.text import _, listed

T = TypeVar("T")


class CellFault(Exception):
    """A cell does not hold what it should; `sentence` says so to the person who wrote it."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(f"{column}: {sentence}")
        self.column = column
        self.sentence = sentence


class Cells:
    """One row by column name; every question raises `CellFault` when the cell cannot answer."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells

    def optional(self, column: str, maximum: int = 500) -> str:
        """The text, or the empty text."""
        value = self._cells.get(column, "")
        if len(value) > maximum:
            raise CellFault(column, _("超过 {maximum} 个字。").format(maximum=maximum))
        return value

    def text(self, column: str, maximum: int = 500) -> str:
        """The text, which must not be empty."""
        value = self.optional(column, maximum)
        if not value:
            raise CellFault(column, _("不能为空。"))
        return value

    def matching(self, column: str, pattern: str, sentence: str) -> str:
        """The text, which must match `pattern` whole; `sentence` says what is asked for."""
        value = self.text(column)
        if not re.fullmatch(pattern, value):
            raise CellFault(column, sentence)
        return value

    def whole(self, column: str) -> int:
        """A whole number above zero."""
        return int(self.matching(column, r"[1-9][0-9]{0,6}", _("应为大于 0 的整数。")))

    def choice(self, column: str, meanings: Mapping[str, T]) -> T:
        """What the text stands for in `meanings`."""
        value = self.text(column)
        if value not in meanings:
            allowed = listed(meanings)
            raise CellFault(column, _("只能是：{allowed}。").format(allowed=allowed))
        return meanings[value]

    def parts(self, column: str) -> list[str]:
        """The words between the bars of `a|b|c`; none when the cell is empty."""
        return [part.strip() for part in self.optional(column).split("|") if part.strip()]
