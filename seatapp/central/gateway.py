"""The calls of a seat to its centre, with plain records in and out.

Everything of PostgreSQL ends here: above this class nobody knows what the centre is made of.
"""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from random import Random
from typing import Any, TypeVar

from psycopg import Connection

from seatapp.central import photo_lane, reports, substitutes
from seatapp.central.connect import Deadline, in_words
from seatapp.central.messages import (
    LOWEST_PROTOCOL,
    PROTOCOL,
    Answer,
    Beside,
    Caller,
    Cursor,
    Front,
    Outgoing,
    Pages,
    Session,
    Standing,
)
from seatapp.central.photo_lane import Piece, Wanted
from seatapp.central.pipe import BEATEN, TRIES, TRY_AGAIN_SECONDS, Call, Pipe, answers
from seatapp.central.reports import CountedCases, EditionLine, MonthCounts
from seatapp.central.wire import answer_of, letters, pages_of, places, receipts, session_of
from seatapp.errors import CentreRefused, SignInRefused, WorldError
from seatapp.text import _

_log = logging.getLogger(__name__)

PROGRAM = "seatapp"
Batch = Sequence[Outgoing]
T = TypeVar("T")
Told = Generator[T, None, None]
"""Answers as they come; to be closed when the rest is not wanted."""

MISMATCHES = frozenset({"too_old", "too_new"})
"""Problems between the version of this program and that of the centre."""

NO_SUCH_FUNCTION = "42883"

APPEND = "SELECT api.append($1::uuid, $2::bigint, $3::integer, $4::text, $5::text)"
SINCE = "SELECT api.since($1::text, $2::integer)"


class Gateway:
    """A seat's line to its centre. One thread at a time; every call is bounded in time.

    All calls may raise `CentreUnreachable` (no answer; every call may be made again) and
    `CentreRefused` (the centre refused the whole call and changed nothing).
    """

    def __init__(self, connection: Connection[tuple[Any, ...]]) -> None:
        self._connection = connection
        self._random = Random()
        self._protocol = PROTOCOL

    def take_turn(self) -> float:
        """How many seconds a workstation that comes back waits until it asks again; 0: begin.

        The centre lets few begin at a time, so that none waits within a call. One that is older
        than this program lets all.
        """
        return float(self._asked_if_known("SELECT api.take_turn()").get("wait", 0.0))

    def end_turn(self) -> None:
        """Say that the first round is done, so that the next workstation may begin."""
        self._asked_if_known("SELECT api.end_turn()")

    def open_session(self, seat: str) -> Session:
        """Sign the person of the connection in at the workstation `seat` (a UUID).

        Raises `SignInRefused` when the centre does not let this person in.
        """
        speaks = {"lowest": LOWEST_PROTOCOL, "protocol": PROTOCOL, "program": PROGRAM}
        answer = self._asked("SELECT api.open_session(%s)", json.dumps({"seat": seat, **speaks}))
        if answer["problem"] is not None:
            raise _no_session(answer["problem"])
        session = session_of(answer)
        self._protocol = session.protocol
        return session

    def append(self, seat: str, epoch: int, batch: Batch) -> Answer:
        """Hand in entries in the order of their numbers; the same batch may be sent again."""
        with closing(self.append_all(seat, epoch, [batch])) as told:
            return next(told)

    def append_all(self, seat: str, epoch: int, batches: Iterable[Batch]) -> Told[Answer]:
        """Hand in batch after batch, several on their way at a time; the answers in their order.

        When the caller stops asking, nobody knows what becomes of those that were on their way;
        like all others they may be sent again.
        """
        sent: deque[Batch] = deque()
        calls = self._append_calls(seat, epoch, batches, sent)
        with self._in_words(), closing(answers(self._connection, calls, self._random)) as told:
            for answer in told:
                yield answer_of(json.loads(answer), sent.popleft())

    def _append_calls(
        self, seat: str, epoch: int, batches: Iterable[Batch], sent: deque[Batch]
    ) -> Iterator[Call]:
        """One call a batch; what an answer is still awaited for stands in `sent`."""
        for batch in batches:
            sent.append(batch)
            values = (seat, str(epoch), str(self._protocol), letters(batch), receipts(batch))
            yield APPEND, values

    def since(self, cursors: Mapping[str, Cursor], page: int) -> Pages:
        """Up to `page` lines after the cursors, over all scopes of the person together.

        A scope without a cursor is read from its beginning.
        """
        return pages_of(self._asked("SELECT api.since(%s, %s)", places(cursors), page))

    def since_all(self, cursors: Mapping[str, Cursor], first: int, more: int) -> Told[Pages]:
        """Page after page until nothing is left: `first` lines, then up to `more` at a time.

        The next page is on its way while the caller looks at the last.
        """
        known = dict(cursors)
        with self._in_words(), Pipe(self._connection) as pipe:
            pipe.send(SINCE, (places(known), str(first)))
            unread = True
            while unread:
                pages = pages_of(json.loads(pipe.receive()))
                known |= {page.scope: page.cursor for page in pages.pages}
                unread = any(page.left for page in pages.pages)
                if unread:
                    pipe.send(SINCE, (places(known), str(more)))
                yield pages

    def digests(self) -> dict[str, tuple[int, str]]:
        """How many lines each scope of the person has, and the SHA-256 of them in hex."""
        told = self._asked("SELECT api.digests()")
        return {scope: (lines, digest) for scope, (lines, digest) in told.items()}

    def tell_standing(self, seat: str, standing: Standing) -> None:
        """Tell how the workstation stands; nothing depends on whether the centre takes it."""
        told = self._asked("SELECT api.tell_seat(%s::uuid, %s)", seat, json.dumps(vars(standing)))
        if told["problem"] is not None:
            _log.warning("the centre did not take how this workstation stands: %s", told["problem"])

    def keep_company(self, seat: str, front: Front | None) -> list[Beside]:
        """Tell what the person has in front of them; who else has, those who act on it first."""
        told = {} if front is None else vars(front)
        answer = self._asked("SELECT api.keep_company(%s::uuid, %s)", seat, json.dumps(told))
        return [Beside(*line) for line in answer.get("others", ())]

    def photos_wanted(self, hashes: Sequence[str]) -> Wanted:
        """Which of these photos the centre lacks, and which pieces of them."""
        return photo_lane.photos_wanted(self._connection, hashes)

    def photos_asked_again(self, after: str) -> tuple[list[str], str]:
        """Photos that are spoiled at the centre, and what to ask with for those behind them."""
        return photo_lane.photos_asked_again(self._connection, after)

    def put_piece(self, name: str, index: int, count: int, data: bytes) -> bool:
        """Hand in one piece of a photo; whether the centre has all of it now."""
        return photo_lane.put_piece(self._connection, name, index, count, data)

    def get_piece(self, name: str, index: int) -> Piece | None:
        """One piece of a photo, None when there is no such photo for this person."""
        return photo_lane.get_piece(self._connection, name, index)

    def put_thumbnail(self, name: str, data: bytes) -> None:
        """Hand in the small picture of a photo."""
        photo_lane.put_thumbnail(self._connection, name, data)

    def get_thumbnail(self, name: str) -> bytes | None:
        """The small picture of a photo, None when there is none for this person."""
        return photo_lane.get_thumbnail(self._connection, name)

    def put_recovery_key(self, seat: str, name: str, key: bytes) -> None:
        """Leave the key (32 bytes) that opens the recovery slot of this workstation."""
        query = "SELECT api.put_recovery_key(%s::uuid, %s::uuid, %s)"
        problem = self._asked(query, seat, name, key)["problem"]
        if problem is not None:
            raise CentreRefused(_("中心没有收下本机的恢复密钥。请把情况告诉管理员。"), problem)

    def backup_times(self) -> tuple[int | None, int | None]:
        """When the centre was last backed up, and when a backup was last tried; for admins.

        Raises `CentreRefused` for anybody else.
        """
        told = self._asked("SELECT api.report_backups()")
        if told["problem"] is not None:
            raise CentreRefused(_("只有管理员能查看备份情况。"), told["problem"])
        return told["made_at"], told["tried_at"]

    def caller_of(self, case_id: str, reason: str) -> Caller:
        """The caller of a case in full; that the person asked, and why, is committed first.

        Raises `CentreRefused` with the reason when the centre does not show them.
        """
        asked = self._asked("SELECT api.reveal_request(%s::uuid, %s)", case_id, reason)
        if asked["problem"] is None:
            given = self._asked("SELECT api.reveal_get(%s::uuid)", asked["request"])
            if given["problem"] is None:
                return Caller(given["contact"], asked["left"])
            asked = given
        raise _no_caller(asked["problem"])

    def month_counts(self, month: str, area: str, edition: int = 0) -> MonthCounts:
        """The counts of a month, of this moment or as they were frozen."""
        return reports.month_counts(self._asked, month, area, edition)

    def counted_cases(
        self, month: str, area: str, group: tuple[str, str], count: str
    ) -> CountedCases:
        """The cases behind a number of a month, as things stand now."""
        return reports.counted_cases(self._asked, month, area, group, count)

    def month_editions(self, month: str, area: str) -> list[EditionLine]:
        """The editions of a month, oldest first."""
        return reports.month_editions(self._asked, month, area)

    def freeze_month(self, month: str, area: str, rules: str, reason: str) -> int:
        """Freeze a month that has ended; the number of the new edition."""
        return reports.freeze_month(self._asked, month, area, rules, reason)

    def analysis(self, period: str, area: str) -> Mapping[str, Any]:
        """What deserves a look in a period, in numbers."""
        return reports.analysis(self._asked, period, area)

    def put_report_inputs(self, area: str, rows: Sequence[Mapping[str, str]]) -> int:
        """Enter counts and measures of periods; how many were new or different."""
        return reports.put_report_inputs(self._asked, area, rows)

    def name_substitute(
        self, post: str, person: str, from_at: int, until_at: int, reason: str
    ) -> None:
        """Let a colleague grant in place of a post."""
        substitutes.name_substitute(self._asked, post, person, from_at, until_at, reason)

    def end_substitute(self, post: str, person: str) -> None:
        """Let them do so no longer."""
        substitutes.end_substitute(self._asked, post, person)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Faults of the calls that are made inside, in words."""
        try:
            with in_words(self._connection):
                yield
        except CentreRefused as refused:
            raise _known_refusal(refused) from None

    def _asked_if_known(self, query: str) -> dict[str, Any]:
        """What the centre answers; nothing where it is older and does not know the question."""
        try:
            return self._asked(query)
        except CentreRefused as refused:
            if refused.code != NO_SUCH_FUNCTION:
                raise
            return {}

    def _asked(self, query: str, *values: object) -> dict[str, Any]:
        with self._in_words(), Deadline(self._connection):
            row = self._patiently(query, values)
        assert row is not None
        answer: dict[str, Any] = json.loads(row[0])
        return answer

    def _patiently(self, query: str, values: Sequence[object]) -> tuple[Any, ...] | None:
        """Another seat can be faster at the same case; asking again settles who was first."""
        for left in reversed(range(TRIES)):
            try:
                return self._connection.execute(query.encode(), values).fetchone()
            except BEATEN:
                if left == 0:
                    raise
                time.sleep(self._random.uniform(0, TRY_AGAIN_SECONDS))
        raise AssertionError


def mismatch(problem: str) -> str:
    """What is wrong between the program here and the centre: `too_old` or `too_new`."""
    if problem == "too_old":
        return _("本机程序太旧，中心已不再支持。未发送的内容都在本机，没有丢失。请升级本机程序。")
    return _("中心的版本比本机程序旧，暂时不能发送。内容都在本机，没有丢失。请管理员升级中心。")


def _known_refusal(refused: CentreRefused) -> CentreRefused:
    """The errors that `api.append` and `api.since` raise by name, in words."""
    sentences = {
        "SA002": _("您的登录名已停用，中心没有接收。未发送的内容都在本机，请联系管理员。"),
        "SA003": _("本机没有登录中心，中心没有接收。未发送的内容都在本机，请重新登录。"),
        "SA004": _("一次补传的内容太多，中心没有接收。内容仍在本机，请把情况告诉管理员。"),
        "SA005": _("中心无法识别本机发送的内容，没有接收。内容仍在本机，请把情况告诉管理员。"),
    }
    sentence = sentences.get(refused.code)
    return refused if sentence is None else type(refused)(sentence, refused.code)


def _no_session(problem: str) -> WorldError:
    if problem == "not_active":
        return SignInRefused(_("您的登录名已停用。请联系管理员。"), "not_active")
    if problem in MISMATCHES:
        return CentreRefused(mismatch(problem), problem)
    if problem == "too_many_seats":
        return CentreRefused(
            _("您今天登记的新席位太多，中心没有接受。请换一位同事登录，或明天再试。"), problem
        )
    return CentreRefused(_("中心没有接受登录请求。请把情况告诉管理员。"), problem)


def _no_caller(problem: str) -> CentreRefused:
    sentences = {
        "ceiling": _("今天查看来电人信息的次数已用完，没有显示。如确有需要，请交同事办理。"),
        "malformed": _("请写明查看来电人信息的理由（2 至 500 字），没有显示。"),
        "no_caller": _("中心没有这一件的来电人信息。"),
        "no_request": _("查看申请没有记下或已过期，没有显示。请再试一次。"),
        "not_active": _("您的登录名已停用，没有显示。请联系管理员。"),
        "unknown_case": _("这一件不在您岗位负责的区域内，不能查看来电人信息。"),
    }
    return CentreRefused(sentences[problem], problem)
