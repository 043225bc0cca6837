"""Where a person has been in the window, so that they can go back and forward again."""

from __future__ import annotations

from dataclasses import dataclass, replace

LONGEST = 60
Subject = tuple[str, str, str]
"""The kind of the root, the subject, and its root."""


@dataclass(frozen=True)
class Stop:
    """One place, with the subject that the panel showed there; None for none yet."""

    place: str
    subject: Subject | None = None


class Trail:
    """The stops in their order; going somewhere new forgets what was ahead."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []
        self._at = -1

    @property
    def can_go_back(self) -> bool:
        """Whether there is a stop behind."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a stop ahead."""
        return self._at + 1 < len(self._stops)

    def note(self, stop: Stop) -> None:
        """Somebody went somewhere; the same place again is no new stop."""
        if self._at >= 0 and self._stops[self._at] == stop:
            return
        self._stops = [*self._stops[: self._at + 1], stop][-LONGEST:]
        self._at = len(self._stops) - 1

    def look_at(self, subject: Subject | None) -> None:
        """The panel shows another subject at the stop where the person is."""
        if self._at >= 0:
            self._stops[self._at] = replace(self._stops[self._at], subject=subject)

    def step(self, by: int) -> Stop | None:
        """One stop back (-1) or forward (1); None at the end."""
        to = self._at + by
        if not 0 <= to < len(self._stops):
            return None
        self._at = to
        return self._stops[to]
