"""A workstation as the centre sees it: makes signed entries and hands them in, keeps no replica."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from seatapp.central.gateway import Gateway
from seatapp.central.messages import Answer, Outgoing, Session
from seatapp.domain.entries import Entry, Value, Values, body_of, signature
from seatapp.domain.references import State
from seatapp.ids import new_id
from tests.fixtures.centre import Centre

AREA = "999001"


class SeatLine:
    """A person signed in at a workstation; several people may sit at one (`seat`).

    `waits` is told how long the centre has those wait who come at the same time.
    """

    def __init__(
        self,
        centre: Centre,
        person: str,
        seat: str | None = None,
        waits: Callable[[float], object] | None = None,
    ) -> None:
        self.person = person
        self.seat = seat or str(uuid4())
        self.gateway = Gateway(centre.login(person))
        if waits is not None:
            while (seconds := self.gateway.take_turn()) > 0:
                waits(seconds)
        self.session: Session = self.gateway.open_session(self.seat)
        self.q = self.session.last_q

    def entry(
        self,
        step: str,
        values: Values,
        state: State | None = None,
        *,
        post: str = "acceptor",
        subject: str = "case",
        subject_id: str | None = None,
        author: str | None = None,
        parent: str | None = None,
    ) -> Entry:
        """An entry on `state` (None: a new case), on what that state says was seen last."""
        itself = subject_id or (str(state["id"]) if state else new_id())
        seen = str(state["fresh"]) if state else None
        return Entry(
            id=new_id(),
            subject=subject,
            subject_id=itself,
            root=str(state["root"]) if state else itself,
            step=step,
            values=values,
            parent=parent or seen,
            author=author or self.person,
            post=post,
            claimed_at=datetime.now(UTC).isoformat(timespec="seconds"),
            key=self.session.key_id,
        )

    def letter(self, entry: Entry) -> Outgoing:
        """The entry signed, under the seat's next number."""
        body = body_of(entry)
        return self.raw(body, signature(body, self.session.key))

    def raw(self, body: str, mac: str | None = None) -> Outgoing:
        """Any text under the seat's next number, signed well unless `mac` says otherwise."""
        self.q += 1
        well = signature(body, self.session.key) if mac is None else mac
        return Outgoing(self.q, body, well)

    def hand_in(self, batch: Sequence[Outgoing]) -> Answer:
        """Send letters."""
        return self.gateway.append(self.seat, self.session.epoch, batch)

    def send(self, *entries: Entry) -> Answer:
        """Sign and send entries."""
        return self.hand_in([self.letter(entry) for entry in entries])


def under_key_of(entry: Entry, line: SeatLine) -> Entry:
    """The entry as the person of `line` would sign it."""
    return replace(entry, author=line.person, key=line.session.key_id)


def row_of(answer: Answer, subject_id: str) -> State:
    """The row of a subject in an answer."""
    return next(row.row for row in answer.rows if row.id == subject_id)


def codes(answer: Answer) -> list[str]:
    """What became of each entry: the code of a refusal, else the verdict."""
    return [verdict.code or verdict.verdict for verdict in answer.verdicts]


def grid_report(**more: Value) -> dict[str, Value]:
    """What a plain report of a collector says."""
    return {
        "case_kind": "grid",
        "source": "collector",
        "acceptance_number": "A01-261122-0001",
        "area": AREA,
        "urgency": "normal",
        "description": "路边垃圾堆放三天，气味大。",
        "photos_before": ["a" * 64],
        **more,
    }


def phone_report(**more: Value) -> dict[str, Value]:
    """What a plain report of a caller says."""
    return {
        "case_kind": "hotline",
        "source": "hotline_12345",
        "acceptance_number": "A01-261122-0002",
        "area": AREA,
        "urgency": "normal",
        "description": "小区夜间施工扰民。",
        "caller_name": "张示例",
        "caller_phone": "13800001234",
        **more,
    }
