"""The table of people that an office hands in: log-in, name, posts, area, in either language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.people import NewPerson
from seatapp.admin.references import area_prefix
from seatapp.admin.tabular import RowFault, need_columns, read_table
from seatapp.central.messages import HeldPost
from seatapp.domain.tables import load_workflow
from seatapp.errors import InputFileError
from seatapp.text import _, listed

HEADINGS = {"登录名": "login", "姓名": "name", "岗位": "posts", "区域": "area"}
"""What the columns may be called besides."""

BETWEEN_POSTS = re.compile(r"[|;；、,，]")
LONGEST_NAME = 40


@dataclass(frozen=True)
class PeopleTable:
    """The people of a table, without passwords, and what is wrong with its rows.

    `lines` tells in which line of the table a log-in stands, `headings` what a column is called.
    """

    people: Sequence[NewPerson]
    faults: Sequence[RowFault]
    lines: Mapping[str, int]
    headings: Mapping[str, str]

    def fault(self, login: str, column: str, sentence: str) -> RowFault:
        """A complaint about the row of somebody, as whoever wrote the table finds it."""
        return RowFault(self.lines[login], self.headings[column], sentence)


def read_people(path: Path) -> list[NewPerson]:
    """The people of a table that has to be without a fault.

    Raises:
        InputFileError: A row is faulty.
    """
    table = people_table(path)
    for fault in table.faults:
        raise InputFileError(
            _("{file} 第 {line} 行 {column}：{sentence}").format(
                file=path.name, line=fault.line, column=fault.column, sentence=fault.sentence
            )
        )
    return list(table.people)


def people_table(path: Path) -> PeopleTable:
    """The people of a table. Columns: login, name, posts (`a|b`, codes or labels), area.

    Raises:
        InputFileError: The file is no table.
    """
    posts = posts_by_word()
    people: dict[str, NewPerson] = {}
    lines: dict[str, int] = {}
    headings: dict[str, str] = {}
    faults: list[RowFault] = []
    for line in read_table(path):
        cells = {HEADINGS.get(name, name): words for name, words in line.cells.items()}
        headings = {HEADINGS.get(name, name): name for name in line.cells}
        need_columns(replace(line, cells=cells), set(HEADINGS.values()))
        try:
            person = _person(Cells(cells), posts)
            if person.login in people:
                raise CellFault("login", _("登录名重复。"))
            people[person.login] = person
            lines[person.login] = line.line
        except CellFault as fault:
            faults.append(RowFault(line.line, headings[fault.column], fault.sentence))
    return PeopleTable(list(people.values()), faults, lines, headings)


def posts_by_word() -> dict[str, str]:
    """The name of every post by what people may write for it: the name itself or its label."""
    posts = load_workflow().posts.values()
    return {word: post.name for post in posts for word in (post.name, post.label)}


def no_such_post(word: str) -> str:
    """What to say to who wrote that for a post."""
    labels = listed(post.label for post in load_workflow().posts.values())
    return _("没有“{post}”这个岗位，可以写：{posts}。").format(post=word, posts=labels)


def _person(cells: Cells, posts: Mapping[str, str]) -> NewPerson:
    login = cells.matching("login", r"u[0-9]{4,9}", _("应为 u 加 4 至 9 位数字，如 u1001。"))
    area = area_prefix(cells.matching("area", r"[0-9]{6}", _("应为 6 位区划代码。")))
    named = [part.strip() for part in BETWEEN_POSTS.split(cells.text("posts")) if part.strip()]
    for name in named:
        if name not in posts:
            raise CellFault("posts", no_such_post(name))
    held = [HeldPost(posts[name], area) for name in named]
    return NewPerson(login, cells.text("name", LONGEST_NAME), held)
