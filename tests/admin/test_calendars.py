"""Tables of calendars: what they say, and what is wrong in them."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from openpyxl import Workbook

from seatapp.admin.calendars import day_table, read_calendar, read_day_tables, shipped_calendar
from seatapp.admin.references import read_folder
from seatapp.domain.clock import Calendar, due_after, seconds_of
from seatapp.domain.opening_hours import CITY_TIME, DayTable, hours_of
from seatapp.errors import InputFileError

HOURS = hours_of(["08:00-12:00", "14:00-18:00"])
NEW_YEAR = "date,kind,name\n2026-01-01,holiday,元旦\n"


def local(moment: int) -> str:
    return datetime.fromtimestamp(moment, CITY_TIME).isoformat()


def frames_of_demo() -> tuple[str, list[int]]:
    with as_file(files("resources") / "demo") as folder:
        row = next(one.row for one in read_folder(folder).rows if one.kind == "calendar")
    assert row is not None
    return str(row["version"]), row["frames"]


def demo_calendar() -> Calendar:
    version, moments = frames_of_demo()
    return Calendar(version, zip(moments[::2], moments[1::2], strict=True))


def shipped() -> DayTable:
    with shipped_calendar() as path:
        return day_table(path, HOURS)


def written(folder: Path, text: str) -> Path:
    path = folder / "cn-9.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("month", "days"),
    [("2025-10", 18), ("2026-02", 16), ("2026-10", 18), ("2019-07", 23)],
)
def test_the_months_of_the_shipped_calendar_have_their_working_days(month: str, days: int) -> None:
    frames = [frame for frame in shipped().frames() if frame[0] < frame[1]]
    assert len({local(start)[:10] for start, _ in frames if local(start)[:7] == month}) == days


def test_the_demo_city_counts_as_the_shipped_calendar_does() -> None:
    version, moments = frames_of_demo()
    since = seconds_of("2025-01-01T00:00:00+08:00")
    theirs = [moment for frame in shipped().frames() for moment in frame if moment >= since]
    assert version == "cn-2026-1"
    assert moments == [since, since, *theirs]


def test_a_working_day_before_the_holiday_ends_after_it() -> None:
    since = seconds_of("2026-09-30T15:00:00+08:00")
    due = due_after(demo_calendar(), since, 480 * 60)
    assert due is not None
    assert local(due) == "2026-10-08T15:00:00+08:00"


def test_the_last_night_of_the_loaded_years_is_known() -> None:
    calendar = demo_calendar()
    night = seconds_of("2026-12-31T22:00:00+08:00")
    assert calendar.counted(night) == calendar.counted(night - 4 * 3600)
    assert calendar.counted(seconds_of("2025-01-01T00:30:00+08:00")) == 0


def test_a_table_without_versions_is_named_after_its_file(tmp_path: Path) -> None:
    path = written(tmp_path, NEW_YEAR + "2026-01-04,makeup_workday,元旦\n")
    table = day_table(path, HOURS)
    assert table.version == "cn-9"
    assert sorted(table.special.values()) == [False, True]


def test_the_last_version_of_a_table_is_in_force(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "version,date,kind,name\na-2,2026-01-01,holiday,x\na-1,2025-01-01,holiday,x\n",
    )
    assert day_table(path, HOURS).version == "a-2"
    assert [row.code for row in read_calendar(path, HOURS).rows] == ["a-2", "a-1"]


def test_a_season_is_read_from_csv_and_workbook(tmp_path: Path) -> None:
    text = (
        "version,date,until,kind,hours,name\n"
        "v,2026-01-01,,holiday,,元旦\n"
        "v,2026-06-01,2026-09-30,hours,08:00-12:00|15:00-18:30,夏季\n"
    )
    book = Workbook()
    assert book.active is not None
    for line in text.splitlines():
        book.active.append(
            [
                datetime.fromisoformat(cell) if cell[:4] == "2026" else cell
                for cell in line.split(",")
            ]
        )
    sheet = tmp_path / "calendar.xlsx"
    book.save(sheet)
    table = day_table(written(tmp_path, text), HOURS)
    (season,) = table.seasons
    assert list(season.hours) == [(480, 720), (900, 1110)]
    assert day_table(sheet, HOURS) == table


@pytest.mark.parametrize(
    ("rows", "line", "column"),
    [
        ("2026-02-30,holiday,,,\n", 2, "date"),
        ("2026-01-01,party,,,\n", 2, "kind"),
        ("2026-01-01,holiday,,,\n2026-01-01,work_day,,,\n", 3, "date"),
        ("2024-01-01,holiday,,,\n2026-01-01,holiday,,,\n", 3, "date"),
        ("2026-06-01,hours,,2026-09-30,08:00-12:00\n", 2, "date"),
        ("2026-01-01,holiday,,,\n2026-06-01,hours,,,08:00-12:00\n", 3, "until"),
        ("2026-01-01,holiday,,,\n2026-06-01,hours,,2026-05-01,08:00-12:00\n", 3, "until"),
        ("2026-01-01,holiday,,,\n2026-06-01,hours,,2026-09-30,\n", 3, "hours"),
        ("2026-01-01,holiday,,,\n2026-06-01,hours,,2026-09-30,8-12\n", 3, "hours"),
        (
            "2026-01-01,holiday,,,\n2026-06-01,hours,,2026-09-30,08:00-12:00\n"
            "2026-09-30,hours,,2026-10-30,08:00-12:00\n",
            4,
            "until",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, rows: str, line: int, column: str) -> None:
    path = written(tmp_path, "date,kind,name,until,hours\n" + rows)
    _, faults = read_day_tables(path, HOURS)
    assert [(one.file, one.line, one.column) for one in faults] == [("cn-9.csv", line, column)]
    with pytest.raises(InputFileError, match=f"第 {line} 行 {column}"):
        day_table(path, HOURS)


def test_a_year_is_missing_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, "date,kind,name\n2023-01-01,holiday,x\n2026-01-01,holiday,x\n")
    gathered = read_calendar(path, HOURS)
    assert gathered.rows == []
    assert "2024、2025" in gathered.faults[0].sentence


def test_an_empty_table_is_no_calendar(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="没有节假日"):
        day_table(written(tmp_path, "date,kind,name\n"), HOURS)
