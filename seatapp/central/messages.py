"""What travels between a seat and its centre, as plain records.

The protocol is a handful of calls, so that a gateway could stand in front of PostgreSQL by
changing this package alone: `open_session`, `append`, `since`, and the photo lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PROTOCOL = 1
LOWEST_PROTOCOL = 1
"""The protocols this program speaks, from the lowest to `PROTOCOL`."""

Row = Mapping[str, Any]
"""The state of one subject as `seatapp.domain.fold` makes it."""


@dataclass(frozen=True)
class HeldPost:
    """A post with the prefix of the area it is held for."""

    post: str
    area: str


@dataclass(frozen=True)
class Standing:
    """How a seat stands after a round: what it has not sent, what the centre did not accept.

    `version` is that of its program, `epoch` the one of the centre that it has settled with;
    `photos` are those still on their way, `skew` is by how many whole seconds its clock is ahead of
    the centre's.
    """

    version: str
    epoch: int
    unsent: int
    refused: int
    photos: int
    skew: int = 0


@dataclass(frozen=True)
class Front:
    """What somebody has in front of them: a root, and `subject.step` of the dialog that is open."""

    kind: str
    root: str
    doing: str | None = None


@dataclass(frozen=True)
class Beside:
    """Somebody else who has it in front of them, what they do to it, and since when (seconds)."""

    person: str
    doing: str | None
    since: int


@dataclass(frozen=True)
class Session:
    """What the centre tells a person at log-in on a workstation.

    `key` is the courier key (32 bytes) that signs entries until `sign_until` (seconds since
    1970); `seat_key` unlocks the workstation's file for people who have no slot yet;
    `search_key` keys the hash by which phone numbers are found, `city_key` is what packets
    between workstations are sealed with. `last_q` is the last serial number of this seat that
    the centre has. `protocol` is the one that both will speak, `schema` the newest version of the
    life cycles that the centre can judge. `password_until` is when the person's password ends
    (seconds since 1970; None: never).
    """

    person: str
    name: str
    posts: Sequence[HeldPost]
    scopes: Sequence[str]
    seat_code: str
    last_q: int
    epoch: int
    key_id: str
    key: bytes
    sign_until: int
    seat_key: bytes
    search_key: bytes
    city_key: bytes
    server_time: float
    city: str
    city_name: str
    schema: int
    protocol: int = PROTOCOL
    password_until: int | None = None


@dataclass(frozen=True)
class Outgoing:
    """One entry on its way: serial number of the seat, exact body text, signature.

    `receipt` is what the centre gave for it when it decided before, empty when it never did.
    """

    q: int
    body: str
    mac: str
    receipt: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the centre decided about one entry.

    `verdict` is `applied`, `repeated` (decided before; `code` as it was then), `refused`, `fallen`
    (the entry before it on the same subject was not accepted) or `held` (not decided: it was made
    on something that the centre lost in a restore and another seat still has to bring). `code` is
    one of `refusals.csv`, `field` the field at fault. `receipt` proves to a centre that has lost it
    in a restore what it had decided; only the centre can make one.
    """

    q: int
    id: str
    verdict: str
    code: str | None = None
    field: str | None = None
    n: int | None = None
    receipt: str | None = None


@dataclass(frozen=True)
class StoryLine:
    """One accepted entry as the history shows it; `values` hold nothing personal.

    `counts_at` is the moment from which it counts for clocks.
    """

    id: str
    subject: str
    subject_id: str
    root: str
    step: str
    author: str
    post: str
    claimed_at: str
    received_at: int
    counts_at: int
    n: int
    values: Mapping[str, Any]
    cause: str | None = None


@dataclass(frozen=True)
class SubjectRow:
    """A subject as the centre has it now. `kind` is the subject, `contact` or `reference`.

    For `reference` the id is `<kind>/<code>`; for `contact` it is the case, and the row holds
    the full personal values that only the person of the scope may see.
    """

    kind: str
    id: str
    n: int
    row: Row


@dataclass(frozen=True)
class Answer:
    """The answer to `append`.

    With a `problem` nothing was judged and `last_q` tells where to go on: `new_epoch` (the centre
    was restored), `gap` (numbers are missing), `reused` (a number was used for another text: this
    file is an old copy of the seat's), `too_old` and `too_new` (the program of the seat, for this
    centre). Without: one verdict an entry, and the rows as they now are.
    """

    problem: str | None
    epoch: int
    last_q: int
    received_at: int
    verdicts: Sequence[Verdict] = ()
    rows: Sequence[SubjectRow] = ()
    story: Sequence[StoryLine] = ()


@dataclass(frozen=True)
class Cursor:
    """How far a scope has been read: the number, and the subject within the number."""

    n: int = 0
    id: str = ""


@dataclass(frozen=True)
class Page:
    """Rows of one scope after a cursor. `left` is how many lines of the scope still follow."""

    scope: str
    rows: Sequence[SubjectRow]
    gone: Sequence[tuple[str, str]]
    cursor: Cursor
    left: int


@dataclass(frozen=True)
class Pages:
    """The answer to `since`: pages of the scopes asked for, and which scopes the person has."""

    epoch: int
    server_time: float
    scopes: Sequence[str]
    pages: Sequence[Page]
    story: Sequence[StoryLine] = field(default=())


@dataclass(frozen=True)
class Caller:
    """A caller's full values by the name of their field, and how many looks the day has left."""

    values: Mapping[str, str]
    left: int
