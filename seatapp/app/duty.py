"""One person at work on a workstation, from log-in to log-out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from hmac import compare_digest
from types import TracebackType
from typing import Self

from seatapp.admin.people import change_password
from seatapp.app.attendance import Attendance
from seatapp.app.centre_care import CentreCare
from seatapp.app.field_work import FieldWork
from seatapp.app.figures_here import figures_here, own_list_here
from seatapp.app.lookup import Lookup
from seatapp.app.months import Months
from seatapp.app.packets import Packets
from seatapp.app.papers import Papers
from seatapp.app.person import Person
from seatapp.app.pictures import Pictures
from seatapp.app.substitutes import Substitutes
from seatapp.app.workstation import Workstation
from seatapp.central.connect import connect
from seatapp.central.gateway import Gateway
from seatapp.central.messages import Caller, HeldPost, Session
from seatapp.config import EMBEDDED
from seatapp.desk import Desk, SigningKey
from seatapp.domain.idle import lock_minutes
from seatapp.domain.judge import Member
from seatapp.domain.password_end import not_taken
from seatapp.errors import WRONG_PASSWORD, SignInRefused, WorldError
from seatapp.hotline import Hotline, area_of_post
from seatapp.local.handover_content import Content, content_of
from seatapp.local.photo_store import PhotoStore
from seatapp.local.views import SyncStatus
from seatapp.reports.exports import Exports
from seatapp.reports.figure_tables import Naming
from seatapp.reports.local_figures import LocalFigures
from seatapp.reports.own_list import OwnList
from seatapp.secrets import Unlocked
from seatapp.sync.company import Company
from seatapp.sync.engine import Connected, Engine
from seatapp.sync.faults import trial_words
from seatapp.sync.loop import SyncLoop
from seatapp.sync.packet_file import City
from seatapp.sync.photos import PhotoLane
from seatapp.text import _

_log = logging.getLogger(__name__)

FURTHEST_BACK = 31 * 24 * 3600
"""A clock that stands so many seconds before the log-in is wrong: numbers would bear its month.

The story of the demonstration begins twelve days before it is told.
"""


class Duty:
    """What the person in front works with.

    `reader` and `book` answer questions about the replica, `desk` takes steps, `pictures` keeps
    and shows photos, `papers` and `exports` make documents, `months` asks the centre for figures,
    `packets` carries work by stick, `attendance` notes the stay, `lookup` finds what commands
    name, `field_work` takes in what collectors found, `substitutes` names who grants in one's
    place, `company` knows who else is at the same case; `password_until` is when the password
    ends (seconds since 1970), as far as the centre has said so; `listen` tells of changes. A
    context manager that signs out at its end.
    """

    def __init__(
        self,
        station: Workstation,
        unlocked: Unlocked,
        password: str,
        connected: Connected | None,
        keep_in_step: bool,
    ) -> None:
        grant = unlocked.grant
        self.workflow = station.workflow
        self.person = Person(grant.person, grant.name)
        self.city_name = grant.city_name
        self.trial = trial_words(station.line)
        self._station = station
        self._password = password
        self.password_until = None if connected is None else connected.session.password_until
        self._listeners: list[Callable[[], None]] = []
        with ExitStack() as leaving:
            known_there = connected is not None and connected.session.last_q > 0
            self.replica = station.open_replica(unlocked, known_there)
            leaving.callback(self.replica.close)
            self.reader, self.book = self.replica.reader, self.replica.book
            self.photos = PhotoStore(station.folders.seat, unlocked.data_key)
            self._take_tools()
            self._sit_down(unlocked)
            lane = PhotoLane(self.replica, self.photos)
            self.pictures = Pictures(self.replica, self.photos, self.intake, lane)
            leaving.callback(self.pictures.close)
            self.pictures.tidy_up()
            if station.profile.kind != EMBEDDED:  # a trial may go without
                self.replica.ballast.lay_in()
            add_photo = self.pictures.add_photo
            self.field_work = FieldWork(self.desk, self.lookup, self.reader, add_photo)
            self.company = Company(self.nudge)
            self._loop = SyncLoop(self._engine(lane, connected), self._let_time_pass, self._tell)
            leaving.callback(self._loop.stop)
            self.replica.listen(lambda changes: self._tell())
            if keep_in_step:
                self._loop.start()
            self._leaving = leaving.pop_all()

    def __enter__(self) -> Self:
        """At work."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Sign out."""
        self.sign_out()

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every change, on whatever thread made it."""
        self._listeners.append(listener)

    def status(self) -> SyncStatus:
        """The figures of the status line."""
        return self._loop.status()

    def nudge(self) -> None:
        """Bring seat and centre together now."""
        self._loop.nudge()

    def round(self) -> None:
        """One round now, on this thread; without the centre nothing happens but the attempt."""
        self._loop.turn()

    def caller_of(self, case_id: str, reason: str) -> Caller:
        """Ask the centre for the caller of a case, who is not kept on this workstation.

        The centre writes down who asked and why before it shows anything. Raises
        `CentreUnreachable` or `CentreRefused`.
        """
        with self._asking() as gateway:
            return gateway.caller_of(case_id, reason)

    def handover_content(self, post: str) -> Content:
        """What the person in front has to hand over in `post` now."""
        now = int(self._station.clock().timestamp())
        who, seat = self.person.id, self._grant.seat_code
        return content_of(self.reader, self.book, self.workflow, post, who, seat, now)

    def figures_here(self, days: int) -> LocalFigures:
        """Statistics of what this workstation holds of the last days. Waits for a disk."""
        now = int(self._station.clock().timestamp())
        return figures_here(self.workflow, self.reader, days, now)

    def own_list(self, days: int) -> OwnList:
        """What the person did in the last days, and what they owe. Waits for a disk."""
        now = int(self._station.clock().timestamp())
        return own_list_here(self.workflow, self.reader, days, now)

    def care_words(self, now: int) -> Sequence[str] | None:
        """What the person has to see to as who keeps lists or server; None: not known yet."""
        return CentreCare(self.reader, self._station.profile, self._asking).words(self.posts, now)

    def confirm(self, password: str) -> None:
        """Prove that the person in front is the one who signed in; raises `SignInRefused`."""
        slots = self._station.slots
        if not slots.online_only:
            slots.confirm(self.person.id, password, time.time())
        elif not compare_digest(password.encode(), self._password.encode()):
            raise SignInRefused(_("密码不正确。请核对后再试。"), WRONG_PASSWORD)

    def change_password(self, present: str, new: str) -> None:
        """Give the person in front a new password, at the centre and on this workstation.

        Raises `SignInRefused` when `present` is wrong, `PersonRefused` when `new` is too easy to
        guess, and `CentreUnreachable`; nothing was changed then.
        """
        self.confirm(present)
        station, person = self._station, self.person.id
        with closing(connect(station.profile, person, self._password)) as wire:
            change_password(wire, person, new)
        self._password = new
        connected = station.connect(person, new, self.replica.seat_id)
        with closing(connected.gateway):
            self._renew(connected.session)

    def lock_minutes(self) -> int:
        """Minutes without input until the window locks. Waits for a disk."""
        return lock_minutes(self.replica.references())

    def arrive(self) -> None:
        """Note that the person has come to this workstation."""
        self.attendance.arrive(self.book.area(self.posts), self._grant.seat_code)

    def leave(self) -> None:
        """Note that the person goes, and tell the centre while the line stands."""
        if self.attendance.leave() and self.status().online:
            self.round()

    def sign_out(self) -> None:
        """Leave: the rounds end, the files are closed, the keys are forgotten."""
        self._leaving.close()

    def _take_tools(self) -> None:
        """What the person works with, as far as it does not change with their rights."""
        clock = self._station.clock
        self.desk = Desk(self.workflow, self.replica, clock)
        self.intake = self.desk.intake
        self.attendance = Attendance(self.desk)
        self.exports = Exports(self.replica, self._station.folders.templates, clock)
        self.lookup = Lookup(self.workflow, self.reader, self.person.id)
        self.papers = Papers(self.workflow, self.replica, self.person.id, self.city_name, clock)
        row = self.replica.references().get
        naming = Naming(self.workflow, self.reader.words, row)
        self.substitutes = Substitutes(self._asking, self.nudge)
        self.months = Months(
            asking=self._asking,
            naming=naming,
            replica=self.replica,
            person=self.person.id,
            widest=self._widest,
            office=lambda: self.papers.office(),
        )

    def _engine(self, lane: PhotoLane, connected: Connected | None) -> Engine:
        return Engine(
            self._reconnect,
            self.replica,
            lane,
            self.company,
            self._renew,
            self._station.slots.saw_server_time,
            self._tell,
            connected,
        )

    @contextmanager
    def _asking(self) -> Iterator[Gateway]:
        """A connection of its own, so that nobody waits for a round."""
        wire = connect(self._station.profile, self.person.id, self._password)
        with closing(self._station.line(wire)) as gateway:
            yield gateway

    def _let_time_pass(self) -> None:
        """Show what has ended by itself; a disk that refuses is told of by the round itself."""
        try:
            self.replica.let_time_pass(int(self._station.clock().timestamp()))
        except WorldError as fault:
            _log.info("what has ended is not shown: %s", fault.code)

    def _reconnect(self) -> Connected:
        try:
            return self._station.connect(
                self.person.id, self._password, self.replica.seat_id, self._loop.rest
            )
        except SignInRefused as refused:
            if refused.code != WRONG_PASSWORD:
                raise
            raise not_taken(self._grant.password_until, time.time()) from None

    def _renew(self, session: Session) -> None:
        self.password_until = session.password_until
        self._sit_down(self._station.slots.enter_online(session, self._password))

    def _widest(self) -> str:
        """The widest area for which the person holds a post."""
        return min((area for _post, area in self._grant.posts), key=len, default="")

    def _sit_down(self, unlocked: Unlocked) -> None:
        """Work under these rights and keys from now on."""
        grant = self._grant = unlocked.grant
        self.posts = tuple(dict.fromkeys(post for post, _area in grant.posts))
        self.offline_until = grant.expires
        held = [HeldPost(post, area) for post, area in grant.posts]
        self.replica.grant(grant.person, held, grant.scopes)
        area = area_of_post(self._widest() or grant.city)
        self.hotline = Hotline(self.reader, area, unlocked.search_key)
        member = Member(grant.person, active=True, posts=grant.posts)
        key = SigningKey(
            unlocked.key_id, unlocked.key, grant.sign_until, grant.issued - FURTHEST_BACK
        )
        self.desk.take_seat(member, key, grant.seat_code, unlocked.search_key)
        self.exports.take_seat(grant.person, grant.name, grant.seat_code)
        city = City(grant.city, grant.city_name, unlocked.city_key)
        self.packets = Packets(
            self.workflow,
            self.replica,
            self.photos,
            city,
            grant.seat_code,
            self._station.clock,
            self.nudge,
        )

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
