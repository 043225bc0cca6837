"""The lines of queues: what is read of a subject and its root, and what people see of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, select

from seatapp.domain.lapse import effective_stage
from seatapp.domain.lights import Thresholds
from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.naming import Names, number_of
from seatapp.local.subject_tables import VIEWS
from seatapp.local.view_rows import part_in
from seatapp.local.views import QueueRow

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


@dataclass(frozen=True)
class AsOf:
    """How lines are shown: at which moment, with which thresholds, and the times of the queue.

    `due` are the times that the queue itself goes by, by key; they may be those of a child.
    """

    now: int
    soon: Thresholds
    due: Mapping[int, int | None]


class QueueLines:
    """Makes lines; `names` turns codes into words."""

    def __init__(self, workflow: Workflow, names: Names) -> None:
        self._workflow = workflow
        self._names = names

    def roots_of(
        self, connection: Connection, subject: str, rows: Iterable[RowMapping]
    ) -> dict[str, State]:
        """The roots that rows belong to, whichever kinds of root they are."""
        if self._workflow.is_root(subject):
            return {row["id"]: part_in(subject, row) for row in rows}
        ids = {row["root"] for row in rows}
        found: dict[str, State] = {}
        for kind in self._workflow.roots_of(subject):
            wanted = _listed[kind].where(VIEWS[kind].c.id.in_(ids))
            for row in connection.execute(wanted).mappings():
                found[row["id"]] = part_in(kind, row)
        return found

    def line(self, subject: str, row: RowMapping, case: State, as_of: AsOf) -> QueueRow:
        """The line of a subject whose root is `case`."""
        key = row["key"]
        state = case if self._workflow.is_root(subject) else part_in(subject, row)
        due_at = as_of.due.get(key, row["due_at"])
        asked = self._asked(subject, state)
        return QueueRow(
            key=key,
            subject=subject,
            subject_id=row["id"],
            case_id=row["root"],
            root_subject=str(case["subject"]),
            case_kind=str(case.get("case_kind", "")),
            number=number_of(case),
            stage=effective_stage(self._workflow, {**state, "subject": subject}, as_of.now),
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
            near=as_of.soon.of(str(state.get("clock") or "")),
            again_at=_again_at(subject, state),
        )

    def _asked(self, subject: str, state: State) -> str:
        """What a request asks for, or what somebody is to be rung about."""
        if subject == "request":
            return self._names.asked(state)
        return self._names.owed(state) if subject == "callback" else ""

    def _person(self, subject: str, state: State) -> str:
        """Whose turn it is: the caller-back, the collector on the way, else who acted last."""
        if subject == "callback":
            return self._names.words("person", state.get("owner"))
        if state["stage"] in ("verifying", "inspecting"):
            return self._names.words("collector", state.get("collector"))
        return self._names.words("person", _last_actor(state))


def rows_of(connection: Connection, subject: str, keys: Collection[int]) -> dict[int, RowMapping]:
    """What lines are made of, by key; vanished rows are left out."""
    wanted = _listed[subject].where(VIEWS[subject].c.key.in_(keys))
    return {row["key"]: row for row in connection.execute(wanted).mappings()}


def _again_at(subject: str, state: State) -> int | None:
    """When somebody who was rung in vain is rung again."""
    planned = state.get("planned_at")
    tried = subject == "callback" and bool(state.get("tries"))
    return planned if tried and isinstance(planned, int) else None


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
