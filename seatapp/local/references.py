"""The reference rows of the replica, handed to the rules as `seatapp.domain.references` asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import pairwise

from sqlalchemy import Connection, func, or_, select, text

from seatapp.domain.clock import Calendar
from seatapp.domain.references import ReferenceRow, State
from seatapp.local import tables
from seatapp.local.prepared import Prepared, given, listed, values_of, word
from seatapp.local.subject_tables import VIEWS
from seatapp.local.view_rows import COLUMNS, state_in

_table = tables.ReferenceRow.__table__.c
_of_kind = _table.kind == given("of_kind")
_one = Prepared(select(_table.row).where(_of_kind, _table.code == given("of_code")))
_last_moment = Prepared(
    text(
        "SELECT row ->> '$.frames[#-1]' FROM reference WHERE kind = 'calendar'"
        " ORDER BY code DESC LIMIT 1"
    )
)
_list = Prepared(select(_table.code, _table.row).where(_of_kind).order_by(_table.code))
_swap = VIEWS["swap"].c
_of_turns = or_(*(code.in_(values_of("of_turns")) for code in (_swap.given, _swap.taken)))
_swaps = Prepared(
    select(*(_swap[name] for name in COLUMNS["swap"]))
    .where(_swap.stage == word("approved"))
    .where(_of_turns)
)


def calendar_until(connection: Connection) -> int | None:
    """Until when the calendar in force knows its days; None when none is loaded."""
    found = _last_moment.one(connection)
    return None if found is None else int(found[0])


class LocalReferences:
    """Looks rows up in the file and remembers them until `forget`; `edition` counts those.

    `connect` gives the connection to read with: the writer's own inside a transaction, a reader's
    elsewhere.
    """

    def __init__(self, connect: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._connect = connect
        self.edition = 0
        self._rows: dict[tuple[str, str], ReferenceRow | None] = {}
        self._lists: dict[str, Mapping[str, ReferenceRow]] = {}
        self._calendars: dict[str, Calendar | None] = {}

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The row, or None when the centre has not registered it."""
        rows = self._rows
        if (kind, code) not in rows:
            with self._connect() as connection:
                found = _one.one(connection, of_kind=kind, of_code=code)
                rows[kind, code] = None if found is None else found[0]
        return rows[kind, code]

    def all(self, kind: str) -> Mapping[str, ReferenceRow]:
        """All rows of a list by their codes, in the order of the codes."""
        lists = self._lists
        if kind not in lists:
            with self._connect() as connection:
                lists[kind] = dict(_list.rows(connection, of_kind=kind))
        return lists[kind]

    def calendar(self, version: str | None = None) -> Calendar | None:
        """The calendar of that version, else the one with the highest; None when not loaded."""
        calendars, name = self._calendars, version or ""
        if name not in calendars:
            calendars[name] = self._load_calendar(version or self._newest())
        return calendars[name]

    def swaps(self, turns: Collection[str]) -> Sequence[State]:
        """The approved swaps of these turns, read anew each time: any entry may add one."""
        with self._connect() as connection:
            found = _swaps.rows(connection, of_turns=listed(turns))
        return [state_in("swap", row) for row in found]

    def forget(self) -> None:
        """Read everything anew from now on; what is being read at this moment included."""
        self.edition += 1
        self._rows = {}
        self._lists = {}
        self._calendars = {}

    def _newest(self) -> str | None:
        with self._connect() as connection:
            newest = select(func.max(_table.code)).where(_table.kind == "calendar")
            found = connection.execute(newest).scalar_one()
            return None if found is None else str(found)

    def _load_calendar(self, version: str | None) -> Calendar | None:
        row = None if version is None else self.get("calendar", version)
        frames = row.get("frames") if row else None
        if version is None or not isinstance(frames, list):
            return None
        moments = [int(moment) for moment in frames]
        return Calendar(version, list(pairwise(moments))[::2])
