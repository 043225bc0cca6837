"""When a number is rung next: in another half day, in hours when people may be rung.

The row `callback_rule/tries` of the site holds `tries`, `half_days`, and the hours `from` and
`until` (`HH:MM`) between which people are rung; an engaged line is tried again after a while.
"""

from __future__ import annotations

from seatapp.domain.clock import CITY_OFFSET, DAY, Calendar
from seatapp.domain.references import References

ENGAGED_AGAIN = 20 * 60
"""After how many seconds an engaged line is rung again, where the rule has no `engaged_minutes`."""

_HALF = DAY // 2
_FROM, _UNTIL = "08:30", "20:30"


def next_try(result: str, at: int, references: References) -> int | None:
    """The moment for the next try after `result` at `at`; None where there is none.

    `later` is agreed with the person rung, so nothing is proposed; a number that is wrong, or
    whose owner does not want to be rung, is not rung again.
    """
    rule = references.get("callback_rule", "tries") or {}
    if result == "engaged":
        minutes = rule.get("engaged_minutes")
        wait = int(minutes) * 60 if isinstance(minutes, int) else ENGAGED_AGAIN
        return _within_hours(at + wait, rule.get("from"), rule.get("until"))
    if result == "no_answer":
        half_day = ((at + CITY_OFFSET) // _HALF + 1) * _HALF - CITY_OFFSET
        opened = _first_open(half_day, references.calendar())
        return _within_hours(opened, rule.get("from"), rule.get("until"))
    return None


def _first_open(at: int, calendar: Calendar | None) -> int:
    """The first open second from `at` on; `at` itself where the calendar does not know."""
    counted = None if calendar is None else calendar.counted(at)
    if calendar is None or counted is None:
        return at
    opened = calendar.moment(counted + 1)
    return at if opened is None else opened - 1


def _within_hours(at: int, first: object, last: object) -> int:
    begin, end = _seconds(first, _FROM), _seconds(last, _UNTIL)
    day = (at + CITY_OFFSET) // DAY * DAY - CITY_OFFSET
    if at < day + begin:
        return day + begin
    return at if at <= day + end else day + DAY + begin


def _seconds(clock: object, missing: str) -> int:
    hours, minutes = str(clock or missing).split(":")
    return int(hours) * 3600 + int(minutes) * 60
