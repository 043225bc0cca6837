"""What the screens of a shift ask of the person's duty, beyond what the panes of cases ask."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Protocol

from seatapp.local.duty_book import DutyBook
from seatapp.local.handover_content import Content
from seatapp.local.reader import Reader
from seatapp.reports.paper import Paper
from ui.duty import Duty


class Carried(Protocol):
    """What was put into a packet, or came out of one."""

    @property
    def entries(self) -> int:
        """How many steps it holds."""


class ShiftDuty(Duty, Protocol):
    """One person at work, as the screens of a shift see it."""

    @property
    def reader(self) -> Reader:
        """Answers from the replica."""

    @property
    def book(self) -> DutyBook:
        """Answers about shifts."""

    def handover_content(self, post: str) -> Content:
        """What the person in front has to hand over now."""

    def handover_paper(self, handover_id: str) -> Paper:
        """The record of a handover."""

    def duty_log_paper(self, day: date) -> Paper:
        """The duty log of a day."""

    def export_packet(self, path: Path) -> Carried:
        """Write what the centre has not answered yet to a packet."""

    def import_packet(self, path: Path) -> object:
        """Take in a packet of another workstation."""
