"""Calendars as an office keeps them: tables of holidays, make-up days and hours of a season.

`resources/calendar/README.md` shows the columns. The hours of every other day are a setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.reference_rows import Gathered, Reference, ReferenceFault, located
from seatapp.admin.tabular import TableRow, read_table
from seatapp.domain.opening_hours import (
    DayTable,
    Hours,
    Season,
    hours_of,
    missing_years,
    overlapping,
)
from seatapp.errors import InputFileError
from seatapp.text import _, listed

SHIPPED = "cn-2004-2026"
"""The version that comes with the program."""

YEARS = range(1949, 2100)
"""What is outside is a slip of the pen, and has no day before or after to reckon with."""

KINDS = {"holiday": False, "work_day": True, "makeup_workday": True, "hours": None}
"""Whether a day of this kind is worked; `hours` says nothing of a day but of a season's hours."""


@dataclass
class _Draft:
    """One version while its rows are read; `line` is the last of them."""

    line: int = 0
    special: dict[date, bool] = field(default_factory=dict)
    seasons: list[Season] = field(default_factory=list)


def read_calendar(path: Path, hours: Hours) -> Gathered:
    """The rows that the rules count with, one for each version in the table."""
    tables, faults = read_day_tables(path, hours)
    rows = [
        Reference(
            "calendar",
            table.version,
            {"version": table.version, "frames": [at for frame in table.frames() for at in frame]},
        )
        for table in tables
    ]
    return Gathered(rows, faults)


def read_day_tables(path: Path, hours: Hours) -> tuple[list[DayTable], list[ReferenceFault]]:
    """The versions of a table, and what is wrong in it.

    Columns: version, date, kind, name; until and hours for seasons. A version with a year missing
    between two others is a fault as a whole.

    Raises:
        InputFileError: The file as a whole cannot be read.
    """
    drafts: dict[str, _Draft] = {}
    faults: list[ReferenceFault] = []
    for row in read_table(path):
        try:
            _take(drafts, row, path.stem)
        except CellFault as fault:
            faults.append(located(path, row.line, fault))
    tables = []
    for version, draft in drafts.items():
        sentence = _unknown_days(draft.special)
        if sentence:
            faults.append(ReferenceFault(path.name, draft.line, "date", sentence))
        else:
            tables.append(DayTable(version, draft.special, hours, draft.seasons))
    return tables, faults


def day_table(path: Path, hours: Hours) -> DayTable:
    """The version in force among those of a table: the one that comes last in the alphabet.

    Raises:
        InputFileError: There is none, or the table has a fault.
    """
    tables, faults = read_day_tables(path, hours)
    if faults:
        first = faults[0]
        raise InputFileError(
            _("{file} 第 {line} 行 {column}：{sentence}").format(
                file=first.file, line=first.line, column=first.column, sentence=first.sentence
            )
        )
    if not tables:
        raise InputFileError(_("文件 {path} 里没有节假日。").format(path=path.name))
    return max(tables, key=lambda table: table.version)


@contextmanager
def shipped_calendar() -> Iterator[Path]:
    """The table that comes with the program."""
    with as_file(files("resources") / "calendar" / f"{SHIPPED}.csv") as path:
        yield path


def _unknown_days(special: Mapping[date, bool]) -> str:
    if not special:
        return _("没有节假日，不知道是哪一年。")
    years = listed(str(year) for year in missing_years(special))
    return _("缺少 {years} 年，各年要连续。").format(years=years) if years else ""


def _take(drafts: dict[str, _Draft], row: TableRow, otherwise: str) -> None:
    cells = Cells(row.cells)
    version = cells.text("version", 40) if "version" in row.cells else otherwise
    day = _date(cells, "date")
    is_open = cells.choice("kind", KINDS)
    season = _season(cells, day) if is_open is None else None
    draft = drafts.setdefault(version, _Draft())
    draft.line = row.line
    if season is None:
        if day in draft.special:
            raise CellFault("date", _("这一天出现了两次。"))
        draft.special[day] = bool(is_open)
    elif overlapping([*draft.seasons, season]):
        raise CellFault("until", _("与另一个作息时段重叠。"))
    else:
        draft.seasons.append(season)


def _season(cells: Cells, since: date) -> Season:
    until = _date(cells, "until")
    if until < since:
        raise CellFault("until", _("截止日期早于开始日期。"))
    try:
        return Season(since, until, hours_of(cells.parts("hours")))
    except ValueError:
        raise CellFault("hours", _("应为作息时间，如 08:00-12:00|15:00-18:30。")) from None


def _date(cells: Cells, column: str) -> date:
    # A workbook hands dates over with a time of zero.
    text = cells.text(column).removesuffix(" 00:00:00")
    try:
        day = date.fromisoformat(text)
        if day.year not in YEARS:
            raise ValueError(day)
    except ValueError:
        raise CellFault(column, _("应为日期，如 2026-10-01。")) from None
    return day


HOLIDAYS: Mapping[str, int] = {
    **{"元旦": 3, "春节": 8, "清明节": 3, "劳动节": 5},
    **{"端午节": 3, "中秋节": 3, "国庆节": 7},
}
"""The holidays that a notice names, with as many lines as they mostly take."""

MAKE_UP_DAYS = 7


@dataclass(frozen=True)
class CalendarInForce:
    """The version that the centre counts with, and its open frames (start, end, start, end …)."""

    version: str
    frames: Sequence[int]

    @property
    def until(self) -> int:
        """When the days end that it knows, in seconds since 1970."""
        return self.frames[-1]


def calendar_in_force(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> CalendarInForce | None:
    """The calendar in force among the reference rows of calendars; None when there is none."""
    versions = dict(rows)
    if not versions:
        return None
    version = max(versions)
    return CalendarInForce(version, tuple(map(int, versions[version]["frames"])))


def template(year: int) -> str:
    """A table to be filled in from the holiday notice of a year: what it names, without dates."""
    version = f"cn-{year}-1"
    lines = ["version,date,kind,name"]
    for name in HOLIDAYS:
        lines += [f"{version},,holiday,{name}"] * HOLIDAYS[name]
    lines += [f"{version},,work_day,调休上班"] * MAKE_UP_DAYS
    return "".join(f"{line}\n" for line in lines)


def joined(current: CalendarInForce, gathered: Gathered, file: str) -> Gathered:
    """The years of a table put behind the calendar in force, as one version of the table's name.

    They have to begin where it ends, and the name has to come after its name: the version that
    comes last in the alphabet is in force.
    """
    faults = list(gathered.faults)
    rows = []
    for one in gathered.rows:
        frames = list((one.row or {})["frames"])
        if frames[0] != current.until:
            sentence = _("表里的年份要正好接在现行日历 {version} 之后，没有写入。")
            faults.append(_whole_table(file, "date", sentence.format(version=current.version)))
        elif one.code <= current.version:
            sentence = _("版本名要排在现行的 {version} 之后才会生效，请改名。")
            faults.append(_whole_table(file, "version", sentence.format(version=current.version)))
        else:
            whole = _without_border([*current.frames, *frames])
            rows.append(Reference("calendar", one.code, {"version": one.code, "frames": whole}))
    return Gathered(rows, faults)


def _whole_table(file: str, column: str, sentence: str) -> ReferenceFault:
    return ReferenceFault(file, 1, column, sentence)


def _without_border(frames: list[int]) -> list[int]:
    """The frames without the empty ones in between that marked where the known years ended."""
    pairs = list(zip(frames[::2], frames[1::2], strict=True))
    inner = [pair for pair in pairs[1:-1] if pair[0] < pair[1]]
    return [at for pair in (pairs[0], *inner, pairs[-1]) for at in pair]
