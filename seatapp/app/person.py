"""Who sits in front of a workstation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Who sits in front: the log-in, and the name as colleagues know it."""

    id: str
    name: str
