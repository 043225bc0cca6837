"""Finding cases: by number, by the last digits of a number, by words of address or description."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, case, func, or_, select

from seatapp.local.tables import VIEWS

FOUND = 50
"""How many cases one search answers at most."""

TAIL = 4
"""The last characters of a number under which the file keeps an index."""

_case = VIEWS["case"].c
_numbers = (_case.case_number, _case.acceptance_number)


def found_cases(connection: Connection, words: str, areas: Sequence[str]) -> list[str]:
    """Identifiers of cases in `areas` that `words` names, open and new ones first.

    A whole number is asked for first, then last digits, then words, until one of them finds any.
    """
    wanted = words.strip()
    if not wanted:
        return []
    for condition in (_by_number(wanted), _by_tail(wanted), _by_text(wanted)):
        if condition is not None:
            cases = _within(areas).where(condition).limit(FOUND)
            found = connection.execute(cases).scalars().all()
            if found:
                return list(found)
    return []


def holding(connection: Connection, table: Table, keys: Collection[int], words: str) -> set[int]:
    """Which of the rows `keys` belong to a case that holds `words`."""
    wanted = words.strip()
    texts = (_says(column, wanted) for column in (*_numbers, _case.address, *_descriptions))
    rows = select(table.c.key).where(table.c.root == _case.id, or_(*texts))
    return set(keys) & set(connection.execute(rows).scalars())


_descriptions = (_case.description, _case.category_text)


def _within(areas: Sequence[str]) -> Select[Any]:
    newest_first = (_case.open.desc(), _case.reported_at.desc(), _case.key)
    return select(_case.id).where(_case.area.in_(areas)).order_by(*newest_first)


def _by_number(wanted: str) -> ColumnElement[bool]:
    return or_(*(number == wanted for number in _numbers))


def _by_tail(wanted: str) -> ColumnElement[bool] | None:
    if len(wanted) < TAIL:
        return None
    tails = (func.substr(number, -TAIL) == wanted[-TAIL:] for number in _numbers)
    ends = (func.substr(number, -len(wanted)) == wanted for number in _numbers)
    return or_(*tails) & or_(*ends)


def _by_text(wanted: str) -> ColumnElement[bool]:
    return or_(*(_says(column, wanted) for column in (*_numbers, _case.address, *_descriptions)))


def _says(column: ColumnElement[Any], wanted: str) -> ColumnElement[bool]:
    return case((column.is_(None), 0), else_=func.instr(column, wanted)) > 0
