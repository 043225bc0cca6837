"""What the frame of the window asks of the person's duty, beyond what the panes ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from seatapp.reports.case_lines import CaseLines
from seatapp.reports.entered import Enterable, EnteredRows
from seatapp.reports.figure_tables import Table
from seatapp.reports.local_figures import LocalFigures
from seatapp.reports.monthly import MonthReports
from seatapp.reports.own_list import OwnList
from ui.shift_duty import ShiftDuty


class MonthFigures(Protocol):
    """Figures of the centre; every method waits for it and raises `WorldError`."""

    def month(self, month: str, area: str | None = None, edition: int = 0) -> MonthReports:
        """The figures of a month."""

    def cases_behind(
        self, month: str, group: tuple[str, str], count: str, area: str | None = None
    ) -> CaseLines:
        """The cases behind a number of a month."""

    def analysis(self, month: str, area: str | None = None) -> list[Table]:
        """What deserves a look in a period."""

    def course(self, reports: MonthReports, area: str | None = None) -> list[Table]:
        """The months of a quarter or year beside each other; nothing for shorter periods."""

    def read_table(self, path: Path) -> EnteredRows:
        """What a table of entered figures holds, and what is wrong with it."""

    def enterable(self) -> Sequence[Enterable]:
        """The tables and indicators that can be entered."""

    def enter(self, rows: Sequence[Mapping[str, str]], area: str | None = None) -> int:
        """Enter them; how many changed."""

    def freeze(self, month: str, area: str | None, reason: str) -> int:
        """Freeze a month that has ended; the number of the edition."""


class FrameDuty(ShiftDuty, Protocol):
    """One person at work, as the window sees it."""

    @property
    def trial(self) -> str:
        """What is wrong on purpose with the line to the centre; nothing in earnest."""

    @property
    def city_name(self) -> str:
        """The name of the city whose centre this is."""

    @property
    def password_until(self) -> int | None:
        """When the person's password ends, in seconds since 1970; None where that is not known."""

    def change_password(self, present: str, new: str) -> None:
        """Give the person a new password; waits for the centre."""

    @property
    def months(self) -> MonthFigures:
        """The figures of months."""

    def care_words(self, now: int) -> Sequence[str] | None:
        """What the person has to see to as who keeps lists or server; None: not known yet."""

    def figures_here(self, days: int) -> LocalFigures:
        """Statistics of what this workstation holds of the last days. Waits for a disk."""

    def own_list(self, days: int) -> OwnList:
        """What the person did in the last days, and what they owe. Waits for a disk."""

    def nudge(self) -> None:
        """Bring seat and centre together now."""

    def round(self) -> None:
        """The same on this thread; without the centre nothing happens but the attempt."""

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every change, on whatever thread made it."""
