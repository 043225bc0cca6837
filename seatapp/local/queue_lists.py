"""The to-do lists: keys in order from `queues/<queue>.sql`, and rows a page at a time."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, RowMapping, TextClause, or_, select, text

from seatapp.domain.entries import canonical
from seatapp.domain.lapse import effective_stage
from seatapp.domain.lights import Thresholds, thresholds_of
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import References, State
from seatapp.domain.roster import borders
from seatapp.domain.workflow import Workflow
from seatapp.local.named_lists import NamedLists
from seatapp.local.naming import Names, number_of
from seatapp.local.queue_asked import Asked, statement
from seatapp.local.queue_counts import counting
from seatapp.local.rights import rights_of
from seatapp.local.subject_tables import VIEWS
from seatapp.local.unit_loads import UnitLoad, unit_loads
from seatapp.local.view_rows import state_of
from seatapp.local.views import QueueCount, QueueRow

LINE = frozenset(
    {
        *(
            "key",
            "id",
            "root",
            "stage",
            "due_at",
            "clock",
            "clock_limit",
            "clock_since",
            "open",
            "pending",
        ),
        *("case_kind", "case_number", "acceptance_number", "class_code", "matter_code"),
        *("category_text", "description", "address", "source", "unit", "urgency", "doubts"),
        *(
            "collector",
            "owner",
            "number",
            "title",
            "component_name",
            "callback_kind",
            "news",
            "tries",
            "caller_phone_masked",
            "until_at",
            "area",
            "grid_code",
        ),
        *("request_kind", "asked_minutes", "asked_until", "asked_unit"),
    }
)
"""What a line of a queue is made of, besides the stamps; reading all columns costs thrice."""

_listed = {
    subject: select(
        *(c for c in table.columns if c.name in LINE or c.name.endswith(("_by", "_at")))
    )
    for subject, table in VIEWS.items()
}

Statements = tuple[TextClause, TextClause, TextClause, TextClause]

BY_SHIFT = frozenset({"due_this_shift", "due_next_shift"})
"""Queues that go by when shifts begin and end."""

SOON_LATE = "soon_late"
"""The queue that goes by how soon each clock counts as due."""

MOST_RINGING = 20
"""So many rows of a queue ring at a time at the most."""


class QueueLists:
    """Reads queues; `names` turns codes into words, `lists` words into codes."""

    def __init__(
        self, workflow: Workflow, names: Names, lists: NamedLists, references: References
    ) -> None:
        self._workflow = workflow
        self._references = references
        self._names = names
        self._lists = lists
        self._statements = {name: _statements(name) for name in workflow.queues}

    def keys(
        self, connection: Connection, queue: str, person: str, now: int, asked: Asked
    ) -> array[int]:
        """The keys of a queue, narrowed and in the order that was asked for."""
        listed = self._statements[queue][0]
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
        counted = self._statements[queue][1]
        parameters = self._parameters(connection, queue, person, now)
        total, late = connection.execute(counted, parameters).one()
        return QueueCount(total, late)

    def unit_loads(
        self, connection: Connection, queue: str, person: str, now: int
    ) -> list[UnitLoad]:
        """What each unit has in its hands of a queue of cases, the worst first."""
        listed = self._statements[queue][0].text
        parameters = self._parameters(connection, queue, person, now)
        soon = thresholds_of(self._references)
        return unit_loads(connection, listed, parameters, self._names, soon)

    def due_until(
        self, connection: Connection, queue: str, person: str, now: int, until: int
    ) -> list[int]:
        """The keys of a queue that are due by `until`, the first ones at the most."""
        parameters = self._parameters(connection, queue, person, now)
        found = connection.execute(
            self._statements[queue][3], {**parameters, "until": until, "most": MOST_RINGING}
        )
        return [row[0] for row in found]

    def rows(
        self, connection: Connection, queue: str, keys: Sequence[int], person: str, now: int
    ) -> list[QueueRow]:
        """The rows of these keys in the order asked for; vanished ones are left out."""
        subject = self._workflow.queues[queue].subject
        found = _rows_of(connection, subject, keys)
        roots = self._roots_of(connection, subject, found.values())
        due = self._due(connection, queue, keys, person, now)
        soon = thresholds_of(self._references)
        return [
            self._row(key, subject, found[key], roots, due, now, soon)
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

    def _row(
        self,
        key: int,
        subject: str,
        row: RowMapping,
        roots: Mapping[str, State],
        due: Mapping[int, int | None],
        now: int,
        soon: Thresholds,
    ) -> QueueRow:
        case = roots[row["root"]]
        state = case if self._workflow.is_root(subject) else _state(subject, row)
        due_at = due.get(key, row["due_at"])
        asked = self._asked(subject, state)
        return QueueRow(
            key=key,
            subject=subject,
            subject_id=row["id"],
            case_id=row["root"],
            root_subject=str(case["subject"]),
            case_kind=str(case.get("case_kind", "")),
            number=number_of(case),
            stage=effective_stage(self._workflow, {**state, "subject": subject}, now),
            title=" · ".join(part for part in (asked, self._names.title(case)) if part),
            asked=asked,
            address=str(case.get("address", "")),
            source=str(case.get("source", "")),
            unit=self._names.words("unit", case.get("unit")),
            urgency=str(state.get("urgency") or case.get("urgency") or ""),
            due_at=due_at,
            paused=due_at is None and _stands_still(state, row["open"]),
            since_at=_since(state),
            person=self._person(subject, state),
            pending=bool(row["pending"]),
            doubtful=bool(case.get("doubts")),
            area=self._names.words("area", case.get("area")),
            reported_at=at if isinstance(at := case.get("reported_at"), int) else None,
            near=soon.of(str(state.get("clock") or "")),
            again_at=_again_at(subject, state),
        )

    def _asked(self, subject: str, state: State) -> str:
        """What a request asks for, or what somebody is to be rung about."""
        if subject == "request":
            return self._names.asked(state)
        return self._names.owed(state) if subject == "callback" else ""

    def _roots_of(
        self, connection: Connection, subject: str, rows: Collection[RowMapping]
    ) -> dict[str, State]:
        """The roots that rows belong to, whichever kinds of root they are."""
        if self._workflow.is_root(subject):
            return {row["id"]: _state(subject, row) for row in rows}
        ids = {row["root"] for row in rows}
        found: dict[str, State] = {}
        for kind in self._workflow.roots_of(subject):
            wanted = _listed[kind].where(VIEWS[kind].c.id.in_(ids))
            for row in connection.execute(wanted).mappings():
                found[row["id"]] = _state(kind, row)
        return found

    def _person(self, subject: str, state: State) -> str:
        """Whose turn it is: the caller-back, the collector on the way, else who acted last."""
        if subject == "callback":
            return self._names.words("person", state.get("owner"))
        if state["stage"] in ("verifying", "inspecting"):
            return self._names.words("collector", state.get("collector"))
        return self._names.words("person", _last_actor(state))

    def _due(
        self, connection: Connection, queue: str, keys: Sequence[int], person: str, now: int
    ) -> dict[int, int | None]:
        """The times that the queue itself goes by, which may be those of a child."""
        of_keys = self._statements[queue][2]
        parameters = self._parameters(connection, queue, person, now)
        found = connection.execute(of_keys, {**parameters, "keys": canonical(list(keys))})
        return {row[0]: row[1] for row in found}

    def _parameters(
        self, connection: Connection, queue: str, person: str, now: int
    ) -> dict[str, Any]:
        areas = rights_of(connection, person).areas_of(self._workflow.queues[queue].posts)
        found: dict[str, Any] = {"areas": canonical(areas), "person": person, "now": now}
        if queue in BY_SHIFT:
            shift = borders(person, now, self._references, swaps_lately(connection, now))
            found["shift_begins"], found["shift_ends"] = shift.begins_at, shift.ends_at
            found["next_shift_ends"] = shift.next_ends_at
        if queue == SOON_LATE:
            soon = thresholds_of(self._references)
            found["soon_by_clock"] = canonical(dict(soon.by_clock))
            found["soon_otherwise"] = soon.otherwise
            found["soon_least"], found["soon_most"] = soon.least, soon.most
        return found


def swaps_lately(connection: Connection, now: int) -> list[State]:
    """The approved swaps that a shift of yesterday or later has to do with."""
    swap = VIEWS["swap"].c
    since = (datetime.fromtimestamp(now, CITY_TIME) - timedelta(days=1)).date().isoformat()
    wanted = select(VIEWS["swap"]).where(
        swap.stage == "approved", or_(swap.given >= since, swap.taken >= since)
    )
    return [_state("swap", row) for row in connection.execute(wanted).mappings()]


@cache
def _statements(queue: str) -> Statements:
    """The queue itself, its counts, its times for some keys, and what is due by a moment."""
    source = files("seatapp.local") / "queues" / f"{queue}.sql"
    listed = source.read_text("utf-8")
    return (
        text(listed),
        counting(queue, listed),
        text(
            f"SELECT key, due_at FROM ({listed}) WHERE key IN (SELECT value FROM json_each(:keys))"
        ),
        text(f"SELECT key FROM ({listed}) WHERE due_at <= :until ORDER BY due_at, key LIMIT :most"),
    )


def _rows_of(connection: Connection, subject: str, keys: Collection[int]) -> dict[int, RowMapping]:
    wanted = _listed[subject].where(VIEWS[subject].c.key.in_(keys))
    return {row["key"]: row for row in connection.execute(wanted).mappings()}


def _again_at(subject: str, state: State) -> int | None:
    """When somebody who was rung in vain is rung again."""
    planned = state.get("planned_at")
    tried = subject == "callback" and bool(state.get("tries"))
    return planned if tried and isinstance(planned, int) else None


def _state(subject: str, row: RowMapping) -> State:
    """As much of a state as a line of a queue shows."""
    found = {name: value for name, value in row.items() if value is not None and value != []}
    return {"subject": subject, **found}


def _stands_still(state: State, is_open: bool) -> bool:
    running = state.get("clock_since") is not None
    return is_open and state.get("clock_limit") is not None and not running


def _stamps(state: State) -> list[tuple[int, str]]:
    found = []
    for name, value in state.items():
        if name.endswith("_by"):
            at = state.get(f"{name.removesuffix('_by')}_at")
            if isinstance(at, int):
                found.append((at, str(value)))
    return found


def _since(state: State) -> int:
    """When the running link began, else when somebody last set a stamp."""
    since = state.get("clock_since")
    return since if isinstance(since, int) else max((at for at, _ in _stamps(state)), default=0)


def _last_actor(state: State) -> str:
    return max(_stamps(state), default=(0, ""))[1]
