"""People out of a table: everybody put in place, newcomers with a password of their own.

Passwords are made here, written to a file for handing out before the first person is put in
place, and never repeated. Who is there already keeps theirs.
"""

from __future__ import annotations

import csv
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

from psycopg import Connection

from seatapp.admin.people import NewPerson, PersonRefused, put_person
from seatapp.errors import InputFileError
from seatapp.reports.sheets import guarded
from seatapp.secrets.durable import write_durably
from seatapp.text import _

LETTERS = "abcdefghijkmnpqrstuvwxyz"
FIGURES = "23456789"
GROUPS = 3
"""A password is three groups of three letters and a figure: readable, and 50 bits of chance."""


@dataclass(frozen=True)
class PutInPlace:
    """How many people a table put in place, and which of them were new."""

    people: int
    newcomers: Sequence[str]


def who_is_refused(
    connection: Connection[tuple[Any, ...]], people: Sequence[NewPerson]
) -> Iterator[tuple[NewPerson, PersonRefused]]:
    """Those of a table whom the centre would not take, and why; nobody is put in place by asking.

    Each is tried in a transaction of their own that is undone, so that the centre waits for none.
    """
    given = {person.login: new_password() for person in people}
    for person in people:
        try:
            with connection.transaction(force_rollback=True):
                _put(connection, person, given)
        except PersonRefused as refused:
            yield person, refused


def import_people(
    connection: Connection[tuple[Any, ...]], people: Sequence[NewPerson], letter: Path
) -> PutInPlace:
    """Put everybody of a table in place; `letter` gets log-in, name and password of newcomers.

    Raises `InputFileError` when the letter is there already, `PersonRefused` when the centre does
    not take somebody; those before stay in place, and the table may be imported again.
    """
    if letter.exists():
        raise InputFileError(
            _("文件 {path} 已经存在，没有覆盖它，也没有登记任何人。请换一个文件名。").format(
                path=letter
            ),
            "exists",
        )
    given = {person.login: new_password() for person in people}
    _write_letter(letter, people, given)
    newcomers: list[NewPerson] = []
    for place, person in enumerate(people):
        try:
            if _put(connection, person, given):
                newcomers.append(person)
        except PersonRefused as refused:
            _leave(letter, newcomers, given)
            words = _("{login}：{sentence}之前的 {n} 人已登记；改好后换一个密码文件名再导入一次。")
            raise PersonRefused(
                words.format(login=person.login, sentence=refused.sentence, n=place), refused.code
            ) from None
    _write_letter(letter, newcomers, given)
    return PutInPlace(len(people), [person.login for person in newcomers])


def new_password(choose: Callable[[str], str] = secrets.choice) -> str:
    """A password that nobody can guess and everybody can type."""
    groups = ["".join([choose(LETTERS) for _n in range(3)]) for _n in range(GROUPS)]
    return "-".join(group + choose(FIGURES) for group in groups)


def _put(connection: Connection[tuple[Any, ...]], person: NewPerson, given: dict[str, str]) -> bool:
    """Put somebody in place; whether they are new and got their password."""
    try:
        put_person(connection, replace(person, password=None))
    except PersonRefused as refused:
        if refused.code != "password_form":
            raise
        put_person(connection, replace(person, password=given[person.login]))
        return True
    return False


def _leave(letter: Path, newcomers: Sequence[NewPerson], given: dict[str, str]) -> None:
    """Keep the passwords of those who are in place, and no file when nobody is."""
    if newcomers:
        _write_letter(letter, newcomers, given)
    else:
        letter.unlink()


def _write_letter(letter: Path, people: Sequence[NewPerson], given: dict[str, str]) -> None:
    text = StringIO()
    table = csv.writer(text)
    table.writerow([_("登录名"), _("姓名"), _("初始密码")])
    # A name that a program for sheets takes for a formula could read the passwords beside it.
    table.writerows([one.login, guarded(one.name), given[one.login]] for one in people)
    write_durably(letter, text.getvalue().encode("utf-8-sig"))
