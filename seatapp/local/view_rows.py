"""The `*_row` tables of the seat's file as states: how a row is read, changed and taken away."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    delete,
    exists,
    select,
    union_all,
    update,
)

from seatapp.domain.references import State
from seatapp.local.prepared import Prepared, Row, given, upsert, values_of, word
from seatapp.local.subject_tables import ROOTS, VIEWS

_own_columns = ("key", "open", "pending")
COLUMNS = {
    subject: tuple(c.name for c in table.columns if c.name not in _own_columns)
    for subject, table in VIEWS.items()
}
"""The columns of each view that a state fills."""

SHOWN = {subject: (*names, "open", "pending") for subject, names in COLUMNS.items()}
"""What is read and written of a view, in this order: the state, `open` and `pending`."""

PLACE_OF_ID = {subject: names.index("id") for subject, names in COLUMNS.items()}


def root_column(subject: str) -> ColumnElement[str]:
    """The column that names the root a subject belongs to."""
    return VIEWS[subject].c.id if subject in ROOTS else VIEWS[subject].c.root


_wanted = given("wanted")


def _rows(subject: str) -> Select[Any]:
    return select(*(VIEWS[subject].c[name] for name in SHOWN[subject]))


READ = {
    subject: Prepared(_rows(subject).where(VIEWS[subject].c.id == _wanted)) for subject in VIEWS
}
"""The row of the subject `wanted`."""

READ_OF_ROOT = {
    subject: Prepared(
        _rows(subject).where(root_column(subject) == _wanted).order_by(VIEWS[subject].c.key)
    )
    for subject in VIEWS
}
"""The rows that belong to the root `wanted`, the oldest here first."""

READ_OF_ROOTS = {
    subject: Prepared(_rows(subject).where(root_column(subject).in_(values_of("roots"))))
    for subject in VIEWS
}
"""The rows that belong to any of `roots`."""

WRITE = {subject: Prepared(upsert(table, "id"), SHOWN[subject]) for subject, table in VIEWS.items()}
"""Write a row over the one with the same identifier."""

HIDE = {
    subject: Prepared(delete(table).where(table.c.id == _wanted))
    for subject, table in VIEWS.items()
}
"""Take the row of the subject `wanted` away."""


@lru_cache(maxsize=512)
def update_of(subject: str, names: tuple[str, ...]) -> Prepared:
    """The statement that writes these columns of the subject `wanted`.

    Indexes of other columns are left alone by it.
    """
    table = VIEWS[subject]
    changed = {name: given(name) for name in names}
    return Prepared(update(table).where(table.c.id == _wanted).values(changed))


@cache
def children_there(kinds: tuple[str, ...]) -> Prepared:
    """The question which of these kinds the root `wanted` has children of."""
    asked: list[Select[Any]] = [
        select(word(kind)).where(exists().where(root_column(kind) == _wanted)) for kind in kinds
    ]
    return Prepared(union_all(*asked))


def state_of(subject: str, row: RowMapping) -> State:
    """The state that a whole row of a view table holds."""
    return state_in(subject, tuple(row[name] for name in COLUMNS[subject]))


def state_in(subject: str, row: Row) -> State:
    """The state that a row of the columns `SHOWN` holds."""
    pairs = zip(COLUMNS[subject], row, strict=False)
    filled = {name: value for name, value in pairs if value is not None and value != []}
    return {"subject": subject, **filled}


def part_in(subject: str, row: RowMapping) -> State:
    """As much of a state as some columns of its view hold."""
    filled = {name: value for name, value in row.items() if value is not None and value != []}
    return {"subject": subject, **filled}


def state_here(connection: Connection, subject: str, subject_id: str) -> State | None:
    """A subject as its view shows it."""
    row = READ[subject].one(connection, wanted=subject_id)
    return None if row is None else state_in(subject, row)
