"""Photos that are spoiled at the centre, and that this workstation still has as they were.

The centre names them to everybody who may see them; whoever has one hands it in anew.
"""

from __future__ import annotations

from collections.abc import Callable, Container

from seatapp.central.gateway import Gateway
from seatapp.local.photo_store import PhotoStore

EVERY_SECONDS = 600.0
"""How long after one answer of the centre the next one is asked for."""


class AskedAgain:
    """What the centre has asked for and lacks still. `ticks` counts seconds and never jumps."""

    def __init__(self, store: PhotoStore, ticks: Callable[[], float]) -> None:
        self._store = store
        self._ticks = ticks
        self._next_at = ticks()
        self._after = ""
        self._owed: list[str] = []

    def here(self, gateway: Gateway) -> list[str]:
        """The photos asked for that are here; raises `CentreUnreachable`."""
        if self._ticks() >= self._next_at:
            names, self._after = gateway.photos_asked_again(self._after)
            self._next_at = self._ticks() + EVERY_SECONDS
            self._owed += [name for name in names if name not in self._owed]
        self._owed = [name for name in self._owed if self._store.has(name)]
        return self._owed

    def keep(self, lacking: Container[str]) -> None:
        """The centre lacks only these of them still."""
        self._owed = [name for name in self._owed if name in lacking]
