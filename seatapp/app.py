"""The composition root: builds everything once and hands it to the window or to a command.

`Application` is a workstation with nobody in front of it; `sign_in` makes a `Duty`, which is one
person at work on it. No globals: whoever needs something gets it from here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hmac import compare_digest
from pathlib import Path
from types import TracebackType
from typing import Self

from seatapp.admin.recovery import fetch_recovery_key
from seatapp.central.connect import connect
from seatapp.central.gateway import Gateway
from seatapp.central.messages import Caller, HeldPost, Session
from seatapp.config import EMBEDDED, Folders, Profile
from seatapp.desk import Desk, SigningKey, now_in_the_city
from seatapp.domain.clock import DAY
from seatapp.domain.entries import Values
from seatapp.domain.figures import load_figure_rules
from seatapp.domain.handover import rule_of
from seatapp.domain.idle import lock_minutes
from seatapp.domain.judge import Member
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.tables import load_workflow
from seatapp.errors import (
    CentreRefused,
    CentreUnreachable,
    InputFileError,
    SignInRefused,
    WorldError,
)
from seatapp.hotline import Hotline, area_of_post
from seatapp.local.database import CHECK, FILE
from seatapp.local.handover_content import Content, content_of
from seatapp.local.photo_store import PhotoStore
from seatapp.local.queue_asked import Asked
from seatapp.local.replica import Replica, in_use, open_replica
from seatapp.local.rescue import Rescued, put_aside, rescued
from seatapp.local.views import QueueRow, SyncStatus
from seatapp.media.child import Decoder
from seatapp.reports.approvals import approval_paper
from seatapp.reports.emergencies import emergency_report
from seatapp.reports.exports import Exports
from seatapp.reports.grid import Grid
from seatapp.reports.letters import Office, case_letter
from seatapp.reports.monthly import (
    CaseLines,
    MonthReports,
    Naming,
    case_lines,
    month_before,
    month_report,
)
from seatapp.reports.paper import Paper
from seatapp.reports.registers import WHOLE_QUEUE, register_of
from seatapp.reports.shifts import Duties, duty_log_paper, handover_paper
from seatapp.reports.watch import Watch
from seatapp.secrets import Device, Slots, Unlocked
from seatapp.secrets.slots import no_recovery_slot
from seatapp.sync.engine import Connected, Engine
from seatapp.sync.loop import SyncLoop
from seatapp.sync.packet import Exported, Imported, Progress, export_packet, import_packet
from seatapp.sync.packet_file import SUFFIX, City
from seatapp.sync.photos import PIECE, PhotoLane
from seatapp.text import _

_log = logging.getLogger(__name__)

THUMBNAIL = 480
"""Longest side, in pixels, of the pictures that are kept ready for lists and panels."""

PHOTO_BYTES = 320 * PIECE
"""The largest photo that a centre takes."""

PHOTO_ROOM = 4 << 30
"""How many bytes of photos a workstation keeps; older ones are fetched again when wanted."""

TAIL = 4
"""The fewest last characters by which somebody can name a case."""


@dataclass(frozen=True)
class Person:
    """Who sits in front: the log-in, and the name as colleagues know it."""

    id: str
    name: str


@dataclass(frozen=True)
class Standing:
    """Where an entry of this seat stands: a word for programs, words for people."""

    word: str
    code: str | None
    words: str


class Application:
    """A workstation: its folders, its centre, its key slots.

    Raises `TableFault` when a table of the life cycle is wrong, and `KeyTrouble` when the key
    slots cannot be read.
    """

    def __init__(
        self,
        folders: Folders,
        profile: Profile,
        clock: Callable[[], datetime] = now_in_the_city,
        line: type[Gateway] = Gateway,
    ) -> None:
        self._line = line
        self.folders = folders
        self.profile = profile
        self.clock = clock
        self.workflow = load_workflow()
        self.device = Device(folders.seat, file_allowed=profile.kind == EMBEDDED)
        self.slots = Slots.open(folders.seat, self.device)

    def sign_in(
        self,
        login: str,
        password: str,
        *,
        keep_in_step: bool = True,
        online: bool = True,
        online_only: bool = False,
    ) -> Duty:
        """Let a person in, online where the centre answers, else by their key slot.

        With `keep_in_step` the loop of rounds runs until the person signs out; without `online`
        the centre is not asked. `online_only` is the choice of whoever logs in first on a computer
        without a keyring. Raises `SignInRefused` with the reason, or `LocalFileError`,
        `AlreadyRunning`.
        """
        if not online:
            return self._enter_offline(login, password, keep_in_step)
        try:
            connected = self.connect(login, password, self.slots.seat)
        except (CentreUnreachable, CentreRefused) as fault:
            try:
                return self._enter_offline(login, password, keep_in_step)
            except SignInRefused as refused:
                if refused.code != "stranger":
                    raise
                raise _first_time(fault) from None
        try:
            unlocked = self._unlocked(connected.session, password, online_only)
            self._keep_recoverable(connected, unlocked)
            return Duty(self, unlocked, password, connected, keep_in_step)
        except BaseException:
            connected.gateway.close()
            raise

    def connect(self, login: str, password: str, seat: str) -> Connected:
        """A gateway to the centre, and the session opened on it for the workstation `seat`."""
        gateway = self._line(connect(self.profile, login, password))
        try:
            return Connected(gateway, gateway.open_session(seat), seat)
        except BaseException:
            gateway.close()
            raise

    def rebuild(self, login: str, password: str) -> tuple[Rescued, Path]:
        """Make this workstation's file anew, where it is damaged or gone.

        What the old one held that the centre does not have goes into the new one and is sent from
        there; what is left of the old one is kept, and the folder told. Needs the centre. Raises
        `AlreadyRunning` while a window uses the file, and what `sign_in` raises.
        """
        folder = self.folders.seat
        connected = self.connect(login, password, self.slots.seat)
        with closing(connected.gateway):
            unlocked = self._unlocked(connected.session, password, online_only=False)
            with in_use(folder):
                saved = rescued(folder, unlocked.data_key)
                place = put_aside(folder, self.clock().strftime("%Y%m%d-%H%M%S"))
            replica = open_replica(
                folder, unlocked.data_key, self.workflow, create=True, seat=self.slots.seat
            )
            with closing(replica):
                replica.carry(saved.letters, self.slots.seat)
        _log.warning("the file was made anew: %d entries saved", len(saved.letters))
        return saved, place

    def recover_keys(self, login: str, password: str, reason: str) -> str:
        """Open this workstation again after its keyring was lost; the name of the workstation.

        The person is an admin, and the centre writes down who, when and why. Everybody else logs
        in online the next time. Raises `RecoveryRefused`, `KeyTrouble`, or what `connect` raises;
        nothing of the data is changed in any case.
        """
        slots = self.slots
        if slots.recovery is None:
            raise no_recovery_slot()
        with closing(connect(self.profile, login, password)) as wire:
            gateway = Gateway(wire)
            session = gateway.open_session(slots.seat)
            key = fetch_recovery_key(wire, slots.seat, slots.recovery, reason)
            unlocked = slots.recover(key, session, password)
            slots.make_recoverable(unlocked.data_key, partial(gateway.put_recovery_key, slots.seat))
        return session.seat_code

    def _keep_recoverable(self, connected: Connected, unlocked: Unlocked) -> None:
        """Leave a recovery key with the centre, once; without one the person works all the same."""
        leave = partial(connected.gateway.put_recovery_key, connected.seat)
        try:
            self.slots.make_recoverable(unlocked.data_key, leave)
        except (CentreUnreachable, CentreRefused) as fault:
            _log.warning("no recovery key was left with the centre: %s", fault.code)

    def _enter_offline(self, login: str, password: str, keep_in_step: bool) -> Duty:
        unlocked = self.slots.enter_offline(login, password, time.time())
        return Duty(self, unlocked, password, None, keep_in_step)

    def _unlocked(self, session: Session, password: str, online_only: bool) -> Unlocked:
        if self.slots.empty:
            return self.slots.create_data_key(session, password, online_only=online_only)
        return self.slots.enter_online(session, password)


class Duty:
    """One person at work on this workstation, from log-in to log-out.

    `reader` answers questions about the replica, `desk` takes steps; `listen` tells of changes.
    A context manager that signs out at its end.
    """

    def __init__(
        self,
        application: Application,
        unlocked: Unlocked,
        password: str,
        connected: Connected | None,
        keep_in_step: bool,
    ) -> None:
        grant = unlocked.grant
        self.workflow = application.workflow
        self.person = Person(grant.person, grant.name)
        self.city_name = grant.city_name
        self._application = application
        self._password = password
        self._listeners: list[Callable[[], None]] = []
        self._stay: str | None = None
        with ExitStack() as leaving:
            known_there = connected is not None and connected.session.last_q > 0
            self.replica = _opened(application, unlocked, known_there)
            leaving.callback(self.replica.close)
            self.reader = self.replica.reader
            self.book = self.replica.book
            self.desk = Desk(self.workflow, self.replica, application.clock)
            self.exports = Exports(self.replica, application.folders.templates, application.clock)
            self.intake = self.desk.intake
            self.photos = PhotoStore(application.folders.seat, unlocked.data_key)
            self._sit_down(unlocked)
            self._decoder = Decoder()
            leaving.callback(self._decoder.close)
            self._pictures = ThreadPoolExecutor(1, thread_name_prefix="pictures")
            leaving.callback(self._pictures.shutdown, wait=True, cancel_futures=True)
            self._lane = PhotoLane(self.replica, self.photos)
            engine = Engine(
                self._reconnect,
                self.replica,
                self._lane,
                self._renew,
                application.slots.saw_server_time,
                self._tell,
                connected,
            )
            self._pictures.submit(self._tidy_up)
            self._loop = SyncLoop(engine, self._tell)
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

    def find(self, subject: str, target: str) -> str:
        """The identifier of what `target` names: an identifier, a number of a case, or its end.

        Raises `InputFileError` when it names nothing, or more than one.
        """
        if self.reader.state(subject, target) is not None:
            return target
        found = [case_id for case_id in self.reader.find_case(target) if self._is(case_id, target)]
        if len(found) != 1:
            raise InputFileError(
                _("「{target}」找到 {count} 件，请写完整编号。").format(
                    target=target, count=len(found)
                ),
                "not_found" if not found else "ambiguous",
            )
        if subject == "case":
            return found[0]
        detail = self.reader.case(found[0], self.person.id)
        waiting = [
            str(child["id"])
            for child in (detail.children if detail else ())
            if child["subject"] == subject
            and not self.workflow.stage(subject, str(child["stage"])).terminal
        ]
        if len(waiting) != 1:
            raise InputFileError(
                _("「{target}」有 {count} 个这种待办。").format(target=target, count=len(waiting)),
                "not_found" if not waiting else "ambiguous",
            )
        return waiting[0]

    def standing(self, entry_id: str) -> Standing:
        """Where an entry of this seat stands now."""
        verdict = self.reader.verdict(entry_id)
        if verdict is None or verdict[0] == "pending":
            return Standing("pending", None, _("待发送到中心"))
        word, code = verdict
        if word in ("refused", "fallen"):
            text = self.workflow.refusals.get(code or "")
            return Standing(word, code, _(text.sentence) if text else _("中心未接收"))
        return Standing(word, code, _("中心已接收"))

    def queue(self, name: str) -> list[QueueRow]:
        """Every row of a queue, most urgent first.

        Raises `InputFileError` for a queue that nobody has.
        """
        if name not in self.workflow.queues:
            raise InputFileError(_("没有「{name}」这个队列。").format(name=name), "unknown_queue")
        keys = self.reader.queue_ids(name, self.person.id, int(time.time()))
        return self.reader.queue_rows(name, keys)

    def approval_form(self, case_id: str, request_id: str | None = None) -> Paper:
        """The approval form of a request about a case, the last one unless another is named.

        Raises `InputFileError` when there is none that the person may see.
        """
        detail = self.reader.case(case_id, self.person.id)
        if detail is None:
            raise InputFileError(_("这一件不在本机，或已不在您岗位负责的区域内。"), "not_found")
        now = int(self._application.clock().timestamp())
        return approval_paper(self.workflow, self.office(), detail, now, request_id)

    def month(self, month: str, area: str | None = None, edition: int = 0) -> MonthReports:
        """The figures of a month (`2026-11`) from the centre, with those of the month before.

        `area` is an area or the beginning of one; else the widest that the person answers for.
        With `edition` they are as they were frozen. Raises `CentreUnreachable`, `CentreRefused`.
        """
        rules, naming = load_figure_rules(), Naming(self.workflow, self.reader.words)
        scope = self._widest() if area is None else area
        with self._asking() as gateway:
            counts = gateway.month_counts(month, scope, edition)
            earlier = month_before(month)
            frozen = gateway.month_editions(earlier, scope)
            last = frozen[-1].edition if frozen else 0
            before = gateway.month_counts(earlier, scope, last)
        report = month_report(rules, naming, counts, before)
        return MonthReports(report, month_report(rules, naming, before, None), self.office().centre)

    def cases_behind(
        self, month: str, group: tuple[str, str], count: str, area: str | None = None
    ) -> CaseLines:
        """The cases behind a number of a month, as things stand now. Raises as `month`."""
        scope = self._widest() if area is None else area
        with self._asking() as gateway:
            found = gateway.counted_cases(month, scope, group, count)
        return case_lines(Naming(self.workflow, self.reader.words), found)

    def freeze_month(self, month: str, area: str | None, reason: str) -> int:
        """Freeze a month that has ended; the number of the new edition. Raises as `month`."""
        scope = self._widest() if area is None else area
        with self._asking() as gateway:
            return gateway.freeze_month(month, scope, load_figure_rules().version, reason)

    def office(self) -> Office:
        """Who writes the documents of this centre."""
        settings = {code: row.get("value") for code, row in self.reader.references("setting")}
        return Office.of(settings, self.city_name)

    def _widest(self) -> str:
        """The widest area for which the person holds a post."""
        return min((area for _post, area in self._grant.posts), key=len, default="")

    @contextmanager
    def _asking(self) -> Iterator[Gateway]:
        """A connection of its own, so that nobody waits for a round."""
        wire = connect(self._application.profile, self.person.id, self._password)
        with closing(Gateway(wire)) as gateway:
            yield gateway

    def caller_of(self, case_id: str, reason: str) -> Caller:
        """Ask the centre for the caller of a case, who is not kept on this workstation.

        The centre writes down who asked and why before it shows anything. On a connection of its
        own, so that nobody waits for a round. Raises `CentreUnreachable` or `CentreRefused`.
        """
        with self._asking() as gateway:
            return gateway.caller_of(case_id, reason)

    def picture(self, sha256: str, size: int, callback: Callable[[bytes | None], None]) -> None:
        """Hand a JPEG of the photo to `callback` on another thread; None when it is not here.

        A photo that is not here is asked for, and comes with one of the next rounds.
        """
        self._pictures.submit(self._show, sha256, size, callback)

    def add_photo(self, data: bytes) -> str:
        """Keep a photo on this workstation; returns its SHA-256.

        Raises `InputFileError` when it is no photo or too large, `LocalFileError` when it cannot
        be kept.
        """
        if len(data) > PHOTO_BYTES:
            raise InputFileError(
                _("照片超过 20 MB，中心不接收，没有收下。请让对方缩小后再发。"), "too_big"
            )
        look = self._decoder.look(data, THUMBNAIL)
        sha256 = self.photos.put(data)
        self.photos.put_thumbnail(sha256, look.picture)
        self.intake.keep_facts({sha256: look.facts})
        return sha256

    def arrive(self) -> None:
        """Note that the person has come to this workstation."""
        area = self.book.area(self.posts)
        if area:
            values = {"area": area, "seat_code": self._grant.seat_code}
            self._stay = self._attend("arrive", None, values)

    def step_away(self) -> None:
        """Note that the window was locked."""
        self._attend("lock_seat", self._stay, {})

    def come_back(self) -> None:
        """Note that it was unlocked."""
        self._attend("unlock_seat", self._stay, {})

    def leave(self) -> None:
        """Note that the person goes, and tell the centre while the line stands."""
        if self._attend("leave_seat", self._stay, {}) and self.status().online:
            self.round()
        self._stay = None

    def _attend(self, step: str, stay: str | None, values: Values) -> str | None:
        """Take a step of attendance; one that cannot be taken keeps nobody from anything."""
        if stay is None and step != "arrive":
            return None
        try:
            return self.desk.perform(step, "attendance", stay, values).subject_id
        except WorldError as fault:
            _log.info("attendance not noted: %s", fault.code)
            return None

    def handover_content(self, post: str) -> Content:
        """What the person in front has to hand over in `post` now."""
        now = int(self._application.clock().timestamp())
        return content_of(self.reader, self.book, self.workflow, post, self.person.id, now)

    def handover_paper(self, handover_id: str) -> Paper:
        """The record of a handover. Raises `InputFileError` when it is not here."""
        view = self.book.handover(handover_id)
        if view is None:
            raise InputFileError(_("本机没有这一次交接班，请同步后再试。"), "not_found")
        post = str(view.state["duty_post"])
        rule = rule_of(self.workflow, post, self.replica.references().get("handover_rule", post))
        return handover_paper(self._duties(), view, rule)

    def duty_log_paper(self, day: date) -> Paper:
        """The duty log of a day."""
        begins = int(datetime(day.year, day.month, day.day, tzinfo=CITY_TIME).timestamp())
        return duty_log_paper(self._duties(), day, self.book.notes(begins, begins + DAY))

    def _duties(self) -> Duties:
        return Duties(self.workflow, self.reader, self.book.roster())

    def export_packet(self, path: Path, progress: Progress = lambda done, of: None) -> Exported:
        """Write what the centre has not answered yet to a packet; a folder gets a named one.

        Raises `LocalFileError` when it cannot be written there.
        """
        now = self._application.clock()
        seat, city = self._grant.seat_code, self._city
        if path.is_dir():
            path = path / f"{city.name}-{seat}-{now:%Y%m%d-%H%M%S}{SUFFIX}"
        at = int(now.timestamp())
        return export_packet(
            path, self.replica, self.photos, city, self.workflow, seat, at, progress
        )

    def import_packet(self, path: Path, progress: Progress = lambda done, of: None) -> Imported:
        """Take in a packet of another workstation; it is sent with the next round.

        Raises `PacketRefused` when it is not one of this city or not whole.
        """
        imported = import_packet(path, self.replica, self.photos, self._city, progress)
        self._loop.nudge()
        return imported

    def register(self, queue: str, asked: Asked = WHOLE_QUEUE, watch: Watch | None = None) -> Grid:
        """The register of a queue as the person sees it; raises `CalledOff`."""
        return register_of(
            self.workflow, self.reader, queue, self.person.id, int(time.time()), asked, watch
        )

    def letter(self, case_ids: Sequence[str], number: str) -> Paper:
        """The document of a letter that was issued about these cases.

        Raises `InputFileError` when a case has no letter of that number.
        """
        person, office = self.person.id, self.office()
        return case_letter(self.workflow, self.reader, person, office, case_ids, number)

    def emergency_report(self, emergency: str) -> Paper:
        """The last written report on an emergency.

        Raises `InputFileError` when nothing was reported in writing yet.
        """
        return emergency_report(
            self.workflow, self.reader, self.person.id, self.office(), emergency
        )

    def confirm(self, password: str) -> None:
        """Prove that the person in front is the one who signed in; raises `SignInRefused`."""
        slots = self._application.slots
        if not slots.online_only:
            slots.confirm(self.person.id, password, time.time())
        elif not compare_digest(password.encode(), self._password.encode()):
            raise SignInRefused(_("密码不正确。请核对后再试。"), "wrong_password")

    def lock_minutes(self) -> int:
        """Minutes without input until the window locks. Waits for a disk."""
        return lock_minutes(self.replica.references())

    def sign_out(self) -> None:
        """Leave: the rounds end, the files are closed, the keys are forgotten."""
        self._leaving.close()

    def _is(self, case_id: str, target: str) -> bool:
        """Whether `target` is a number of the case or the end of one, not words in its text."""
        state = self.reader.state("case", case_id) or {}
        numbers = [str(state.get(name) or "") for name in ("case_number", "acceptance_number")]
        return target in numbers or (
            len(target) >= TAIL and any(number.endswith(target) for number in numbers)
        )

    def _show(self, sha256: str, size: int, callback: Callable[[bytes | None], None]) -> None:
        try:
            callback(self._looked(sha256, size))
        except WorldError as fault:
            _log.info("a picture cannot be shown: %s", fault.code)
            callback(None)
        except Exception:
            # The one thread of the pictures must outlive a bug in showing one of them.
            _log.exception("a picture failed")

    def _looked(self, sha256: str, size: int) -> bytes | None:
        if size <= THUMBNAIL:
            kept = self.photos.get_thumbnail(sha256)
            if kept is not None:
                return kept
        data = self.photos.get(sha256)
        if data is None:
            self._lane.want(sha256)
            return None
        look = self._decoder.look(data, max(size, THUMBNAIL))
        if not self.intake.facts([sha256]):
            self.intake.keep_facts({sha256: look.facts})
        if size <= THUMBNAIL:
            self.photos.put_thumbnail(sha256, look.picture)
        return look.picture

    def _tidy_up(self) -> None:
        """Once a log-in: forget what was settled long ago, keep the photos within their room."""
        try:
            self.replica.prune(int(time.time()))
            gone = self.photos.prune(PHOTO_ROOM, self.reader.photos_owed())
        except WorldError as fault:
            _log.info("no tidying up: %s", fault.code)
        except Exception:
            # The one thread of the pictures must outlive a bug in tidying up.
            _log.exception("tidying up failed")
        else:
            _log.info("%d photo files were cleared away", gone)

    def _reconnect(self) -> Connected:
        return self._application.connect(self.person.id, self._password, self.replica.seat_id)

    def _renew(self, session: Session) -> None:
        self._sit_down(self._application.slots.enter_online(session, self._password))

    def _sit_down(self, unlocked: Unlocked) -> None:
        grant = unlocked.grant
        self._grant = grant
        self._city = City(grant.city, grant.city_name, unlocked.city_key)
        self.posts = tuple(dict.fromkeys(post for post, _ in grant.posts))
        self.offline_until = grant.expires
        held = [HeldPost(post, area) for post, area in grant.posts]
        self.replica.grant(grant.person, held, grant.scopes)
        member = Member(grant.person, active=True, posts=grant.posts)
        key = SigningKey(unlocked.key_id, unlocked.key, grant.sign_until)
        area = area_of_post(min((area for _, area in grant.posts), key=len, default=grant.city))
        self.hotline = Hotline(self.reader, area, unlocked.search_key)
        self.desk.take_seat(member, key, grant.seat_code, unlocked.search_key)
        self.exports.take_seat(grant.person, grant.name, grant.seat_code)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _first_time(fault: WorldError) -> WorldError:
    """Why somebody who never logged in here cannot come in, when the centre is the reason."""
    if isinstance(fault, CentreRefused):
        return fault
    return SignInRefused(
        _("连不上中心服务器，而首次在本机登录需要联网。请检查网络和服务器配置后再登录。"),
        "stranger",
    )


def _opened(application: Application, unlocked: Unlocked, known_there: bool) -> Replica:
    """The replica of this workstation; a new one only where there has never been any.

    `known_there` tells that the centre has entries of this workstation. A file that was there and
    is gone may have held work that nobody else has, so it is never made anew in silence.
    """
    folder = application.folders.seat
    first_time = not (folder / CHECK).exists() and not known_there
    return open_replica(
        folder,
        unlocked.data_key,
        application.workflow,
        create=first_time and not (folder / FILE).exists(),
        seat=application.slots.seat,
    )
