"""Statements that are put together once: running one costs little more than SQLite itself needs.

They are written in SQLAlchemy's words like all others. What SQLAlchemy does every time that it runs
one (look up what it compiled, carry each row of many through its own machinery) costs several times
what SQLite takes for a row that is found by its key, and a week's entries, a round that brings
nothing and a durable step are made of such rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnClause,
    Connection,
    Table,
    Text,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement, Select, SelectBase
from sqlalchemy.types import TypeEngine

from seatapp.domain.entries import canonical

Values = Mapping[str, Any]
Row = tuple[Any, ...]

_DIALECT = sqlite.dialect(paramstyle="named", json_serializer=canonical)
_Turn = Callable[[Any], Any]


@dataclass(frozen=True)
class _Compiled:
    """The words for SQLite, the values that never change, and which values have to be turned."""

    sql: str
    fixed: Values
    into: Sequence[tuple[str, _Turn]]
    out: Sequence[tuple[int, _Turn]]


class Prepared:
    """One statement, for any connection that is in a transaction; compiled when it first runs.

    Parameters are named as in the statement. A list goes in as one value (`values_of`), so that
    the words of the statement do not hang on its length.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        """`columns` are those that an insert fills in, when they are not all of the table."""
        self._statement = statement
        self._columns = columns

    def rows(self, connection: Connection, **values: object) -> list[Row]:
        """All rows that the statement finds."""
        known = self._compiled
        found: list[Row] = driver(connection).execute(known.sql, _bound(known, values)).fetchall()
        return [_read(known, row) for row in found] if known.out else found

    def one(self, connection: Connection, **values: object) -> Row | None:
        """The first row that the statement finds; None when there is none."""
        known = self._compiled
        found = driver(connection).execute(known.sql, _bound(known, values)).fetchone()
        return None if found is None else _read(known, found)

    def column(self, connection: Connection, **values: object) -> list[Any]:
        """The first value of every row."""
        return [row[0] for row in self.rows(connection, **values)]

    def run(self, connection: Connection, **values: object) -> int:
        """Write; how many rows were changed."""
        known = self._compiled
        return int(driver(connection).execute(known.sql, _bound(known, values)).rowcount)

    def run_many(self, connection: Connection, rows: Iterable[Values]) -> None:
        """Write once for each of `rows`."""
        known = self._compiled
        bound = [_bound(known, row) for row in rows]
        if bound:
            driver(connection).executemany(known.sql, bound)

    @cached_property
    def _compiled(self) -> _Compiled:
        compiled = self._statement.compile(dialect=_DIALECT, column_keys=self._columns)
        assert isinstance(compiled, SQLCompiler)
        bound = {name: one for one, name in compiled.bind_names.items()}
        into = [(name, turn) for name, one in bound.items() if (turn := _bind_turn(one.type))]
        asked = self._statement
        columns = asked.selected_columns if isinstance(asked, SelectBase) else ()
        return _Compiled(
            sql=str(compiled),
            fixed={name: one.value for name, one in bound.items() if not one.required},
            into=into,
            out=[(at, turn) for at, one in enumerate(columns) if (turn := _result_turn(one.type))],
        )


def _bound(known: _Compiled, values: Values) -> Values:
    """What SQLite is given for the parameters."""
    if not (known.fixed or known.into):
        return values
    bound = {**known.fixed, **values}
    for name, turn in known.into:
        bound[name] = turn(bound.get(name))
    return bound


def _read(known: _Compiled, row: Row) -> Row:
    if not known.out:
        return row
    read = list(row)
    for place, turn in known.out:
        read[place] = turn(read[place])
    return tuple(read)


def upsert(table: Table, *key: str) -> Insert:
    """The statement that writes a row of `table` over the one with the same `key`.

    A row that is nothing but its key stays as it is.
    """
    statement = insert(table)
    others = [c.name for c in table.columns if c.name not in key and not c.primary_key]
    if not others:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(
        index_elements=key, set_={name: statement.excluded[name] for name in others}
    )


def values_of(name: str) -> Select[Any]:
    """What to ask `in_` of: the list under `name`, handed over as text by `listed`."""
    each = func.json_each(given(name)).table_valued("value")
    return select(each.c.value)


def listed(values: Iterable[object]) -> str:
    """A list as the one value that `values_of` reads."""
    return canonical(list(values))


def given(name: str) -> BindParameter[Any]:
    """A value that is handed over when the statement runs."""
    return bindparam(name)


def word(text: str) -> ColumnClause[str]:
    """A word of our own as a part of the statement, which no partial index is found without."""
    assert text.replace("_", "").isalnum()
    return literal_column(f"'{text}'", Text)


def driver(connection: Connection) -> Any:
    """The connection of SQLite's own driver behind one of SQLAlchemy's."""
    return connection.connection.dbapi_connection


def _bind_turn(kind: TypeEngine[Any]) -> _Turn | None:
    """What makes of a value what SQLite takes; truth it takes as it is."""
    if isinstance(kind, Boolean):
        return None
    return kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _result_turn(kind: TypeEngine[Any]) -> _Turn | None:
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
