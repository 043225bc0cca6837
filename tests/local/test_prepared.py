"""Statements that are compiled once: what goes in and comes out, lists as one value."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    insert,
    select,
    update,
)

from seatapp.local.prepared import Prepared, given, listed, upsert, values_of, word

_thing = Table(
    "thing",
    MetaData(),
    Column("key", Integer, primary_key=True),
    Column("name", Text, unique=True),
    Column("open", Boolean),
    Column("marks", JSON(none_as_null=True)),
)
NAMES = ("name", "open", "marks")
_write = Prepared(upsert(_thing, "name"), NAMES)
_read = Prepared(select(*(_thing.c[name] for name in NAMES)).order_by(_thing.c.key))


@pytest.fixture
def file() -> Iterator[Connection]:
    with create_engine("sqlite://").begin() as connection:
        _thing.create(connection)
        yield connection


def test_what_was_written_is_read(file: Connection) -> None:
    rows = [
        {"name": "甲", "open": True, "marks": ["大", "小"]},
        {"name": "乙", "open": False, "marks": None},
    ]
    _write.run_many(file, rows)
    assert _read.rows(file) == [("甲", True, ["大", "小"]), ("乙", False, None)]
    stored = file.exec_driver_sql("SELECT marks FROM thing ORDER BY key").scalars().all()
    assert stored == ['["大","小"]', None]


def test_a_row_is_written_over_the_one_with_its_key(file: Connection) -> None:
    for marks in (["大"], ["小"]):
        _write.run(file, name="甲", open=True, marks=marks)
    assert _read.rows(file) == [("甲", True, ["小"])]


def test_a_list_of_any_length_is_one_value(file: Connection) -> None:
    _write.run_many(file, [{"name": n, "open": True, "marks": None} for n in "甲乙丙"])
    wanted = Prepared(select(_thing.c.name).where(_thing.c.name.in_(values_of("names"))))
    assert set(wanted.column(file, names=listed(["丙", "甲", '有"引号的']))) == {"甲", "丙"}
    assert wanted.column(file, names=listed([])) == []


def test_values_that_never_change_stand_in_the_statement(file: Connection) -> None:
    _write.run_many(file, [{"name": n, "open": True, "marks": None} for n in "甲乙"])
    close = Prepared(update(_thing).where(_thing.c.name == given("which")).values(open=False))
    assert close.run(file, which="甲") == 1
    assert close.run(file, which="丁") == 0
    named = Prepared(select(_thing.c.open).where(_thing.c.name == "甲", _thing.c.open == False))  # noqa: E712
    assert named.one(file) == (False,)
    assert Prepared(delete(_thing).where(_thing.c.name == "丁")).run(file) == 0


def test_nothing_to_write_writes_nothing(file: Connection) -> None:
    _write.run_many(file, [])
    assert _read.one(file) is None


def test_a_word_of_the_statement_is_a_word(file: Connection) -> None:
    assert Prepared(select(word("case_row"))).column(file) == ["case_row"]
    with pytest.raises(AssertionError):
        word("x' OR 'x' = 'x")


def test_a_column_that_is_missing_is_a_fault(file: Connection) -> None:
    with pytest.raises(Exception, match="binding"):
        Prepared(insert(_thing), ("name", "open")).run(file, name="甲")
