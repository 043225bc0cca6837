"""What the frame shows: how full the places are, and how seat and centre stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seatapp.domain.posts import ON_WATCH
from seatapp.local.views import QueueCount, SyncStatus
from ui.frame_duty import FrameDuty
from ui.place_names import HANDOVER, WATCH


@dataclass(frozen=True)
class Figures:
    """How full the places of the rail are, and how seat and centre stand."""

    counts: Mapping[str, QueueCount]
    status: SyncStatus

    def of(self, place: str) -> QueueCount | None:
        """How full a place is; None as long as nobody has counted."""
        return self.counts.get(place)


NOT_YET = Figures(
    {},
    SyncStatus(
        online=False,
        offline_since=None,
        unsent=0,
        refused=0,
        last_round=None,
        skew=None,
        filling=None,
        trouble=None,
        whole=True,
    ),
)
"""Before anything was read."""


def read_figures(duty: FrameDuty, queues: Sequence[str], now: int) -> Figures:
    """Read what there is now. Waits for a disk."""
    counts = duty.reader.queue_counts(queues, duty.person.id, now)
    waiting = QueueCount(len(duty.book.waiting(duty.posts)), 0)
    late = duty.reader.watch_rounds(now).late(now) if ON_WATCH in duty.posts else 0
    return Figures({**counts, HANDOVER: waiting, WATCH: QueueCount(late, late)}, duty.status())
