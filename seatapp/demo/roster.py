"""The roster of the made city around today: three shifts, the people of each post in turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from seatapp.admin.people import NewPerson
from seatapp.admin.reference_rows import Reference

BEFORE, AFTER = 31, 45
SHIFTS = ("early", "middle", "night")
ROUND_THE_CLOCK = {"acceptor": 2, "shift_leader": 1, "dispatcher": 1}
"""Posts that are staffed on every shift, with how many people."""

BY_DAY = ("supervisor", "monitor")
"""Posts that are staffed on the early shift alone."""


def demo_roster(people: Sequence[NewPerson], today: date) -> list[Reference]:
    """The reference rows from a month before to six weeks after today."""
    return [
        Reference("roster", f"{day.isoformat()}.{shift}", {"people": _people(people, day, place)})
        for day in (today + timedelta(days=by) for by in range(-BEFORE, AFTER))
        for place, shift in enumerate(SHIFTS)
    ]


def _people(people: Sequence[NewPerson], day: date, place: int) -> list[str]:
    found = []
    posts = dict(ROUND_THE_CLOCK) | (dict.fromkeys(BY_DAY, 1) if place == 0 else {})
    for post, amount in posts.items():
        able = [one.login for one in people if one.posts and one.posts[0].post == post]
        turn = day.toordinal() + place * amount
        found += [f"{able[(turn + more) % len(able)]}@{post}" for more in range(amount)]
    return found
