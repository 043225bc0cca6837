"""The to-do lists: keys in order from `queues/<queue>.sql`, and rows a page at a time."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, TextClause, select, text

from seatapp.domain.entries import canonical
from seatapp.domain.lights import thresholds_of
from seatapp.domain.references import References, State
from seatapp.domain.roster import borders, roster_around
from seatapp.domain.workflow import Workflow
from seatapp.local.named_lists import NamedLists
from seatapp.local.naming import Names
from seatapp.local.queue_asked import Asked, statement
from seatapp.local.queue_counts import counting
from seatapp.local.queue_lines import AsOf, QueueLines, rows_of
from seatapp.local.rights import rights_of
from seatapp.local.subject_tables import VIEWS
from seatapp.local.unit_loads import UnitLoad, unit_loads
from seatapp.local.view_rows import state_of
from seatapp.local.views import QueueCount, QueueRow

BY_SHIFT = frozenset({"due_this_shift", "due_next_shift"})
"""Queues that go by when shifts begin and end."""

FALLEN = "shift_callbacks"
"""The queue of calls that fall to others while their owner is off duty."""

SOON_LATE = "soon_late"
"""The queue that goes by how soon each clock counts as due."""

MOST_RINGING = 20
"""So many rows of a queue ring at a time at the most."""


@dataclass(frozen=True)
class QueueStatements:
    """What is asked of one queue: its keys, how full it is, some of its times, what is due first.

    All take the parameters of the queue; `times` besides these `keys`, and `due_first` at the
    `most` so many keys due `until` a moment.
    """

    listed: TextClause
    counted: TextClause
    times: TextClause
    due_first: TextClause


class QueueLists:
    """Reads queues; `names` turns codes into words, `lists` words into codes."""

    def __init__(
        self, workflow: Workflow, names: Names, lists: NamedLists, references: References
    ) -> None:
        self._workflow = workflow
        self._references = references
        self._names = names
        self._lists = lists
        self._lines = QueueLines(workflow, names)
        self._statements = {name: _statements(name) for name in workflow.queues}

    def keys(
        self, connection: Connection, queue: str, person: str, now: int, asked: Asked
    ) -> array[int]:
        """The keys of a queue, narrowed and in the order that was asked for."""
        listed = self._statements[queue].listed
        parameters = self._parameters(connection, queue, person, now)
        if asked.sort or asked.narrowed:
            subject = self._workflow.queues[queue].subject
            words, more = statement(listed.text, subject, asked, self._lists)
            listed, parameters = text(words), parameters | more
        # A queue may hold a million keys: the rows of the driver are enough.
        rows: Any = connection.execute(listed, parameters).cursor
        return array("q", map(itemgetter(0), rows))

    def count(self, connection: Connection, queue: str, person: str, now: int) -> QueueCount:
        """How full a queue is, and how many of its rows are past their time."""
        counted = self._statements[queue].counted
        parameters = self._parameters(connection, queue, person, now)
        total, late = connection.execute(counted, parameters).one()
        return QueueCount(total, late)

    def unit_loads(
        self, connection: Connection, queue: str, person: str, now: int
    ) -> list[UnitLoad]:
        """What each unit has in its hands of a queue of cases, the worst first."""
        listed = self._statements[queue].listed.text
        parameters = self._parameters(connection, queue, person, now)
        soon = thresholds_of(self._references)
        return unit_loads(connection, listed, parameters, self._names, soon)

    def due_until(
        self,
        connection: Connection,
        queue: str,
        person: str,
        now: int,
        until: int,
        most: int = MOST_RINGING,
    ) -> list[int]:
        """The keys of a queue that are due by `until`, the first `most` of them; -1 for all."""
        parameters = self._parameters(connection, queue, person, now)
        asked = {**parameters, "until": until, "most": most}
        return list(connection.execute(self._statements[queue].due_first, asked).scalars())

    def rows(
        self, connection: Connection, queue: str, keys: Sequence[int], person: str, now: int
    ) -> list[QueueRow]:
        """The rows of these keys in the order asked for; vanished ones are left out."""
        subject = self._workflow.queues[queue].subject
        found = rows_of(connection, subject, keys)
        roots = self._lines.roots_of(connection, subject, found.values())
        due = self._due(connection, queue, keys, person, now)
        as_of = AsOf(now, thresholds_of(self._references), due)
        return [
            self._lines.line(subject, found[key], roots[found[key]["root"]], as_of)
            for key in keys
            if key in found and found[key]["root"] in roots
        ]

    def states(
        self, connection: Connection, queue: str, keys: Sequence[int]
    ) -> list[tuple[State, State]]:
        """The whole subjects of these keys, each with its case; vanished ones are left out."""
        subject = self._workflow.queues[queue].subject
        table, cases = VIEWS[subject], VIEWS["case"]
        rows = connection.execute(select(table).where(table.c.key.in_(keys))).mappings()
        found = {row["key"]: state_of(subject, row) for row in rows}
        if subject == "case":
            return [(found[key], found[key]) for key in keys if key in found]
        roots = {str(state["root"]) for state in found.values()}
        of_roots = connection.execute(select(cases).where(cases.c.id.in_(roots))).mappings()
        case_of = {row["id"]: state_of("case", row) for row in of_roots}
        return [
            (found[key], case_of[str(found[key]["root"])])
            for key in keys
            if key in found and found[key]["root"] in case_of
        ]

    def _due(
        self, connection: Connection, queue: str, keys: Sequence[int], person: str, now: int
    ) -> dict[int, int | None]:
        """The times that the queue itself goes by, which may be those of a child."""
        parameters = self._parameters(connection, queue, person, now)
        asked = {**parameters, "keys": canonical(list(keys))}
        found = connection.execute(self._statements[queue].times, asked)
        return {row[0]: row[1] for row in found}

    def _parameters(
        self, connection: Connection, queue: str, person: str, now: int
    ) -> dict[str, Any]:
        areas = rights_of(connection, person).areas_of(self._workflow.queues[queue].posts)
        found: dict[str, Any] = {"areas": canonical(areas), "person": person, "now": now}
        if queue in BY_SHIFT:
            shift = borders(person, now, self._references)
            found["shift_begins"], found["shift_ends"] = shift.begins_at, shift.ends_at
            found["next_shift_ends"] = shift.next_ends_at
        if queue == FALLEN:
            on_duty = roster_around(now, self._references).on_duty(now)
            found["on_duty"] = canonical([turn.person for turn in on_duty])
        if queue == SOON_LATE:
            soon = thresholds_of(self._references)
            found["soon_by_clock"] = canonical(dict(soon.by_clock))
            found["soon_otherwise"] = soon.otherwise
            found["soon_least"], found["soon_most"] = soon.least, soon.most
        return found


@cache
def _statements(queue: str) -> QueueStatements:
    source = files("seatapp.local") / "queues" / f"{queue}.sql"
    listed = source.read_text("utf-8")
    among = "key IN (SELECT value FROM json_each(:keys))"
    first = "due_at <= :until ORDER BY due_at, key LIMIT :most"
    return QueueStatements(
        listed=text(listed),
        counted=counting(queue, listed),
        times=text(f"SELECT key, due_at FROM ({listed}) WHERE {among}"),
        due_first=text(f"SELECT key FROM ({listed}) WHERE {first}"),
    )
