"""Who works when: shifts, turns of duty, and what an approved swap changes about them.

A turn is one person in one post for one shift of one day. A shift that ends at or before its own
beginning goes over midnight and belongs to the day on which it begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import ReferenceRow, References, State

MINUTES_OF_DAY = 1440
NO_SHIFT_SECONDS = 8 * 3600
"""How long a shift is taken to be where none is known."""

LOOK_AHEAD_DAYS = 31
"""How far ahead rules look for the next duty of somebody."""

NO_DUTY_SECONDS = 24 * 3600
"""After which somebody is taken to be back where no roster says."""


@dataclass(frozen=True)
class Shift:
    """A shift of the day: `starts` and `ends` are minutes since midnight."""

    code: str
    name: str
    starts: int
    ends: int

    @property
    def over_midnight(self) -> bool:
        """Whether it ends on the day after the one on which it begins."""
        return self.ends <= self.starts


@dataclass(frozen=True)
class Turn:
    """One person on duty in one post. `instead_of` is whose turn it was before a swap."""

    code: str
    day: date
    shift: Shift
    person: str
    post: str
    team: str
    instead_of: str = ""

    @property
    def starts_at(self) -> int:
        """When it begins, in seconds since 1970."""
        return _moment(self.day, self.shift.starts)

    @property
    def ends_at(self) -> int:
        """When it ends, in seconds since 1970."""
        more = MINUTES_OF_DAY if self.shift.over_midnight else 0
        return _moment(self.day, self.shift.ends + more)


@dataclass(frozen=True)
class Roster:
    """Turns in the order of time. An empty one knows nothing, which is not the same as nobody."""

    turns: tuple[Turn, ...]

    def on_duty(self, at: int) -> list[Turn]:
        """Who is on duty at a moment; at a border it is those who begin."""
        return [turn for turn in self.turns if turn.starts_at <= at < turn.ends_at]

    def of_day(self, day: date) -> list[Turn]:
        """The turns that begin on that day."""
        return [turn for turn in self.turns if turn.day == day]

    def present(self, person: str, at: int) -> Turn | None:
        """The turn that somebody is in now."""
        return next((turn for turn in self.on_duty(at) if turn.person == person), None)

    def next_of(self, person: str, at: int) -> Turn | None:
        """The next turn of somebody that begins after that moment."""
        return next((t for t in self.turns if t.person == person and t.starts_at > at), None)

    def back_at(self, person: str, at: int) -> int:
        """When somebody is on duty again after a moment, in seconds since 1970.

        Where no roster of the next `LOOK_AHEAD_DAYS` says it, a day later.
        """
        last = _city_day(at) + timedelta(days=LOOK_AHEAD_DAYS)
        coming = (t for t in self.turns if t.person == person and t.day <= last)
        turn = next((t for t in coming if t.starts_at > at), None)
        return at + NO_DUTY_SECONDS if turn is None else turn.starts_at

    def leaving(self, person: str, at: int, slack: int) -> Turn | None:
        """The turn whose work somebody hands over: the present one, else one just ended.

        `slack` is how many seconds ago it may have ended.
        """
        own = [
            t for t in self.turns if t.person == person and t.starts_at <= at < t.ends_at + slack
        ]
        return own[-1] if own else None

    def following(self, post: str, at: int) -> list[Turn]:
        """The turns that take over a post at or after a moment: those that begin together first."""
        later = [turn for turn in self.turns if turn.post == post and turn.starts_at >= at]
        return [turn for turn in later if turn.starts_at == later[0].starts_at]


def shift_of(code: str, row: ReferenceRow) -> Shift:
    """The shift that a reference row `shift/<code>` holds."""
    return Shift(code, str(row["name"]), int(str(row["starts"])), int(str(row["ends"])))


def roster_of(
    rows: Iterable[tuple[str, ReferenceRow]],
    shifts: Mapping[str, Shift],
    swaps: Iterable[State] = (),
) -> Roster:
    """The roster that reference rows `roster/<day>.<shift>` and the approved `swaps` add up to.

    A row whose shift is not known is left out.
    """
    turns = [turn for code, row in rows for turn in _turns(code, row, shifts)]
    for swap in sorted(swaps, key=_settled):
        turns = [_swapped(turn, swap) for turn in turns]
    return Roster(tuple(sorted(turns, key=lambda turn: (turn.starts_at, turn.post, turn.person))))


def roster_around(at: int, references: References, days: Iterable[int] = (-1, 0)) -> Roster:
    """The roster with its approved swaps of the `days` counted from that of a moment.

    A shift of the day before may still go on.
    """
    shifts = _shifts(references)
    today = _city_day(at)
    codes = [roster_code(today + timedelta(days=n), shift) for n in days for shift in shifts]
    rows = [(code, row) for code in codes if (row := references.get("roster", code)) is not None]
    return roster_of(rows, shifts, references.swaps([code for code, _row in rows]))


def absent(person: str, at: int, references: References) -> bool:
    """Whether others are on duty at a moment and this person is not, approved swaps included.

    Where no roster covers the moment nobody is absent: it knows nothing. `core.absent` reckons the
    same.
    """
    on_duty = roster_around(at, references).on_duty(at)
    return bool(on_duty) and all(turn.person != person for turn in on_duty)


def back_at(person: str, at: int, references: References) -> int:
    """When somebody is on duty again after a moment, approved swaps included.

    `core.back_at` reckons the same.
    """
    return roster_around(at, references, range(LOOK_AHEAD_DAYS + 1)).back_at(person, at)


@dataclass(frozen=True)
class Borders:
    """When the present shift began, when it ends, and when the one after it does."""

    begins_at: int
    ends_at: int
    next_ends_at: int


def borders(person: str, at: int, references: References) -> Borders:
    """The shift in which somebody is at a moment, and the one that follows it.

    By the roster and its approved swaps: the person's own turn, else that of whoever is on duty.
    Where no roster covers a time the hours of the shifts do, and where there are none eight hours.
    """
    span = range(-1, 3)
    roster = roster_around(at, references, span)
    today = _city_day(at)
    days = [today + timedelta(days=n) for n in span]
    # Nobody's turns: every shift of every day, as it would be if somebody were on duty.
    shifts = _shifts(references).values()
    empty = Roster(tuple(_empty_turn(day, shift) for day in days for shift in shifts))
    now = [roster.present(person, at), *roster.on_duty(at), *_shortest_first(empty.on_duty(at))]
    turn = next((one for one in now if one is not None), None)
    begins, ends = (turn.starts_at, turn.ends_at) if turn else (at, at + NO_SHIFT_SECONDS)
    coming = [one for one in (*roster.turns, *empty.turns) if one.starts_at >= ends]
    first = min(coming, key=lambda one: (one.starts_at, one.ends_at), default=None)
    return Borders(begins, ends, first.ends_at if first else ends + NO_SHIFT_SECONDS)


def _empty_turn(day: date, shift: Shift) -> Turn:
    return Turn(roster_code(day, shift.code), day, shift, "", "", "")


def _shortest_first(turns: Iterable[Turn]) -> list[Turn]:
    return sorted(turns, key=lambda one: one.ends_at - one.starts_at)


def roster_code(day: date, shift: str) -> str:
    """Under which code the people of a shift stand."""
    return f"{day.isoformat()}.{shift}"


def _turns(code: str, row: ReferenceRow, shifts: Mapping[str, Shift]) -> Iterable[Turn]:
    day, _, shift = code.partition(".")
    people = row.get("people")
    if shift not in shifts or not isinstance(people, list):
        return
    for one in people:
        person, _, post = one.partition("@")
        team = str(row.get("team") or "")
        yield Turn(code, date.fromisoformat(day), shifts[shift], person, post, team)


def _shifts(references: References) -> Mapping[str, Shift]:
    return {code: shift_of(code, row) for code, row in references.all("shift").items()}


def _settled(swap: State) -> tuple[int, str]:
    return int(str(swap.get("settled_at") or 0)), str(swap.get("id"))


def _swapped(turn: Turn, swap: State) -> Turn:
    """A turn after a swap; who could not come has not asked for it, but is named in it."""
    giver, other = str(swap.get("absent") or swap.get("asked_by")), str(swap.get("colleague"))
    if turn.code == swap.get("given") and turn.person == giver:
        return replace(turn, person=other, instead_of=giver)
    if turn.code == swap.get("taken") and turn.person == other:
        return replace(turn, person=giver, instead_of=other)
    return turn


def _city_day(at: int) -> date:
    return datetime.fromtimestamp(at, CITY_TIME).date()


def _moment(day: date, minutes: int) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=CITY_TIME)
    return int((midnight + timedelta(minutes=minutes)).timestamp())
