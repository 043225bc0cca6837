"""Substitutes out of a table: who grants in place of which post, from when until when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.reference_rows import Gathered, Row, gathered_from
from seatapp.admin.roster_import import Known
from seatapp.admin.tabular import TableRow, read_table
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.local.substitutes import PLACES
from seatapp.text import _, listed

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "post": ("post", "代谁", "岗位"),
    "person": ("person", "代批人", "人员", "姓名"),
    "from": ("from", "开始"),
    "until": ("until", "结束"),
    "reason": ("reason", "原因"),
}
"""What the columns may be called."""

LONGEST_DAYS = 366


def read_substitutes(path: Path, known: Known, grants: Mapping[str, str]) -> Gathered:
    """The reference rows of a table; `grants` are the people who hold a post that grants.

    A bare day begins at midnight as `from` and ends with the day as `until`.

    Raises:
        InputFileError: The file cannot be read.
    """

    def row_of(row: TableRow) -> tuple[str, Row]:
        cells = Cells({name: row.cells.get(_column(row, name), "") for name in COLUMNS})
        post = known.post(cells.text("post", 40))
        person = known.person(cells.text("person", 40))
        if post not in PLACES:
            posts = listed(_(known.workflow.posts[place].label) for place in PLACES)
            raise CellFault("post", _("只能是：{allowed}。").format(allowed=posts))
        if person not in grants:
            raise CellFault("person", _("代批人须是值班长、运营主管或中心领导。"))
        begins, ends = _moment(cells, "from", 0), _moment(cells, "until", 1)
        if not begins < ends <= begins + LONGEST_DAYS * 86_400:
            raise CellFault("until", _("结束应晚于开始，最长一年。"))
        values = {"from_at": begins, "until_at": ends, "reason": cells.text("reason", 200)}
        return f"{post}/{person}", values

    lines = ((row.line, partial(row_of, row)) for row in read_table(path))
    return gathered_from("substitute", path, lines)


def _column(row: TableRow, name: str) -> str:
    return next((column for column in COLUMNS[name] if column in row.cells), "")


def _moment(cells: Cells, column: str, days_on: int) -> int:
    """The moment in a cell; a bare day stands for its midnight so many days on."""
    text = cells.text(column).removesuffix(" 00:00:00")
    try:
        day = date.fromisoformat(text) + timedelta(days=days_on)
    except (ValueError, OverflowError):
        return _minute(text[:16], column)
    return int(datetime(day.year, day.month, day.day, tzinfo=CITY_TIME).timestamp())


def _minute(text: str, column: str) -> int:
    try:
        found = datetime.strptime(text, "%Y-%m-%d %H:%M")
    except ValueError:
        raise CellFault(column, _("应为日期或时刻，如 2026-11-23 或 2026-11-23 08:30。")) from None
    return int(found.replace(tzinfo=CITY_TIME).timestamp())
