"""Rosters out of a spreadsheet, in either of the two forms in which offices keep them.

A list has one row for a person, a day and a shift. A month sheet has one row for a person and one
column for each day of the month, with the shift in the cells. Shifts are named by their code,
their name or its first character; people by their log-in or, if nobody shares it, their name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.reference_rows import Gathered, Reference, Row, located, read_rows
from seatapp.admin.tabular import TableRow, read_table
from seatapp.domain.roster import Shift, roster_code
from seatapp.domain.workflow import Workflow
from seatapp.errors import InputFileError
from seatapp.text import _, listed

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "day": ("day", "日期"),
    "shift": ("shift", "班次"),
    "person": ("person", "人员", "姓名"),
    "post": ("post", "岗位"),
    "team": ("team", "班组"),
}
"""What the columns may be called."""

OFF = frozenset({"", "休", "-", "—", "/", "off"})
"""What stands in a cell of a month sheet when somebody does not work."""

_DAY = re.compile(r"(?:(\d{4})[-/.年])?(?:(\d{1,2})[-/.月])?(\d{1,2})日?(?: 00:00(?::00)?)?")


def read_shifts(path: Path) -> Gathered:
    """The shifts of a site. Columns: code, name, starts, ends (`08:00`; over midnight is fine)."""

    def shift(cells: Cells) -> tuple[str, Row]:
        row = {
            "name": cells.text("name", 20),
            "starts": _minutes(cells, "starts"),
            "ends": _minutes(cells, "ends"),
        }
        return cells.matching("code", r"[a-z0-9_]{1,20}", _("应为小写英文代码。")), row

    return read_rows("shift", path, shift)


@dataclass(frozen=True)
class Known:
    """What a roster may name: the posts, the people with their names, the shifts."""

    workflow: Workflow
    people: Mapping[str, str]
    shifts: Mapping[str, Shift]

    def person(self, text: str) -> str:
        """The log-in of somebody. Raises `CellFault`."""
        if text in self.people:
            return text
        found = [login for login, name in self.people.items() if name == text]
        if len(found) != 1:
            sentence = _("没有这个人，请写登录名或姓名。") if not found else _("重名，请写登录名。")
            raise CellFault("person", sentence)
        return found[0]

    def post(self, text: str) -> str:
        """The code of a post. Raises `CellFault`."""
        for post in self.workflow.posts.values():
            if text in (post.name, post.label):
                return post.name
        labels = listed(post.label for post in self.workflow.posts.values())
        raise CellFault("post", _("只能是：{allowed}。").format(allowed=labels))

    def shift(self, text: str) -> str:
        """The code of a shift. Raises `CellFault`."""
        for matches in (
            lambda shift: text in (shift.code, shift.name),
            lambda shift: text == shift.name[:1],
        ):
            found = [shift.code for shift in self.shifts.values() if matches(shift)]
            if len(found) == 1:
                return found[0]
        names = listed(shift.name for shift in self.shifts.values())
        raise CellFault("shift", _("只能是：{allowed}。").format(allowed=names))


@dataclass(frozen=True)
class _Line:
    """One person in one shift."""

    code: str
    person: str
    post: str
    team: str


def read_roster(path: Path, known: Known, month: date | None = None) -> Gathered:
    """The reference rows of a roster, one for each shift of each day.

    `month` is the month of a month sheet whose columns are bare days. A shift of a day that the
    file names is replaced whole; the others stay as they are.

    Raises:
        InputFileError: The file cannot be read, or is neither a list nor a month sheet.
    """
    gathered, lines = Gathered(), list[_Line]()
    for row in read_table(path):
        cells = {name: row.cells.get(_column(row, name), "") for name in COLUMNS}
        try:
            lines += _lines(row, Cells(cells), known, month)
        except CellFault as fault:
            gathered.faults.append(located(path, row.line, fault))
    gathered.rows += _rows(lines)
    return gathered


def _lines(row: TableRow, cells: Cells, known: Known, month: date | None) -> list[_Line]:
    person = known.person(cells.text("person", 40))
    post = known.post(cells.text("post", 40))
    team = cells.optional("team", 40)
    turns = list(_turns(row, cells, month))
    return [_Line(roster_code(day, known.shift(shift)), person, post, team) for day, shift in turns]


def _turns(row: TableRow, cells: Cells, month: date | None) -> Iterator[tuple[date, str]]:
    """The days and shifts of one row, in either form."""
    if _column(row, "day"):
        yield _day("day", cells.text("day"), month), cells.text("shift", 20)
        return
    named = {_column(row, name) for name in COLUMNS}
    days = [name for name in row.cells if name not in named and _DAY.fullmatch(name)]
    if not days:
        raise InputFileError(
            _("表里没有“日期”列，也没有按日的列。没有导入任何内容，请核对文件。"), "no_days"
        )
    for name in days:
        shift = row.cells[name].strip()
        if shift not in OFF:
            yield _day(name, name, month), shift


def _column(row: TableRow, name: str) -> str:
    return next((column for column in COLUMNS[name] if column in row.cells), "")


def _day(column: str, text: str, month: date | None) -> date:
    found = _DAY.fullmatch(text)
    year, of_year, day = found.groups() if found else (None, None, None)
    if day is None or (month is None and (year is None or of_year is None)):
        raise CellFault(column, _("应为日期，如 2026-11-22；只写日时请给出 --month。"))
    try:
        return date(
            int(year or (month.year if month else 0)),
            int(of_year or (month.month if month else 0)),
            int(day),
        )
    except ValueError:
        raise CellFault(column, _("没有这一天。")) from None


def _rows(lines: Iterable[_Line]) -> list[Reference]:
    people: dict[str, dict[str, None]] = {}
    teams: dict[str, str] = {}
    for line in lines:
        people.setdefault(line.code, {})[f"{line.person}@{line.post}"] = None
        teams.setdefault(line.code, line.team)
    return [
        Reference("roster", code, _row(list(names), teams[code]))
        for code, names in sorted(people.items())
    ]


def _row(people: list[str], team: str) -> Row:
    return {"people": people, "team": team} if team else {"people": people}


def _minutes(cells: Cells, column: str) -> int:
    pattern = r"([01]?[0-9]|2[0-4]):[0-5][0-9]"
    text = cells.matching(column, pattern, _("应为时刻，如 08:00。"))
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
