"""What one telephone number has said before, and what is owed to it: found by the number's key.

A key is shared by many numbers (seatapp/domain/masks.py): what is found is most likely of the same
caller, and people are told to ask. Where a number can be read here in full, it decides. A number
that was attached to a known caller brings the history of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from seatapp.local.contacts import numbers_of
from seatapp.local.naming import Names, number_of
from seatapp.local.subject_tables import VIEWS
from seatapp.local.view_rows import part_in
from seatapp.local.views import CallerHistory, CallerLine
from seatapp.text import _

REOPEN = "request_reopen"
"""The step by which a leader is asked to have a closed case done again."""

SAME, OTHER, MAYBE = "same", "other", "maybe"

LINES = 30
"""How many earlier cases, and how many calls, one history shows at most."""

TAIL = 4
"""How many last digits of a masked number can be seen; of a short one there are fewer."""

_case, _call, _callback = (VIEWS[name].c for name in ("case", "call", "callback"))


@dataclass(frozen=True)
class Wanted:
    """Who is looked for, and for whom: a key, the digits if they are known, and who asks."""

    key: str
    digits: str
    person: str
    areas: Sequence[str]


def caller_history(
    connection: Connection, workflow: Workflow, names: Names, wanted: Wanted
) -> CallerHistory:
    """Cases, calls and owed callbacks of the number behind a key, newest first.

    What is known here to be of another number with the same key is left out.
    """
    keys = _all_keys(connection, wanted.key)
    asked = {"keys": list(keys), "areas": list(wanted.areas)}
    cases = connection.execute(_cases_of, asked).mappings().all()
    calls = connection.execute(_calls_of, asked).mappings().all()
    told = _told_apart(connection, workflow, wanted, [*cases, *calls])
    cases, calls = ([row for row in rows if told[row["id"]] != OTHER] for rows in (cases, calls))
    roots = {str(row["id"]): part_in("case", row) for row in cases}
    roots |= {str(row["id"]): part_in("call", row) for row in calls}
    owed = connection.execute(_owed_to, {"roots": list(roots)}).mappings().all()
    found = CallerHistory(
        key=wanted.key,
        names=tuple(dict.fromkeys(_names_in((*calls, *cases)))),
        cases=tuple(_line(workflow, names, "case", row, row["reported_at"]) for row in cases),
        calls=tuple(_line(workflow, names, "call", row, row["taken_at"]) for row in calls),
        owed=tuple(_owed_line(workflow, names, row, roots[row["root"]]) for row in owed),
    )
    return _marked(found, told)


def _told_apart(
    connection: Connection, workflow: Workflow, wanted: Wanted, rows: Sequence[RowMapping]
) -> dict[str, str]:
    """By root: whether it is of this number, of another one, or cannot be known here."""
    told = dict.fromkeys((row["id"] for row in rows), MAYBE)
    # What hangs on an attached number is of another one by intent.
    own = [row["id"] for row in rows if row["caller_key"] == wanted.key] if wanted.digits else []
    for root, digits in numbers_of(connection, workflow, own, wanted.person).items():
        told[root] = SAME if digits == wanted.digits else OTHER
    return told


def _marked(found: CallerHistory, told: Mapping[str, str]) -> CallerHistory:
    """The history with those lines marked that are surely of this number."""

    def marked(lines: Sequence[CallerLine]) -> tuple[CallerLine, ...]:
        return tuple(replace(line, sure=told[line.root] == SAME) for line in lines)

    return replace(
        found, cases=marked(found.cases), calls=marked(found.calls), owed=marked(found.owed)
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

    Each is the search key, the masked number and the masked name; newest first. Two names under
    one key are two people.
    """
    wanted = words.strip()
    if not wanted:
        return []
    people: dict[tuple[str, str], tuple[str, str, str]] = {}
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
            people.setdefault((key, name or ""), (key, phone or "", name or ""))
    return list(people.values())[:limit]


def _tail(masked: ColumnElement[str | None]) -> ColumnElement[str]:
    """The last digits, written as the index has them."""
    return func.substr(masked, literal_column(f"-{TAIL}"))


def missed_with(
    connection: Connection, workflow: Workflow, person: str, state: State, most: int = 50
) -> list[str]:
    """The other missed calls of the number that a callback is owed to, as far as can be known.

    Those that `person` can see to be of another number with the same key are left out; of the rest
    the centre decides (`core.same_caller`).
    """
    owed = (
        select(_callback.id, _callback.root)
        .where(
            _callback.caller_key == state.get("caller_key"),
            _callback.id != state["id"],
            _callback.open.is_(True),
            _callback.callback_kind == "missed",
        )
        .order_by(_callback.owed_at)
        .limit(most)
    )
    found = [(str(callback), str(root)) for callback, root in connection.execute(owed)]
    roots = [str(state["root"]), *(root for _callback_id, root in found)] if found else []
    numbers = numbers_of(connection, workflow, roots, person)
    own = numbers.get(str(state["root"]))
    return [one for one, root in found if not own or numbers.get(root, own) == own]


def _all_keys(connection: Connection, key: str) -> set[str]:
    """The key itself, and those of numbers that somebody attached to the same caller."""
    pairs = connection.execute(_pairs_of, {"key": key})
    return {key, *(one for pair in pairs for one in pair if one)}


_COLUMNS = {
    "case": (
        *("id", "area", "stage", "open", "case_number", "acceptance_number", "class_code"),
        *("matter_code", "category_text", "description", "caller_key", "caller_name_masked"),
        *("reported_by", "reported_at", "unit", "due_at"),
    ),
    "call": (
        *("id", "area", "stage", "open", "number", "matter_code", "description"),
        *("caller_key", "caller_name_masked", "taken_by", "taken_at"),
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


def _names_in(rows: Sequence[RowMapping]) -> list[str]:
    return [str(row["caller_name_masked"]) for row in rows if row["caller_name_masked"]]


def _line(
    workflow: Workflow, names: Names, subject: str, row: RowMapping, at: int | None
) -> CallerLine:
    state = part_in(subject, row)
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
        caller=row["caller_name_masked"] or "",
        reopens=subject == "case" and row["stage"] in workflow.steps[subject, REOPEN].sources,
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
        caller=str(root.get("caller_name_masked") or ""),
    )
