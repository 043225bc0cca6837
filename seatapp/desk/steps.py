"""A step as it is wanted of the desk, and as it was taken."""

from __future__ import annotations

from dataclasses import dataclass

from seatapp.domain.entries import Values


@dataclass(frozen=True)
class Wanted:
    """A step that somebody wants to take together with others."""

    step: str
    subject: str
    subject_id: str | None
    values: Values


@dataclass(frozen=True)
class Taken:
    """A step that was saved: its entry, what it was taken on, and the number of the case."""

    entry_id: str
    subject: str
    subject_id: str
    root: str
    step: str
    number: str
