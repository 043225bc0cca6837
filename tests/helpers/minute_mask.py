"""The clock, told slowly: every minute of 2015 to 2026 marked open or closed, and added up.

It shares nothing with `seatapp.domain` but the days and hours it is given as plain text, and is
what the fast look-ups are compared with. Moments are minutes since 2015-01-01 00:00 in the city.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Minutes = NDArray[np.int64]

FIRST_DAY = np.datetime64("2015-01-01")
DAYS = int((np.datetime64("2027-01-01") - FIRST_DAY).astype(int))
ALL_MINUTES = DAYS * 1440
START = 1_420_041_600
"""2015-01-01 00:00 in Shanghai, in seconds since 1970."""

NEVER = -1
"""The answer where the days of another year would be needed."""


@dataclass(frozen=True)
class Days:
    """A calendar as plain text: `special` names days as `holiday` or `work_day`; `seasons` are
    (first day, last day, hours)."""

    name: str
    special: Mapping[str, str]
    hours: Sequence[str]
    seasons: Sequence[tuple[str, str, Sequence[str]]] = ()


class MinuteMask:
    """All minutes of a calendar; `before[i]` is the number of open ones before minute `i`."""

    def __init__(self, days: Days) -> None:
        worked = np.is_busday(FIRST_DAY + np.arange(DAYS))
        for day, kind in days.special.items():
            place = int((np.datetime64(day) - FIRST_DAY).astype(int))
            if 0 <= place < DAYS:
                worked[place] = kind != "holiday"
        pattern = np.tile(pattern_of(days.hours), (DAYS, 1))
        for first, last, hours in days.seasons:
            begin, end = (int((np.datetime64(d) - FIRST_DAY).astype(int)) for d in (first, last))
            pattern[max(begin, 0) : end + 1] = pattern_of(hours)
        mask = (pattern & worked[:, None]).ravel()
        self.before: Minutes = np.concatenate([[0], np.cumsum(mask, dtype=np.int64)])
        a_day = self.before[::1440]
        self.open_days: Minutes = np.flatnonzero(a_day[1:] > a_day[:-1])

    def after(self, start: Minutes, minutes: Minutes) -> Minutes:
        """When so many open minutes have passed."""
        return np.where(minutes == 0, start, self.reached(self.before[start] + minutes))

    def reached(self, total: Minutes) -> Minutes:
        """The first moment with `total` open minutes before it."""
        return np.where(total > self.before[-1], NEVER, np.searchsorted(self.before, total))

    def same_time(self, start: Minutes, days: Minutes, percent: Minutes) -> Minutes:
        """The same time of the day, `days` working days on, and a part of that day more.

        Who begins with a day has whole days, up to the close of the last of them.
        """
        begins = self.reached(self.before[start] + 1) - 1
        midnight = begins // 1440 * 1440
        today = np.searchsorted(self.open_days, begins // 1440)
        last = len(self.open_days) - 1
        target = np.minimum(today + days, last)
        there = self.before[self.open_days[target] * 1440 + begins - midnight]
        whole = (days > 0) & (self.before[begins] == self.before[midnight])
        end_before = self.open_days[np.clip(today + days - 1, 0, last)] * 1440 + 1440
        there = np.where(whole, self.before[end_before], there)
        a_day = self.before[self.open_days * 1440 + 1440] - self.before[self.open_days * 1440]
        part = -(-percent * a_day[target] // 100)
        beyond = today + days - (whole & (percent == 0)) > last
        due = np.where((begins < 0) | beyond, NEVER, self.reached(there + part))
        return np.where((days == 0) & (percent == 0), start, due)

    def close_of(self, start: Minutes, days: Minutes) -> Minutes:
        """The close of work of the n-th working day after the day of `start`."""
        place = np.searchsorted(self.open_days, start // 1440, side="right") + days - 1
        last = len(self.open_days) - 1
        target = self.open_days[np.minimum(place, last)]
        due = self.reached(self.before[target * 1440 + 1440])
        return np.where(days == 0, start, np.where(place > last, NEVER, due))


def pattern_of(hours: Sequence[str]) -> NDArray[np.bool_]:
    """The minutes of a working day."""
    pattern = np.zeros(1440, dtype=np.bool_)
    for text in hours:
        begin, end = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
        pattern[begin:end] = True
    return pattern
