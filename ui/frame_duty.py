"""What the frame of the window asks of the person's duty, beyond what the panes ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from seatapp.local.queue_asked import Asked
from seatapp.local.views import FoundCase, QueueCount
from seatapp.reports.grid import Grid
from seatapp.reports.monthly import CaseLines, MonthReports
from seatapp.reports.watch import Watch
from ui.duty import CaseReader, Hotline
from ui.panes.queue_pane import PaneSource
from ui.shift_duty import ShiftDuty


class FrameReader(CaseReader, PaneSource, Protocol):
    """Answers about queues and cases; every method waits for a disk, off the GUI thread."""

    def queue_counts(
        self, queues: Collection[str], person: str, now: int
    ) -> Mapping[str, QueueCount]:
        """How full these queues are."""

    def search(self, text: str, person: str, most: int) -> Sequence[FoundCase]:
        """Cases that fit a number, its last digits or words, with what was found in each."""

    def follow(self, person: str, case_id: str, wanted: bool) -> None:
        """Let the person keep an eye on a case, or no longer."""


class FrameDuty(ShiftDuty, Protocol):
    """One person at work, as the window sees it."""

    @property
    def hotline(self) -> Hotline:
        """What is known of callers."""

    @property
    def city_name(self) -> str:
        """The name of the city whose centre this is."""

    def register(self, queue: str, asked: Asked = Asked(), watch: Watch | None = None) -> Grid:  # noqa: B008
        """The register of a queue; waits for a disk, raises `CalledOff`."""

    def month(self, month: str, area: str | None = None, edition: int = 0) -> MonthReports:
        """The figures of a month from the centre; waits for it, raises `WorldError`."""

    def cases_behind(
        self, month: str, group: tuple[str, str], count: str, area: str | None = None
    ) -> CaseLines:
        """The cases behind a number of a month; waits for the centre, raises `WorldError`."""

    def freeze_month(self, month: str, area: str | None, reason: str) -> int:
        """Freeze a month that has ended; the number of the edition. Raises `WorldError`."""

    def nudge(self) -> None:
        """Bring seat and centre together now."""

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every change, on whatever thread made it."""
