"""The classes, the SQL and `fields.csv` say the same about the seat's tables."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import sqlcipher3  # type: ignore[import-untyped]
from sqlalchemy import JSON, Boolean, Integer, Table, Text

from seatapp.domain.tables import load_workflow
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import Local
from tests.helpers.columns import FLAGS, LISTS, NUMBERS, TEXTS, expected_columns

WORKFLOW = load_workflow()
OWN = {"key": NUMBERS, "open": FLAGS, "pending": FLAGS}
KIND_OF_TYPE = {Text: TEXTS, Integer: NUMBERS, Boolean: FLAGS, JSON: LISTS}
SQL_OF_TYPE = {Text: "TEXT", Integer: "INTEGER", Boolean: "INTEGER", JSON: "TEXT"}


@pytest.fixture(scope="module")
def made() -> Iterator[Any]:
    connection = sqlcipher3.connect(":memory:")
    for script in sorted((files("db") / "replica").iterdir(), key=lambda part: part.name):
        connection.executescript(script.read_text("utf-8"))
    yield connection
    connection.close()


def _type_of(column: Any) -> type:
    return next(known for known in KIND_OF_TYPE if isinstance(column.type, known))


def test_every_subject_has_a_view() -> None:
    assert list(VIEWS) == list(WORKFLOW.subjects)


@pytest.mark.parametrize("subject", VIEWS)
def test_classes_have_the_columns_of_the_fields(subject: str) -> None:
    columns = {column.name: KIND_OF_TYPE[_type_of(column)] for column in VIEWS[subject].columns}
    assert columns == expected_columns(WORKFLOW, subject) | OWN


@pytest.mark.parametrize("table", Local.metadata.sorted_tables, ids=lambda table: table.name)
def test_sql_makes_the_tables_of_the_classes(made: Any, table: Table) -> None:
    rows = made.execute(f"PRAGMA table_info({table.name})").fetchall()
    in_sql = {name: (kind, bool(required or key)) for _, name, kind, required, _, key in rows}
    in_class = {
        column.name: (SQL_OF_TYPE[_type_of(column)], not column.nullable)
        for column in table.columns
    }
    assert in_sql == in_class


def test_sql_makes_no_other_table(made: Any) -> None:
    names = made.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    kept_by_itself = {"case_tally", "case_words"}
    kept_by_itself |= {f"case_words_{part}" for part in ("config", "data", "docsize", "idx")}
    assert {name for (name,) in names} == set(Local.metadata.tables) | kept_by_itself


def test_every_queue_has_its_file_and_every_file_its_queue() -> None:
    folder = files("seatapp.local") / "queues"
    assert {part.name for part in folder.iterdir()} == {f"{q}.sql" for q in WORKFLOW.queues}
