"""The light of a case: late, soon due, in time. It follows from `due_at` and the clock alone.

Nothing is stored and nothing rings: a light is looked at. A clock that is paused, and a stage that
ends a case, have no `due_at` and therefore no light.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from seatapp.domain.references import References

SETTING = "soon_due_minutes."
MINUTE = 60


class Light(Enum):
    """How a deadline stands."""

    LATE = "late"
    SOON = "soon"
    IN_TIME = "in_time"
    NONE = "none"


@dataclass(frozen=True)
class Thresholds:
    """How many seconds before its end a clock counts as soon due: by clock, and for all others."""

    otherwise: int = 3600
    by_clock: Mapping[str, int] = field(default_factory=dict)

    def of(self, clock: str) -> int:
        """The threshold of a clock, in seconds."""
        return self.by_clock.get(clock, self.otherwise)

    @property
    def most(self) -> int:
        """The longest of all."""
        return max((self.otherwise, *self.by_clock.values()))

    @property
    def least(self) -> int:
        """The shortest of all."""
        return min((self.otherwise, *self.by_clock.values()))


def thresholds_of(references: References) -> Thresholds:
    """The thresholds of the site: the settings `soon_due_minutes.<clock>` and `….otherwise`."""
    found = {
        name.removeprefix(SETTING): int(str(row["value"])) * MINUTE
        for name, row in references.all("setting").items()
        if name.startswith(SETTING)
    }
    otherwise = found.pop("otherwise", Thresholds.otherwise)
    return Thresholds(otherwise, found)


def light_of(due_at: int | None, now: int, soon: int) -> Light:
    """The light of one deadline. What ends at this very second is still in time."""
    if due_at is None:
        return Light.NONE
    if now > due_at:
        return Light.LATE
    return Light.SOON if due_at - now <= soon else Light.IN_TIME


def lights_of(
    cases: Iterable[tuple[str, int | None]], now: int, thresholds: Thresholds
) -> list[Light]:
    """The lights of many cases (clock, due_at) at one moment, in their order."""
    by_clock, otherwise = thresholds.by_clock, thresholds.otherwise
    return [light_of(due_at, now, by_clock.get(clock, otherwise)) for clock, due_at in cases]
