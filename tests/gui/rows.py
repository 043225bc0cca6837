"""A queue in memory with as many rows as wished, and a log of what was asked of it."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from seatapp.local.queue_asked import Asked
from seatapp.local.unit_loads import UnitLoad
from seatapp.local.views import QueueRow
from ui.models.queue_model import AS_IT_IS

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
    edition: int = 1

    def __post_init__(self) -> None:
        self.gate.set()

    def queue_ids(self, queue: str, person: str, now: int, asked: Asked = AS_IT_IS) -> array[int]:
        """All identifiers, or those whose number ends in the words; backwards if so asked."""
        self.threads.add(threading.get_ident())
        kept = [key for key in self.ids if not asked.words or str(key).endswith(asked.words)]
        return array("q", reversed(kept) if asked.descending else kept)

    def queue_rows(self, queue: str, keys: Sequence[int]) -> list[QueueRow]:
        """Made rows for these identifiers."""
        self.threads.add(threading.get_ident())
        self.gate.wait(10)
        self.asked.append(len(keys))
        return [self.rows.get(key) or made_row(key) for key in keys]

    def references(self, kind: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """Two units, an area and a grid."""
        rows: dict[str, list[tuple[str, Mapping[str, Any]]]] = {
            "unit": [("401", {"name": "洁诚环卫"}), ("402", {"name": "城市管理局"})],
            "area": [("999001", {"name": "东湖区"})],
            "grid": [("999001002001001", {"name": "学府社区001网格"})],
        }
        return rows.get(kind, [])

    def lists_edition(self) -> int:
        """How often the lists have changed."""
        return self.edition

    def titles(self) -> Sequence[str]:
        """Two classes."""
        return ["暴露垃圾", "道路破损"]

    def unit_loads(self, queue: str, person: str, now: int) -> list[UnitLoad]:
        """One unit that is late, one that is not."""
        late = UnitLoad("401", "洁诚环卫", total=7, soon=1, late=2, silent=1)
        return [late, UnitLoad("402", "城市管理局", total=3, soon=0, late=0, silent=0)]
