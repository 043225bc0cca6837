"""The intake meter on the screen: what is not in order first, what is in order on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from seatapp.domain.checks.names import check_words, result_words
from seatapp.domain.checks.record import SEVERITY
from seatapp.domain.checks.verdicts import Verdict
from seatapp.text import _, listed
from ui.layouts import empty
from ui.widgets.section import labelled
from ui.widgets.verdict_mark import ResultMark
from ui.wording import named

NAME_WIDTH = 88
LONGEST_VALUE = 10
MEASURED = frozenset(
    {"photo_sharp", "photo_bright", "photo_original", "photo_size", "description_enough"}
)
"""Checks whose measured value says something that the sentence does not."""


class ShownFinding(Protocol):
    """What one check said, and of which photo."""

    @property
    def verdict(self) -> Verdict:
        """The answer."""

    @property
    def photo(self) -> int | None:
        """The place of the photo, from 1."""


class ShownReading(Protocol):
    """Everything that the meter says to one report."""

    @property
    def version(self) -> str:
        """The version of the numbers it went by."""

    @property
    def findings(self) -> Sequence[ShownFinding]:
        """The answers in their order."""


@dataclass(frozen=True)
class Line:
    """An answer with the photos that it was given to, by their places from 1."""

    verdict: Verdict
    photos: tuple[int, ...]


class MeterList(QWidget):
    """A calm list of findings; how much was measured stands at the right where it is short."""

    def __init__(self, waiting: str = "", parent: QWidget | None = None) -> None:
        """`waiting` stands there while there are no findings."""
        super().__init__(parent)
        self._reading: ShownReading | None = None
        self._all = False
        self._waiting = waiting or _("正在检查…")
        self.setAccessibleName(_("检查"))
        self.summary = labelled("", "strong")
        self.more = QPushButton()
        self.more.setProperty("tone", "link")
        self.more.clicked.connect(self._turn)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnMinimumWidth(1, NAME_WIDTH)
        self._grid.setColumnStretch(2, 1)
        head = QHBoxLayout()
        head.addWidget(self.summary, 1)
        head.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        self._draw()

    @property
    def lines(self) -> list[str]:
        """What stands in the list, from the top."""
        found = []
        for row in range(self._grid.rowCount()):
            item = self._grid.itemAtPosition(row, 2)
            if item is not None and isinstance(item.widget(), QLabel):
                found.append(item.widget().accessibleName())
        return found

    def show_reading(self, reading: ShownReading | None) -> None:
        """Show these findings instead of the former ones; None while there are none yet."""
        if reading != self._reading:
            self._reading = reading
            self._draw()

    def _turn(self) -> None:
        self._all = not self._all
        self._draw()

    def _draw(self) -> None:
        empty(self._grid)
        findings = () if self._reading is None else self._reading.findings
        lines = lines_of(findings)
        counts: dict[str, int] = {
            r: sum(one.verdict.result == r for one in lines) for r in SEVERITY
        }
        self.summary.setText(_summary(counts) if lines else self._waiting)
        self.more.setVisible(counts["pass"] > 0)
        words = _("收起合格项") if self._all else _("显示合格的 {n} 项")
        self.more.setText(words.format(n=counts["pass"]))
        ordered = sorted(lines, key=lambda one: SEVERITY.index(one.verdict.result))
        shown = [one for one in ordered if self._all or one.verdict.result != "pass"]
        for row, line in enumerate(shown):
            self._add(row, line)

    def _add(self, row: int, line: Line) -> None:
        verdict = line.verdict
        name = check_words(verdict.check)
        if line.photos:
            name = _("{name} {n}").format(name=name, n=places_words(line.photos))
        sentence = labelled(verdict.message, "plain")
        sentence.setWordWrap(True)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        answer = result_words(verdict.result)
        sentence.setAccessibleName(named(f"{name} {answer}", verdict.message))
        label = labelled(name, "secondary")
        label.setWordWrap(True)
        label.setFixedWidth(NAME_WIDTH)
        label.setContentsMargins(0, 1, 0, 0)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(ResultMark(verdict.result), row, 0, top)
        self._grid.addWidget(label, row, 1, top)
        self._grid.addWidget(sentence, row, 2, top)
        self._grid.addWidget(labelled(value_words(verdict), "secondary"), row, 3, top)


def lines_of(findings: Sequence[ShownFinding]) -> list[Line]:
    """What is the same of several photos becomes one line, where the first of them stands."""
    alike: dict[tuple[str, ...], list[ShownFinding]] = {}
    for one in findings:
        verdict = one.verdict
        said = (verdict.check, verdict.result, verdict.message, value_words(verdict))
        alike.setdefault(said, []).append(one)
    return [
        Line(same[0].verdict, tuple(one.photo for one in same if one.photo is not None))
        for same in alike.values()
    ]


def places_words(places: Sequence[int]) -> str:
    """`1–4、7`: places in words, with what follows each other drawn together."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return listed([f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs])


def value_words(verdict: Verdict) -> str:
    """What was measured, where it is short enough to stand beside the sentence."""
    value = "" if verdict.value is None else str(verdict.value)
    return value if len(value) <= LONGEST_VALUE and verdict.check in MEASURED else ""


def _summary(counts: dict[str, int]) -> str:
    parts = [
        words.format(n=counts[result])
        for result, words in (
            ("reject", _("{n} 项不合格")),
            ("warn", _("{n} 项需看")),
            ("unknown", _("{n} 项未知")),
        )
        if counts[result]
    ]
    return " · ".join(parts) or _("检查全部合格")
