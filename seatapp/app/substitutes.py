"""Naming who grants in one's place; the centre alone can do it, so this waits for the network."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from seatapp.central.gateway import Gateway

Asking = Callable[[], AbstractContextManager[Gateway]]


class Substitutes:
    """Names and ends substitutes for one person; calls wait for the centre.

    `asking` opens a connection of its own, `settled` brings what was decided to this workstation.
    Calls raise `CentreUnreachable` and `CentreRefused` with a sentence.
    """

    def __init__(self, asking: Asking, settled: Callable[[], None]) -> None:
        self._asking = asking
        self._settled = settled

    def name(self, post: str, person: str, from_at: int, until_at: int, reason: str) -> None:
        """Let a colleague grant in place of a post, from one moment to another (since 1970)."""
        with self._asking() as gateway:
            gateway.name_substitute(post, person, from_at, until_at, reason)
        self._settled()

    def end(self, post: str, person: str) -> None:
        """Let them do so no longer."""
        with self._asking() as gateway:
            gateway.end_substitute(post, person)
        self._settled()
