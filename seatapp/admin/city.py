"""Furnishes a centre with the made demo city: its reference rows and its people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from psycopg import Connection

from seatapp.admin.people import put_person
from seatapp.admin.people_table import read_people
from seatapp.admin.references import put_references, read_folder
from seatapp.errors import InputFileError
from seatapp.text import _


def furnish(connection: Connection[tuple[Any, ...]], folder: Path) -> None:
    """Load the reference rows and the people of `folder` as the admin of `connection`.

    Everybody gets the password of `demo_password`.

    Raises:
        InputFileError: A file is missing or faulty; nothing was loaded.
        ReferencesRefused: `connection` is not an admin's.
    """
    gathered = read_folder(folder)
    people = read_people(folder / "people.csv")
    if gathered.faults:
        first = gathered.faults[0]
        raise InputFileError(
            _("{file} 第 {line} 行 {column}：{sentence}没有写入任何内容。").format(
                file=first.file, line=first.line, column=first.column, sentence=first.sentence
            )
        )
    put_references(connection, gathered.rows)
    for person in people:
        put_person(connection, replace(person, password=demo_password(person.login)))


def demo_password(login: str) -> str:
    """The password of a person of the demo city: u1001 → demo-1001."""
    return f"demo-{login.removeprefix('u')}"
