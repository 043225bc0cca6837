"""Photos that are spoiled at the centre: what it hands out is not what their name says.

Once may be the line, and is tried again at once. The second time in a row it is the centre's copy:
asking for it every turn would hold up the others for ever, so that it rests, and is told of.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from seatapp.local.replica import Replica

SPOILED_AFTER = 2
"""So often in a row a photo comes wrong before its copy at the centre counts as spoiled."""

REST_SECONDS = 3_600.0
"""How long nobody asks for it then; somebody may have put it right at the centre."""


class SpoiledPhotos:
    """Which photos came wrong, and when they may be asked for again; any thread may look.

    What is known of it stays in the replica, so that `seatapp doctor` tells it and the next start
    asks only once. `ticks` counts seconds and never jumps.
    """

    def __init__(self, replica: Replica, ticks: Callable[[], float]) -> None:
        self._replica = replica
        self._ticks = ticks
        self._lock = threading.Lock()
        self._times = dict.fromkeys(replica.spoiled_photos(), SPOILED_AFTER)
        self._until: dict[str, float] = {}

    def spoiled(self, sha256: str) -> bool:
        """Whether the centre's copy of this photo counts as spoiled."""
        with self._lock:
            return self._times.get(sha256, 0) >= SPOILED_AFTER

    def rests(self, sha256: str) -> bool:
        """Whether it is too early to ask for this photo."""
        with self._lock:
            return self._until.get(sha256, self._ticks()) > self._ticks()

    def came_wrong(self, sha256: str) -> None:
        """It came, and was something else."""
        with self._lock:
            self._times[sha256] = self._times.get(sha256, 0) + 1
            if self._times[sha256] < SPOILED_AFTER:
                return
            self._until[sha256] = self._ticks() + REST_SECONDS
        self._replica.note_spoiled(sha256, spoiled=True)

    def came_whole(self, sha256: str) -> None:
        """It came as it should."""
        with self._lock:
            known = self._times.pop(sha256, 0) >= SPOILED_AFTER
            self._until.pop(sha256, None)
        if known:
            self._replica.note_spoiled(sha256, spoiled=False)
