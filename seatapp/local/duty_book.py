"""What screens ask about shifts: the roster, who is here, handovers, swaps, and the duty log.

Plain records, read on a connection of its own, narrowed to the areas of the person in front.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, or_, select

from seatapp.domain.handover import Count, Item, count_of, item_of
from seatapp.domain.references import State
from seatapp.domain.roster import Roster, Shift, roster_of, shift_of
from seatapp.domain.workflow import Workflow
from seatapp.local.duty_log import (
    FOUND,
    Added,
    LogLine,
    added_by,
    happened,
    holding,
    log_lines,
    standing,
)
from seatapp.local.reader import Reader
from seatapp.local.rights import rights_of
from seatapp.local.subject_tables import VIEWS
from seatapp.local.view_rows import state_of

RECENT = 60
"""Handovers that are listed at most, the newest first."""


@dataclass(frozen=True)
class HandedItem:
    """One matter of a handover, and what the taker said to it."""

    id: str
    item: Item
    state: State


@dataclass(frozen=True)
class HandoverView:
    """A handover with its items, in the order of the signed content."""

    state: State
    counts: tuple[Count, ...]
    items: tuple[HandedItem, ...]
    addenda: tuple[Added, ...]
    pending: bool

    def standing(self, *stages: str) -> list[HandedItem]:
        """The items in those stages."""
        return [one for one in self.items if one.state["stage"] in stages]


@dataclass(frozen=True)
class Stay:
    """One stay of a person at a workstation; `left_at` is None while it goes on."""

    person: str
    seat_code: str
    stage: str
    arrived_at: int
    left_at: int | None


class DutyBook:
    """Answers questions about shifts; any thread may ask."""

    def __init__(
        self,
        workflow: Workflow,
        connect: Callable[[], AbstractContextManager[Connection]],
        reader: Reader,
    ) -> None:
        self._workflow = workflow
        self._connect = connect
        self._reader = reader

    def area(self, posts: Sequence[str]) -> str:
        """The area under which somebody with these posts keeps their handovers and notes."""
        with self._connect() as connection:
            areas = rights_of(connection, self._reader.person).areas_of(posts)
            return min(areas, default="")

    def shifts(self) -> dict[str, Shift]:
        """The shifts of the site by code, in the order of the day."""
        found = [shift_of(code, row) for code, row in self._reader.references("shift")]
        return {shift.code: shift for shift in sorted(found, key=lambda one: one.starts)}

    def roster(self) -> Roster:
        """Who works when, approved swaps included."""
        rows = self._reader.references("roster")
        return roster_of(rows, self.shifts(), self._states("swap", _col("swap", "approved")))

    def open_swaps(self) -> list[State]:
        """Swaps that wait for somebody, the newest first."""
        return self._states("swap", VIEWS["swap"].c.open.is_(True))[::-1]

    def latest(self, subject: str) -> list[State]:
        """The newest of a kind of subject, those still open first."""
        with self._connect() as connection:
            table = VIEWS[subject]
            rows = select(table).where(self._mine(connection, subject))
            order = (table.c.open.desc(), table.c.key.desc())
            found = connection.execute(rows.order_by(*order).limit(RECENT)).mappings()
            return [state_of(subject, row) for row in found]

    def handovers(self) -> list[State]:
        """Open handovers first, then the latest ones."""
        with self._connect() as connection:
            table = VIEWS["handover"]
            rows = select(table).where(self._mine(connection, "handover"))
            order = (table.c.open.desc(), table.c.drafted_at.desc(), table.c.key.desc())
            found = connection.execute(rows.order_by(*order).limit(RECENT)).mappings()
            return [state_of("handover", row) for row in found]

    def waiting(self, posts: Collection[str]) -> list[State]:
        """Handovers that wait for somebody with these posts: to be taken over, or to be ruled."""
        me = self._reader.person
        rules = bool(self._workflow.steps["handover_item", "rule_item"].posts & set(posts))
        return [
            state
            for state in self._states("handover", VIEWS["handover"].c.open.is_(True))
            if (state["stage"] == "disputed" and rules)
            or (
                state["stage"] == "signed_out"
                and state.get("duty_post") in posts
                and state.get("signed_out_by") != me
            )
        ]

    def handover(self, handover_id: str) -> HandoverView | None:
        """A handover with its items; None when it is not here or not for this person."""
        with self._connect() as connection:
            table, items = VIEWS["handover"], VIEWS["handover_item"]
            wanted = (table.c.id == handover_id, self._mine(connection, "handover"))
            row = connection.execute(select(table).where(*wanted)).mappings().one_or_none()
            if row is None:
                return None
            state = state_of("handover", row)
            children = connection.execute(select(items).where(items.c.root == handover_id))
            told = {r["line"]: state_of("handover_item", r) for r in children.mappings()}
            return HandoverView(
                state=state,
                counts=tuple(count_of(line) for line in row["counts"] or ()),
                items=tuple(
                    HandedItem(str(told[line]["id"]), item_of(line), told[line])
                    for line in row["items"] or ()
                    if line in told
                ),
                addenda=added_by(connection, [handover_id], "add_to_handover").get(handover_id, ()),
                pending=bool(row["pending"]),
            )

    def stays(self, since: int, until: int) -> list[Stay]:
        """Who sat at which workstation in a span of time, in the order of coming."""
        table = VIEWS["attendance"].c
        within = (table.arrived_at < until) & or_(
            table.settled_at.is_(None), table.settled_at > since
        )
        states = self._states("attendance", within)
        found = [
            Stay(
                str(state.get("arrived_by")),
                str(state.get("seat_code", "")),
                str(state["stage"]),
                int(str(state.get("arrived_at") or 0)),
                _seconds(state.get("settled_at")),
            )
            for state in states
        ]
        return sorted(found, key=lambda stay: stay.arrived_at)

    def notes(self, since: int, until: int, text: str = "") -> list[LogLine]:
        """The lines of the duty log of a span of time that hold `text`, oldest first."""
        return self._lines(happened(since, until), holding(text))

    def search(self, text: str) -> list[LogLine]:
        """The newest lines of the duty log that hold `text`."""
        return self._lines(holding(text), newest=FOUND)

    def open_notes(self) -> list[LogLine]:
        """Faults that have not ended, and notices that stand."""
        return self._lines(standing())

    def _lines(self, *wanted: ColumnElement[bool], newest: int = -1) -> list[LogLine]:
        with self._connect() as connection:
            areas = rights_of(connection, self._reader.person).areas
            return log_lines(connection, areas, *wanted, newest=newest)

    def _states(self, subject: str, *wanted: ColumnElement[bool]) -> list[State]:
        with self._connect() as connection:
            table = VIEWS[subject]
            rows = select(table).where(self._mine(connection, subject), *wanted)
            found = connection.execute(rows.order_by(table.c.key)).mappings()
            return [state_of(subject, row) for row in found]

    def _mine(self, connection: Connection, subject: str) -> ColumnElement[bool]:
        return VIEWS[subject].c.area.in_(rights_of(connection, self._reader.person).areas)


def _col(subject: str, stage: str) -> ColumnElement[bool]:
    return VIEWS[subject].c.stage == stage


def _seconds(value: object) -> int | None:
    return value if isinstance(value, int) else None
