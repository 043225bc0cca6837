"""What a guard may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seatapp.domain.entries import Value
from seatapp.domain.references import References, State
from seatapp.domain.workflow import Workflow


@dataclass(frozen=True)
class Situation:
    """The moment before a step; `open_children` counts them by (subject, stage)."""

    workflow: Workflow
    subject_id: str
    before: State
    after: State
    author: str
    values: Mapping[str, Value]
    open_children: Mapping[tuple[str, str], int]
    references: References
