"""A duty on a real encrypted replica that holds the demo city's open cases, without a centre."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from seatapp.app.centre_care import CentreCare
from seatapp.app.field_work import FieldWork
from seatapp.app.figures_here import figures_here, own_list_here
from seatapp.app.lookup import Lookup
from seatapp.app.packets import Packets
from seatapp.app.papers import Papers
from seatapp.central.gateway import Gateway
from seatapp.central.messages import Caller, Cursor, HeldPost, Page, Pages, SubjectRow
from seatapp.config import EMBEDDED, Profile
from seatapp.desk import Desk, SigningKey, now_in_the_city
from seatapp.domain.judge import Member
from seatapp.domain.workflow import Workflow
from seatapp.errors import CentreRefused, CentreUnreachable, SignInRefused
from seatapp.hotline import Hotline
from seatapp.ids import derived_id
from seatapp.local.duty_book import DutyBook
from seatapp.local.handover_content import Content, content_of
from seatapp.local.opening import open_replica
from seatapp.local.photo_store import PhotoStore
from seatapp.local.reader import Reader
from seatapp.local.replica import Replica
from seatapp.local.views import SyncStatus
from seatapp.reports.exports import Exports
from seatapp.reports.figure_tables import Naming
from seatapp.reports.local_figures import LocalFigures
from seatapp.reports.own_list import OwnList
from seatapp.sync.company import Company
from seatapp.sync.packet_file import City
from tests.helpers.album import Album
from tests.helpers.duty import Person, demo_rows
from tests.helpers.made_months import MadeMonths

KEY = bytes(range(32))
SEARCH_KEY = b"s" * 32
AREAS = ("999001", "999002")
STATE_FIELDS = (
    *("case_kind", "source", "class_code", "matter_code", "nature", "urgency", "description"),
    *("address", "area", "grid_code", "lat_e7", "lon_e7", "datum", "collector", "unit"),
    *("missing", "question", "danger", "answer", "response"),
)
MINUTES_LEFT = (-65, -12, 18, 26, 100, 122, 192, 195, 228, 240, 300, 26 * 60, 50 * 60)
_CAUSE = "0190c000-0000-7000-8000-000000000001"


def demo_cases(workflow: Workflow, now: int) -> Iterator[dict[str, Any]]:
    """The cases of the demo city as rows of the centre, due before and after `now`."""
    text = (files("resources") / "demo" / "cases.jsonl").read_text("utf-8")
    for place, line in enumerate(text.splitlines()):
        told = json.loads(line)
        case_id = derived_id(_CAUSE, told["key"])
        stage = workflow.stage("case", told["story"])
        at = now - int(told["minutes_ago"]) * 60
        row: dict[str, Any] = {name: told[name] for name in STATE_FIELDS if told.get(name)}
        row |= {"subject": "case", "id": case_id, "root": case_id, "stage": stage.name}
        row |= {"fresh": derived_id(case_id, "fresh"), "reported_by": "u1001", "reported_at": at}
        row["acceptance_number"] = f"A01-261122-{place + 1:04d}"
        if told.get("caller_name"):
            row["caller_name_masked"] = told["caller_name"][0] + "**"
        if not stage.terminal:
            row |= {"clock": "register", "clock_limit": 240, "clock_basis": "natural"}
            row |= {"clock_used": 0, "clock_since": at}
            row["due_at"] = now + MINUTES_LEFT[place * 7 % len(MINUTES_LEFT)] * 60 + place
        else:
            row["closed_at"] = at
        yield row


@dataclass
class MadeSubstitutes:
    """What the centre would do, written to the replica at once."""

    duty: ReplicaDuty

    def name(self, post: str, person: str, from_at: int, until_at: int, reason: str) -> None:
        """Write the row; a reason that says 不行 is refused, as the centre refuses."""
        if reason == "不行":
            raise CentreRefused("代批人须是在岗的值班长、运营主管或中心领导。", "cannot_grant")
        row = {"from_at": from_at, "until_at": until_at, "reason": reason}
        self._put(post, person, {**row, "named_by": self.duty.person.id})

    def end(self, post: str, person: str) -> None:
        """Let it be over now."""
        rows = dict(self.duty.reader.references("substitute"))
        self._put(post, person, {**rows[f"{post}/{person}"], "until_at": self.duty.now})

    def _put(self, post: str, person: str, row: dict[str, Any]) -> None:
        key = f"substitute/{post}/{person}"
        self.duty.receive("ref", [SubjectRow("reference", key, int(time.time_ns()), row)])


HERE = Profile("here", EMBEDDED, "127.0.0.1", 1, "none")
"""A centre that nobody reaches."""


@dataclass
class ReplicaDuty:
    """One person at work on a replica in `folder`; `status_now` may be replaced by tests."""

    folder: Path
    workflow: Workflow
    person: Person = field(default_factory=lambda: Person("u1001", "陈思远"))
    posts: Sequence[str] = ("acceptor",)
    city_name: str = "宁川市"
    trial: str = ""
    now: int = field(default_factory=lambda: int(time.time()))
    rounds: int = 0
    password_until: int | None = None
    password: str = "pass-1001"
    replica: Replica = field(init=False)
    desk: Desk = field(init=False)
    exports: Exports = field(init=False)
    pictures: Album = field(init=False)
    months: MadeMonths = field(init=False)
    papers: Papers = field(init=False)
    packets: Packets = field(init=False)
    status_now: SyncStatus = field(init=False)
    company: Company = field(default_factory=Company)

    def __post_init__(self) -> None:
        self.replica = open_replica(self.folder, KEY, self.workflow, create=True)
        self.desk = Desk(self.workflow, self.replica)
        self.exports = Exports(self.replica, self.folder / "templates")
        self.pictures = Album(PhotoStore(self.folder, KEY))
        self.status_now = SyncStatus(True, None, 0, 0, self.now, 0.4, None, None, whole=True)
        self.sit(self.person, *self.posts)
        rows = [
            SubjectRow("reference", f"{kind}/{code}", 1, row)
            for (kind, code), row in demo_rows().items()
        ]
        self.receive("ref", rows)

    @property
    def substitutes(self) -> MadeSubstitutes:
        """Names substitutes without a centre."""
        return MadeSubstitutes(self)

    @property
    def field_work(self) -> FieldWork:
        """Takes in what collectors found."""
        lookup = Lookup(self.workflow, self.reader, self.person.id)
        return FieldWork(self.desk, lookup, self.reader, self.pictures.add_photo)

    @property
    def hotline(self) -> Hotline:
        """What is known of callers."""
        return Hotline(self.reader, "999001", SEARCH_KEY)

    @property
    def reader(self) -> Reader:
        """Answers from the replica."""
        return self.replica.reader

    def change_password(self, present: str, new: str) -> None:
        """Takes the new one for the right present one."""
        if present != self.password:
            raise SignInRefused("密码不正确。", "wrong_password")
        self.password = new

    def care_words(self, now: int) -> Sequence[str] | None:
        """What the person has to see to; there is no server here."""
        return CentreCare(self.reader, HERE, self.no_centre).words(self.posts, now)

    def no_centre(self) -> AbstractContextManager[Gateway]:
        """Nobody asks the centre from here."""
        raise CentreUnreachable("连不上中心服务器。")

    def figures_here(self, days: int) -> LocalFigures:
        """Statistics of this replica."""
        return figures_here(self.workflow, self.reader, days, self.now)

    def own_list(self, days: int) -> OwnList:
        """What the person of this replica did and owes."""
        return own_list_here(self.workflow, self.reader, days, self.now)

    def sit(self, person: Person, *posts: str) -> None:
        """Let this person take the seat."""
        self.person, self.posts = person, posts
        scopes = ["ref", f"person:{person.id}", *(f"area:{area}" for area in AREAS)]
        self.replica.grant(person.id, [HeldPost(post, "999") for post in posts], scopes)
        member = Member(person.id, True, [(post, "999") for post in posts])
        key = SigningKey(_CAUSE, b"k" * 32, self.now + 7 * 86_400)
        self.desk.take_seat(member, key, "A01", SEARCH_KEY)
        self.exports.take_seat(person.id, person.name, "A01")
        naming = Naming(self.workflow, self.reader.words)
        self.months = MadeMonths(naming, self.reader, person.id, self.now)
        self.papers = Papers(
            self.workflow, self.replica, person.id, self.city_name, now_in_the_city
        )
        city = City("999", self.city_name, KEY)
        self.packets = Packets(
            self.workflow,
            self.replica,
            self.pictures.photos,
            city,
            "A01",
            now_in_the_city,
            self.nudge,
        )

    def receive(self, scope: str, rows: Sequence[SubjectRow]) -> None:
        """Take rows as the centre would hand them out."""
        n = max(row.n for row in rows)
        page = Page(scope, rows, [], Cursor(n, rows[-1].id), 0)
        self.replica.absorb(Pages(1, float(self.now), [scope], [page]))

    def receive_cases(self, cases: Sequence[dict[str, Any]], n: int = 2) -> None:
        """Take these cases."""
        for area in AREAS:
            rows = [SubjectRow("case", c["id"], n, c) for c in cases if c["area"] == area]
            if rows:
                self.receive(f"area:{area}", rows)

    def status(self) -> SyncStatus:
        """The figures, with the counts of the replica."""
        unsent, refused = self.reader.unsent_count(), self.reader.refused_count()
        return replace(self.status_now, unsent=unsent, refused=refused)

    def nudge(self) -> None:
        """Count the wishes for a round."""
        self.rounds += 1

    def round(self) -> None:
        """Count the attempt."""
        self.rounds += 1

    def listen(self, listener: Callable[[], None]) -> None:
        """Tell of every commit."""
        self.replica.listen(lambda _changes: listener())

    def caller_of(self, case_id: str, reason: str) -> Caller:
        """No centre answers."""
        raise CentreUnreachable("连不上中心。")

    @property
    def book(self) -> DutyBook:
        """Answers about shifts."""
        return self.replica.book

    def handover_content(self, post: str) -> Content:
        """What stands to be handed over now."""
        now = int(time.time())
        return content_of(self.reader, self.book, self.workflow, post, self.person.id, "A01", now)

    def close(self) -> None:
        """Close the replica."""
        self.replica.close()
