"""A real seat for tests: an encrypted replica with the made references, and desks for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from seatapp.central.messages import Answer, HeldPost, Pages
from seatapp.desk import Desk, SigningKey
from seatapp.domain.entries import Value
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.opening import open_replica
from seatapp.local.replica import Replica
from tests.helpers.made_centre import AREAS, MadeCentre
from tests.helpers.rules import NOON, everyone, report_values

KEY = bytes(range(32))
COURIER = SigningKey("0190c000-0000-7000-8000-000000000001", b"k" * 32, NOON + 400 * 86_400)

CALL: Mapping[str, Value] = {
    "case_kind": "hotline",
    "source": "hotline_12345",
    "area": "999001",
    "urgency": "normal",
    "description": "楼下夜里施工。",
    "caller_name": "张示三",
    "caller_phone": "19900001234",
}


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: int = NOON

    def __call__(self) -> datetime:
        """The moment, in the time of the city."""
        return datetime.fromtimestamp(self.at, CITY_TIME)

    def pass_by(self, **time: float) -> None:
        """Let time go by."""
        self.at += int(timedelta(**time).total_seconds())


@dataclass
class Seat:
    """One workstation with a made centre; `desk` gives the desk of a person who holds all posts."""

    folder: Path
    workflow: Workflow
    centre: MadeCentre
    clock: Clock = field(default_factory=Clock)
    replica: Replica = field(init=False)

    def __post_init__(self) -> None:
        self.open(create=True)
        self.replica.absorb(self.centre.since({}, "u1"))

    def open(self, create: bool = False) -> None:
        """Open the replica with the first person in front."""
        self.replica = open_replica(
            self.folder, KEY, self.workflow, create=create, now=lambda: self.clock.at
        )
        self.sit("u1")

    def sit(self, person: str) -> None:
        """This person sits in front, with all posts for the city."""
        posts = [HeldPost(post, area) for post, area in everyone(person).posts]
        scopes = ["ref", f"person:{person}", *(f"area:{area}" for area in AREAS)]
        self.replica.grant(person, posts, scopes)

    def desk(self, person: str = "u1") -> Desk:
        """The desk with this person at it."""
        desk = Desk(self.workflow, self.replica, self.clock)
        desk.take_seat(everyone(person), COURIER, "A01")
        return desk

    def take(self, person: str, step: str, case_id: str | None = None, /, **values: Value) -> str:
        """Take a step of a case; returns the identifier of the case."""
        return self.desk(person).perform(step, "case", case_id, values).subject_id

    def report(self, person: str = "u1", /, **more: Value) -> str:
        """Register a plain grid report, with changes; returns the identifier of the case."""
        values = report_values(acceptance_number=None, **more)
        return self.desk(person).perform("report", "case", None, values).subject_id

    def called(self) -> str:
        """Register the order of somebody who rang; returns the identifier of the case."""
        return self.take("u1", "report", **CALL)

    def filed(self, **more: Value) -> str:
        """Register a plain grid report, with changes, and file it; returns the case."""
        case = self.report(**more)
        why = "照片与另一件同一处。"  # every made report shows the same photo
        self.take(
            *("u1", "prefile", case),
            class_code="0110-1",
            grid_code="999001001001001",
            override_reason=why,
        )
        return self.take("u2", "file", case)

    def push(self, lose_answer: bool = False) -> Answer | None:
        """Send one batch; with `lose_answer` the centre has it and the seat does not know."""
        batch = self.replica.unsent()
        if not batch:
            return None
        self.centre.world.at = self.clock.at
        answer = self.centre.append(self.replica.seat_id, self.replica.epoch, batch)
        if not lose_answer:
            self.replica.settle(answer)
        return answer

    def push_all(self) -> None:
        """Send until nothing is unsent."""
        while self.push() is not None:
            pass

    def pull(self, person: str = "u1", size: int = 500) -> Pages:
        """Absorb one page a scope."""
        pages = self.centre.since(self.replica.cursors(), person, size)
        self.replica.absorb(pages)
        return pages

    def state(self, subject_id: str, subject: str = "case") -> State:
        """A subject as the seat shows it."""
        state = self.replica.reader.state(subject, subject_id)
        assert state is not None
        return state


SeatMaker = Callable[[], Seat]
