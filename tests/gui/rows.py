"""A queue in memory with as many rows as wished, and a log of what was asked of it."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from seatapp.local.views import QueueRow

NOW = 1_764_000_000


def made_row(key: int, **changes: object) -> QueueRow:
    """A believable row; `due_at` grows with the key."""
    facts: dict[str, object] = {
        "key": key,
        "subject": "case",
        "subject_id": f"subject-{key}",
        "case_id": f"subject-{key}",
        "root_subject": "case",
        "case_kind": "grid",
        "number": f"A01-261122-{key:04d}",
        "stage": "reported",
        "title": "暴露垃圾",
        "asked": "",
        "address": "东湖区文昌街道学府社区文汇大街76号附近",
        "source": "collector",
        "unit": "",
        "urgency": "normal",
        "due_at": NOW - 600 + key * 60,
        "paused": False,
        "since_at": NOW - 7200,
        "person": "",
        "pending": False,
        "doubtful": False,
    }
    return QueueRow(**(facts | changes))  # type: ignore[arg-type]


@dataclass
class MemoryQueue:
    """Rows of one queue; `gate` holds back the pages while it is not set."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    rows: dict[int, QueueRow] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    def queue_ids(self, queue: str, person: str, now: int, text: str = "") -> array[int]:
        """All identifiers, or those whose number ends in `text`."""
        self.threads.add(threading.get_ident())
        kept = [key for key in self.ids if not text or str(key).endswith(text)]
        return array("q", kept)

    def queue_rows(self, queue: str, keys: Sequence[int]) -> list[QueueRow]:
        """Made rows for these identifiers."""
        self.threads.add(threading.get_ident())
        self.gate.wait(10)
        self.asked.append(len(keys))
        return [self.rows.get(key) or made_row(key) for key in keys]
