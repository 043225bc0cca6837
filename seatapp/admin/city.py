"""Furnishes a centre with the made demo city: its reference rows and its people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from psycopg import Connection

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.people import NewPerson, put_person
from seatapp.admin.references import area_prefix, put_references, read_folder
from seatapp.admin.tabular import read_table
from seatapp.central.messages import HeldPost
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


def read_people(path: Path) -> list[NewPerson]:
    """The people of a table, without passwords. Columns: login, name, posts (`a|b`), area.

    Raises:
        InputFileError: A row is faulty.
    """
    people = []
    for line in read_table(path):
        cells = Cells(line.cells)
        try:
            login = cells.text("login")
            area = area_prefix(cells.matching("area", r"[0-9]{6}", _("应为 6 位区划代码。")))
            posts = [HeldPost(post, area) for post in cells.parts("posts")]
            people.append(NewPerson(login, cells.text("name", 40), posts))
        except CellFault as fault:
            raise InputFileError(
                _("{file} 第 {line} 行 {column}：{sentence}").format(
                    file=path.name, line=line.line, column=fault.column, sentence=fault.sentence
                )
            ) from None
    return people


def demo_password(login: str) -> str:
    """The password of a person of the demo city: u1001 → demo-1001."""
    return f"demo-{login.removeprefix('u')}"
