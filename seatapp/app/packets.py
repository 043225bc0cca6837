"""Packets: what one workstation has for the centre, carried to another on a stick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from seatapp.domain.workflow import Workflow
from seatapp.local.photo_store import PhotoStore
from seatapp.local.replica import Replica
from seatapp.sync.packet import Exported, Imported, Progress, export_packet, import_packet
from seatapp.sync.packet_file import SUFFIX, City


def named(path: Path, city: City, seat_code: str, now: datetime) -> Path:
    """Where a packet goes; in a folder it gets a name of its own."""
    if not path.is_dir():
        return path
    return path / f"{city.name}-{seat_code}-{now:%Y%m%d-%H%M%S}{SUFFIX}"


def _silent(done: int, of: int) -> None:
    """Nobody watches."""


class Packets:
    """Packets of the workstation `seat_code` in `city`; `nudge` has the centre told soon."""

    def __init__(
        self,
        workflow: Workflow,
        replica: Replica,
        photos: PhotoStore,
        city: City,
        seat_code: str,
        clock: Callable[[], datetime],
        nudge: Callable[[], None],
    ) -> None:
        self._workflow, self._replica, self._photos = workflow, replica, photos
        self._city, self._seat_code = city, seat_code
        self._clock, self._nudge = clock, nudge

    def export(self, path: Path, progress: Progress = _silent) -> Exported:
        """Write what the centre has not answered yet to a packet; a folder gets a named one.

        Raises `LocalFileError` when it cannot be written there.
        """
        now = self._clock()
        return export_packet(
            named(path, self._city, self._seat_code, now),
            self._replica.unacknowledged(),
            self._photos,
            self._city,
            self._workflow,
            self._seat_code,
            int(now.timestamp()),
            progress,
        )

    def take_in(self, path: Path, progress: Progress = _silent) -> Imported:
        """Take in a packet of another workstation; it is sent with the next round.

        Raises `PacketRefused` when it is not one of this city or not whole.
        """
        imported = import_packet(path, self._replica, self._photos, self._city, progress)
        self._nudge()
        return imported
