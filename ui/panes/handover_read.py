"""What the handover screen reads, and what somebody types for a handover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from seatapp.domain.references import State
from seatapp.local.duty_book import HandoverView
from seatapp.local.handover_content import Content


@dataclass(frozen=True)
class Read:
    """What the screen shows: all handovers, the one in hand, and what a draft would hold."""

    handovers: Sequence[State]
    view: HandoverView | None
    content: Content | None
    questions: Mapping[str, str]
    names: Mapping[str, str]
    offered: Mapping[str, frozenset[str]]
    """The steps that the person can take on each handover and each item of the one in hand."""

    def name_of(self, login: object) -> str:
        """The name of somebody; nothing for nobody."""
        return self.names.get(str(login), str(login)) if login else ""

    def may(self, step: str, subject_id: object) -> bool:
        """Whether the person can take that step on a handover or an item."""
        return step in self.offered.get(str(subject_id), frozenset())


@dataclass
class Typed:
    """What somebody has written for a handover that they have not signed yet."""

    notes: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    remarks: str = ""
    attachments: list[str] = field(default_factory=list)
    taker_remarks: str = ""

    def values(self) -> dict[str, Any]:
        """The same as a draft is kept."""
        return {
            "notes": [f"{key}={text}" for key, text in self.notes.items() if text],
            "answers": [f"{key}={text}" for key, text in self.answers.items() if text],
            "remarks": self.remarks,
            "attachments": list(self.attachments),
            "taker_remarks": self.taker_remarks,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Typed:
        """What was kept."""
        kept = kept or {}
        pairs = {name: [line.partition("=") for line in kept.get(name) or ()] for name in _PAIRS}
        told = {name: {one[0]: one[2] for one in found} for name, found in pairs.items()}
        words = {name: str(kept.get(name) or "") for name in ("remarks", "taker_remarks")}
        photos = [str(one) for one in kept.get("attachments") or ()]
        return cls(told["notes"], told["answers"], attachments=photos, **words)


_PAIRS = ("notes", "answers")


def drafted_by(state: State, person: str) -> bool:
    """Whether this is a draft of that person."""
    return state["stage"] == "draft" and state.get("drafted_by") == person
