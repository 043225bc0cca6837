"""A person at work on a real replica and desk, with a made centre that judges and answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from seatapp.central.messages import Caller
from seatapp.desk import Desk
from seatapp.domain.entries import Value
from seatapp.local.views import CaseDetail
from tests.helpers.duty import DemoReferences, Person, demo_rows
from tests.helpers.made_centre import MadeCentre
from tests.helpers.replica_duty import ReplicaDuty
from tests.helpers.seat import Clock


@dataclass
class DeskDuty(ReplicaDuty):
    """Steps are taken here and sent to the centre when a test says so."""

    centre: MadeCentre = field(init=False)
    clock: Clock = field(init=False)
    looks: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.clock = Clock(self.now)
        self.centre = MadeCentre(self.workflow)
        self.centre.world.references = DemoReferences()
        self.desk = Desk(self.workflow, self.replica, self.clock)
        self.sit(self.person, *self.posts)

    def take_over(self, login: str, *posts: str) -> None:
        """Let somebody of the demo city take the seat."""
        self.sit(Person(login, str(demo_rows()["person", login]["name"])), *posts)

    def report(self, **values: Value) -> str:
        """Register a report, a plain grid one unless told otherwise; returns the case."""
        plain: dict[str, Value] = {
            "case_kind": "grid",
            "source": "collector",
            "collector": "C04",
            "area": "999001",
            "urgency": "normal",
            "description": "学府社区东门垃圾桶满溢，垃圾散落一地。",
            "address": "东湖区文昌街道学府社区东门",
        }
        plain |= values
        typed = {name: value for name, value in plain.items() if value is not None}
        return self.desk.perform("report", "case", None, typed).subject_id

    def take(self, step: str, case_id: str, **values: Value) -> None:
        """Take a step of a case."""
        self.desk.perform(step, "case", case_id, values)

    def push(self) -> None:
        """Send what is unsent, and take the centre's answer."""
        self.centre.world.at = self.clock.at
        batch = self.replica.unsent()
        self.replica.settle(self.centre.append(self.replica.seat_id, 1, batch))

    def elsewhere(self, step: str, case_id: str, post: str, **values: Value) -> None:
        """Somebody else takes a step at the centre, of which this seat knows nothing yet."""
        self.centre.take("u1002", post, step, case_id, values)

    def detail(self, case_id: str) -> CaseDetail:
        """The case as it stands here."""
        found = self.reader.case(case_id, self.person.id)
        assert found is not None
        return found

    def caller_of(self, case_id: str, reason: str) -> Caller:
        """The caller as the centre has them; who asked, and why, stands in `looks`."""
        self.looks.append((self.person.id, reason))
        _scope, _n, values = self.centre.contacts[case_id]
        return Caller(values, 30 - len(self.looks))
