"""A real seat in the simulation: its file, its desk and its sync engine, on a clock that is off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, Protocol

from sqlalchemy import select

from seatapp.central.messages import HeldPost, Session
from seatapp.desk import Desk, SigningKey
from seatapp.domain.entries import Value
from seatapp.domain.judge import Member
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.workflow import Workflow
from seatapp.errors import CentreUnreachable, StepRefused
from seatapp.local.opening import open_replica
from seatapp.local.photo_store import PhotoStore
from seatapp.local.prepared import Prepared
from seatapp.local.subject_tables import VIEWS
from seatapp.sync.company import Company
from seatapp.sync.engine import Connected, Engine, World
from seatapp.sync.photos import PhotoLane
from tests.helpers.rules import NOON, TYPED, report_values
from tests.simulator.centre import MadeCentre
from tests.simulator.network import Line, Network
from tests.simulator.receipts import Told

KEY = bytes(range(32))
COURIER = SigningKey("0190c000-0000-7000-8000-000000000001", b"k" * 32, NOON + 400 * 86_400)


STEPS = (
    "ask_supplement", "supplement", "order_verification", "reissue_verification",
    "cancel_verification", "verification_true", "verification_untrue",
    "verification_not_found", "self_handle", "prefile", "file", "return_prefiled",
    "refuse_filing", "urgent_dispatch", "ratify", "refuse_ratification", "dispatch",
    "return_to_leader", "receipt", "recall", "urge", "respond", "return_response",
    "submit_inspection", "issue_inspection", "reissue_inspection", "cancel_inspection",
    "inspection_pass", "inspection_fail", "pass_on", "rework", "reinspect", "close",
    "decline", "note",
)  # fmt: skip
"""The steps that people take: a new one in the tables leaves every history as it was."""


_NEWEST = Prepared(select(VIEWS["case"].c.id).order_by(VIEWS["case"].c.key.desc()))


class Crash(BaseException):
    """The process of a seat ends here; `seat` is its number."""

    def __init__(self, seat: int) -> None:
        super().__init__()
        self.seat = seat


class Surroundings(Protocol):
    """What a seat sees of the simulation around it."""

    workflow: Workflow
    centre: MadeCentre
    network: Network
    random: Random
    now: int

    def meanwhile(self, seat: Seat) -> None:
        """Let others do something."""

    def began(self, seat: Seat) -> None:
        """A seat has started again."""


class Seat:
    """One workstation.

    `saved` are the entries that its people were told are saved, `told` what they were told that the
    centre has decided about them.
    """

    def __init__(self, number: int, folder: Path, around: Surroundings, members: list[Member]):
        self.number = number
        self.folder = folder
        self.members = members
        self.saved: list[str] = []
        self.told: dict[str, Told] = {}
        self.turning = False
        self._around = around
        self._skew = around.random.choice((0, 0, 7, -40, 3_600, -86_400))
        self._writes_left: int | None = None
        self._dies_after = False
        self.person = members[0]
        self._open(create=True)

    def now(self) -> float:
        """The clock of this computer, in seconds since 1970."""
        return float(self._around.now + self._skew)

    def act(self) -> None:
        """Somebody takes a step on what the screen shows."""
        self._guarded(self._act)

    def turn(self) -> None:
        """The sync engine gets its turn."""
        if not self.turning:
            self._guarded(self._turn)

    def settle_refusal(self) -> None:
        """Somebody gives up a step that was not accepted."""
        self._guarded(self._settle_refusal)

    def change_shift(self) -> None:
        """The next person sits down; what is unsent stays and goes with their connection."""
        if not self.turning:
            self.person = self._around.random.choice(self.members)
            self.restart()

    def die_soon(self) -> None:
        """The process ends at one of its next writes, before or after it."""
        self._writes_left = self._around.random.randrange(6)
        self._dies_after = self._around.random.random() < 0.5

    def restart(self) -> None:
        """End and start again, cleanly or not: the file knows no difference."""
        self.close()
        self._writes_left = None
        self.turning = False
        self._open()
        self._around.began(self)

    def close(self) -> None:
        """Give the file back."""
        self.replica.close()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do something that the process may not survive.

        Where another seat dies whose turn this one's is in the midst of, the call of this turn
        never comes back, and this process ends as well.
        """
        try:
            work()
        except Crash as crash:
            if self.turning and work != self._turn:
                raise
            self.restart()
            if crash.seat != self.number:
                raise

    def _open(self, create: bool = False) -> None:
        self.replica = open_replica(
            self.folder, KEY, self._around.workflow, create=create, now=lambda: int(self.now())
        )
        self._make_mortal()
        self.engine = Engine(
            self._connect,
            self.replica,
            PhotoLane(self.replica, PhotoStore(self.folder, KEY)),
            Company(),
            opened=lambda session: self._sit(),
            came_round=lambda time: None,
            changed=lambda: None,
            world=World(self.now, self._around.random, self.now),
        )
        self._sit()

    def _sit(self) -> None:
        posts = [HeldPost(post, area) for post, area in self.person.posts]
        scopes = self._around.centre.scopes(self.person.id)
        self.replica.grant(self.person.id, posts, scopes)
        self.desk = Desk(self._around.workflow, self.replica, self._moment)
        self.desk.take_seat(self.person, COURIER, f"A{self.number:02}")

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self.now(), CITY_TIME)

    def _make_mortal(self) -> None:
        write = self.replica.write

        def write_or_die(work: Callable[[Any], Any]) -> Any:
            dies = self._writes_left == 0
            if self._writes_left is not None:
                self._writes_left -= 1
            if dies and not self._dies_after:
                raise Crash(self.number)
            result = write(work)
            if dies:
                raise Crash(self.number)
            return result

        self.replica.write = write_or_die  # type: ignore[method-assign]

    def _connect(self) -> Connected:
        around, person = self._around, self.person.id
        if not around.network.calm and around.random.random() < 0.1:
            raise CentreUnreachable("")
        seat = self.replica.seat_id
        line = Line(around.network, lambda: around.centre, person, lambda: around.meanwhile(self))
        centre = around.centre
        session = Session(
            person=person,
            name=person,
            posts=[HeldPost(post, area) for post, area in self.person.posts],
            scopes=centre.scopes(person),
            seat_code=f"A{self.number:02}",
            last_q=centre.last_q.get(seat, 0),
            epoch=centre.epoch,
            key_id=COURIER.id,
            key=COURIER.key,
            sign_until=COURIER.sign_until,
            seat_key=KEY,
            search_key=KEY,
            city_key=KEY,
            server_time=float(centre.at),
            city="999000",
            city_name="",
            schema=1_000_000,
        )
        return Connected(line, session, seat)

    def _turn(self) -> None:
        self.turning = True
        self._around.centre.at = self._around.now
        self.engine.turn()
        self.turning = False

    def _act(self) -> None:
        """A report, or up to three steps on one case; most people are after the same few."""
        random = self._around.random
        shown = self._shown()
        if not shown or random.random() < 0.5 / len(shown):
            area = random.choice([code for code in ("999001", "999002") if self.person.sees(code)])
            self._take("report", None, report_values(acceptance_number=None, area=area))
            return
        case = random.choice(shown[:3])
        for _ in range(random.choice((1, 1, 2, 3))):
            self._step_on(case)

    def _shown(self) -> list[str]:
        """The cases that stand on the screen, newest first."""
        with self.replica.reader._connect() as connection:
            return _NEWEST.column(connection)

    def _step_on(self, case: str) -> None:
        random = self._around.random
        detail = self.replica.reader.case(case, self.person.id)
        if detail is None:
            return
        offered = [
            one
            for one in self.desk.offered("case", detail.state, detail.children)
            if one.step in STEPS and self._required(one.step) <= TYPED.keys()
        ]
        if offered:
            step = random.choice(offered).step
            self._take(step, case, {name: TYPED[name] for name in sorted(self._required(step))})

    def _required(self, step: str) -> set[str]:
        return set(self._around.workflow.steps["case", step].required)

    def _take(self, step: str, case: str | None, values: dict[str, Value]) -> None:
        self._around.now += 1
        try:
            taken = self.desk.perform(step, "case", case, values)
        except StepRefused:
            return
        self.saved.append(taken.entry_id)

    def _settle_refusal(self) -> None:
        items = self.replica.reader.refusals()
        if items:
            item = self._around.random.choice(items)
            self.desk.drop_refusal(item.entry_id, "不再办理")
