"""Looks at a caller's full values: which step records one, and how many a day has.

`core.reveal_ceiling` is the twin of `looks_a_day`. The centre counts every look of a person; a
workstation without a line to it counts those that were taken on it.
"""

from __future__ import annotations

from datetime import datetime

from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import References, whole_setting

LOOK = ("case", "reveal")
"""Subject and step of an entry that records a look."""

USUAL_CEILING = 30


def looks_a_day(references: References) -> int:
    """How many looks a person has on one day of the city: `setting/reveals_a_day`."""
    return whole_setting("reveals_a_day", USUAL_CEILING, references)


def day_began(moment: datetime) -> int:
    """When the day of the city began (seconds since 1970)."""
    midnight = moment.astimezone(CITY_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    return int(midnight.timestamp())
