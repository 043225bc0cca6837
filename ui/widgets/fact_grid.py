"""Labels with what stands behind them, in lines one under the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from ui.layouts import empty
from ui.theme import SMALL_PX, font
from ui.widgets.section import labelled
from ui.wording import named

LABEL_PX, LONGEST_LABEL_PX = 72, 132
SHORT_PX = 120
"""Values of up to so many pixels share a line: so much has half a line on the smallest screen."""


@dataclass(frozen=True)
class Fact:
    """A label and the words that stand behind it."""

    label: str
    words: str


class FactGrid(QWidget):
    """Labels at the left, values at the right; values can be selected and copied."""

    def __init__(self, parent: QWidget | None = None, label_px: int = LABEL_PX) -> None:
        super().__init__(parent)
        self._rows = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        for column in (0, 2):
            self._grid.setColumnMinimumWidth(column, label_px)
            self._grid.setColumnStretch(column + 1, 1)

    def show_facts(self, shown: Sequence[Fact]) -> None:
        """Show these lines instead of the former ones; two short ones share a line."""
        empty(self._grid)
        lines = in_lines(shown)
        for row, line in enumerate(lines):
            for place, fact in enumerate(line):
                value = value_label(fact.words, fact.label)
                self._put(row, 2 * place, fact.label, value, 1 if len(line) > 1 else 3)
        self._rows = len(lines)

    def add_row(self, label: str, value: QWidget) -> None:
        """Put one line in under the others."""
        self._put(self._rows, 0, label, value, 3)
        self._rows += 1

    def _put(self, row: int, column: int, label: str, value: QWidget, span: int) -> None:
        name = labelled(label, "secondary")
        name.setContentsMargins(0, 1, 0, 0)
        self._grid.addWidget(name, row, column, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, column + 1, 1, span, Qt.AlignmentFlag.AlignTop)


def in_lines(shown: Sequence[Fact]) -> list[list[Fact]]:
    """The facts in their order; a short one shares the line of the short one before it."""
    metrics = QFontMetrics(font())
    lines: list[list[Fact]] = []
    waiting: list[Fact] | None = None
    for fact in shown:
        short = "\n" not in fact.words and metrics.horizontalAdvance(fact.words) <= SHORT_PX
        if short and waiting is not None:
            waiting.append(fact)
            waiting = None
        else:
            lines.append([fact])
            waiting = lines[-1] if short else waiting
    return lines


def label_room(shown: Iterable[Fact]) -> int:
    """Pixels for the labels of grids that stand below one another, so that values are in line."""
    metrics = QFontMetrics(font(SMALL_PX))
    longest = max((metrics.horizontalAdvance(fact.label) for fact in shown), default=0)
    return min(max(LABEL_PX, longest + 2), LONGEST_LABEL_PX)


def value_label(words: str, name: str) -> QLabel:
    """A value that wraps, can be selected with the mouse, and is read aloud with its name."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAccessibleName(named(name, words))
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label
