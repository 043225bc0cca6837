"""What the screens of a shift ask of the person's duty, beyond what the panes of cases ask."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from seatapp.local.duty_book import DutyBook
from seatapp.local.handover_content import Content
from seatapp.local.reader import Reader
from ui.duty import Duty


class Carried(Protocol):
    """What was put into a packet, or came out of one."""

    @property
    def entries(self) -> int:
        """How many steps it holds."""


class PacketDesk(Protocol):
    """Work carried by stick; every method waits for a disk."""

    def export(self, path: Path) -> Carried:
        """Write what the centre has not answered yet to a packet."""

    def take_in(self, path: Path) -> object:
        """Take in a packet of another workstation."""


class SubstituteDesk(Protocol):
    """Says who grants in one's place; every method waits for the network, off the GUI thread.

    Raises `WorldError` with a sentence.
    """

    def name(self, post: str, person: str, from_at: int, until_at: int, reason: str) -> None:
        """Let a colleague grant in place of a post."""

    def end(self, post: str, person: str) -> None:
        """Let them do so no longer."""


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

    @property
    def packets(self) -> PacketDesk:
        """The way to another workstation without the line."""

    @property
    def substitutes(self) -> SubstituteDesk:
        """Says who grants in one's place."""
