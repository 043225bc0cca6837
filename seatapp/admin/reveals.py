"""Who looked at which caller's personal data, when and why: the report of a supervisor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from seatapp.central.asking import answer_of
from seatapp.errors import CentreRefused
from seatapp.text import _

AT_THE_SEAT = "seat"
RINGING = "ringing"


@dataclass(frozen=True)
class Look:
    """One look at a caller; `at` (seconds since 1970) is when the centre learnt of it.

    `place` is `centre` when the centre gave the values, `seat` when a workstation that held them
    showed them, at `claimed_at` by its clock; `ringing` when somebody rang for a call that they
    owed, which needs no reason. `over` marks a look beyond the ceiling of the day, which ringing is
    not held against.
    """

    at: int
    claimed_at: str | None
    person: str
    case_id: str
    number: str | None
    reason: str | None
    place: str
    over: bool


def looks(connection: Connection[tuple[Any, ...]], days: int) -> Sequence[Look]:
    """The looks of the last `days` days in the areas of the person of the connection, newest first.

    Raises:
        CentreRefused: The person is neither supervisor nor above one.
    """
    found: list[Look] = []
    behind: str | None = None
    while True:
        page = answer_of(connection, "SELECT api.report_reveals(%s, %s::uuid)", days, behind)
        if page["problem"] is not None:
            sentence = _("只有督查员、运营主管和中心领导能查看这份记录。")
            raise CentreRefused(sentence, page["problem"])
        found += [Look(**line) for line in page["lines"]]
        behind = page["more"]
        if behind is None:
            return found
