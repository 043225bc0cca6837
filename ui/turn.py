"""Which shift works now, and who leads it, in the few words of the bar at the top."""

from __future__ import annotations

from seatapp.domain.posts import LEADING
from seatapp.domain.roster import Roster, Turn
from seatapp.text import _
from ui.durations import local
from ui.frame_duty import FrameDuty

MIDNIGHT = {"00:00": "24:00"}
"""What ends with the day ends at 24:00, as people say."""


def turn_of(roster: Roster, person: str, now: int) -> Turn | None:
    """The turn the person is in; of somebody who is in none, the one that others are in."""
    running = roster.on_duty(now)
    return roster.present(person, now) or (running[0] if running else None)


def turn_words(duty: FrameDuty, now: int) -> str:
    """`早班 08:00–16:00 · 值班长 王五`; nothing where the roster says nothing. Waits for a disk."""
    roster = duty.book.roster()
    turn = turn_of(roster, duty.person.id, now)
    if turn is None:
        return ""
    ends = f"{local(turn.ends_at):%H:%M}"
    words = _("{shift} {starts}–{ends}").format(
        shift=turn.shift.name,
        starts=f"{local(turn.starts_at):%H:%M}",
        ends=MIDNIGHT.get(ends, ends),
    )
    leaders = [one.person for one in roster.on_duty(now) if one.post == LEADING]
    if not leaders or duty.person.id in leaders:
        return words
    name = duty.reader.words("person", leaders[0])
    return _("{turn} · 值班长 {name}").format(turn=words, name=name)
