"""What one telephone number has said before, and what is owed to it: found by the number's hash.

Nothing personal is kept here in full; a number that was attached to a known caller brings the
history of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    RowMapping,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.local.naming import Names, number_of
from seatapp.local.subject_tables import VIEWS
from seatapp.local.views import CallerHistory, CallerLine
from seatapp.text import _

LINES = 30
"""How many earlier cases, and how many calls, one history shows at most."""

TAIL = 4
"""How many last digits of a masked number can be seen; of a short one there are fewer."""

_case, _call, _callback = (VIEWS[name].c for name in ("case", "call", "callback"))


def caller_history(
    connection: Connection, workflow: Workflow, names: Names, key: str, areas: Sequence[str]
) -> CallerHistory:
    """Cases, calls and owed callbacks of the number behind `key`, newest first."""
    keys = _all_keys(connection, key)
    asked = {"keys": list(keys), "areas": list(areas)}
    cases = connection.execute(_cases_of, asked).mappings().all()
    calls = connection.execute(_calls_of, asked).mappings().all()
    roots = {str(row["id"]): _state("case", row) for row in cases}
    roots |= {str(row["id"]): _state("call", row) for row in calls}
    owed = connection.execute(_owed_to, {"roots": list(roots)}).mappings().all()
    return CallerHistory(
        key=key,
        names=tuple(dict.fromkeys(_names_in((*calls, *cases)))),
        cases=tuple(_line(workflow, names, "case", row, row["reported_at"]) for row in cases),
        calls=tuple(_line(workflow, names, "call", row, row["taken_at"]) for row in calls),
        owed=tuple(_owed_line(workflow, names, row, roots[row["root"]]) for row in owed),
    )


def case_lines(
    connection: Connection,
    workflow: Workflow,
    names: Names,
    case_ids: Sequence[str],
    areas: Sequence[str],
) -> list[CallerLine]:
    """These cases as lines of a history, in this order; none of what may not be seen."""
    asked = {"ids": list(case_ids), "areas": list(areas)}
    rows = {row["id"]: row for row in connection.execute(_cases_named, asked).mappings()}
    return [
        _line(workflow, names, "case", rows[one], rows[one]["reported_at"])
        for one in case_ids
        if one in rows
    ]


def people_called(
    connection: Connection, words: str, areas: Sequence[str], limit: int = 20
) -> list[tuple[str, str, str]]:
    """Known callers by the last four digits of a number or the first character of a name.

    Each is the search key, the masked number and the masked name; newest first.
    """
    wanted = words.strip()
    if not wanted:
        return []
    people: dict[str, tuple[str, str, str]] = {}
    for one, at in ((_case, _case.reported_at), (_call, _call.taken_at)):
        fits: ColumnElement[bool] = one.caller_name_masked == f"{wanted[:1]}**"
        if wanted.isdecimal():
            fits = _tail(one.caller_phone_masked) == wanted[-TAIL:].rjust(TAIL, "*")
        found = connection.execute(
            select(one.caller_key, one.caller_phone_masked, one.caller_name_masked)
            .where(one.caller_key.is_not(None), one.area.in_(areas), fits)
            .order_by(at.desc())
            .limit(limit * 5)
        )
        for key, phone, name in found:
            people.setdefault(key, (key, phone or "", name or ""))
    return list(people.values())[:limit]


def _tail(masked: ColumnElement[str | None]) -> ColumnElement[str]:
    """The last digits, written as the index has them."""
    return func.substr(masked, literal_column(f"-{TAIL}"))


def missed_of(connection: Connection, key: str, most: int = 50) -> list[str]:
    """The duties that are still owed to a number for missed calls, by the number's hash."""
    owed = select(_callback.id).where(
        _callback.caller_key == key, _callback.open.is_(True), _callback.callback_kind == "missed"
    )
    return list(connection.execute(owed.order_by(_callback.owed_at).limit(most)).scalars())


def _all_keys(connection: Connection, key: str) -> set[str]:
    """The key itself, and those of numbers that somebody attached to the same caller."""
    pairs = connection.execute(_pairs_of, {"key": key})
    return {key, *(one for pair in pairs for one in pair if one)}


_COLUMNS = {
    "case": (
        *("id", "area", "stage", "open", "case_number", "acceptance_number", "class_code"),
        *("matter_code", "category_text", "description", "caller_name_masked"),
        *("reported_by", "reported_at", "unit", "due_at"),
    ),
    "call": (
        *("id", "area", "stage", "open", "number", "matter_code", "description"),
        *("caller_name_masked", "taken_by", "taken_at"),
    ),
}
"""What a line of the history is made of; reading all columns costs thrice."""

_shown = {name: select(*(VIEWS[name].c[one] for one in ones)) for name, ones in _COLUMNS.items()}
_keys: BindParameter[Any] = bindparam("keys", expanding=True)
_areas: BindParameter[Any] = bindparam("areas", expanding=True)
_cases_of = (
    _shown["case"]
    .where(_case.caller_key.in_(_keys), _case.area.in_(_areas))
    .order_by(_case.reported_at.desc())
    .limit(LINES)
)
_cases_named = _shown["case"].where(
    _case.id.in_(bindparam("ids", expanding=True)), _case.area.in_(_areas)
)
_calls_of = (
    _shown["call"]
    .where(or_(_call.caller_key.in_(_keys), _call.known_as.in_(_keys)), _call.area.in_(_areas))
    .order_by(_call.taken_at.desc())
    .limit(LINES)
)
_owed_to = (
    select(VIEWS["callback"])
    .where(_callback.root.in_(bindparam("roots", expanding=True)), _callback.open.is_(True))
    .order_by(_callback.due_at)
)
_pairs_of = select(_call.caller_key, _call.known_as).where(
    or_(_call.caller_key == bindparam("key"), _call.known_as == bindparam("key")),
    _call.known_as.is_not(None),
)
"""Made once: putting a statement together takes longer than running it."""


def _state(subject: str, row: RowMapping) -> State:
    """As much of a state as a line shows."""
    return {"subject": subject, **{name: value for name, value in row.items() if value}}


def _names_in(rows: Sequence[RowMapping]) -> list[str]:
    return [str(row["caller_name_masked"]) for row in rows if row["caller_name_masked"]]


def _line(
    workflow: Workflow, names: Names, subject: str, row: RowMapping, at: int | None
) -> CallerLine:
    state = _state(subject, row)
    return CallerLine(
        subject=subject,
        subject_id=row["id"],
        root_subject=subject,
        root=row["id"],
        number=number_of(state),
        title=names.title(state),
        stage=_(workflow.stage(subject, row["stage"]).label),
        at=at or 0,
        person=names.words("person", row["reported_by" if subject == "case" else "taken_by"]),
        open=bool(row["open"]),
        unit=names.words("unit", state["unit"]) if "unit" in state else "",
        due_at=row["due_at"] if subject == "case" else None,
    )


def _owed_line(workflow: Workflow, names: Names, row: RowMapping, root: State) -> CallerLine:
    kind = workflow.choices.get(("callback_kind", str(row["callback_kind"])))
    return CallerLine(
        subject="callback",
        subject_id=row["id"],
        root_subject=str(root["subject"]),
        root=row["root"],
        number=number_of(root),
        title=_.of("callback_kind", kind.label) if kind else "",
        stage=_(workflow.stage("callback", row["stage"]).label),
        at=row["due_at"] or row["owed_at"] or 0,
        person=names.words("person", row["owner"]),
        open=True,
    )
