"""`seatapp deadline` answers people and programs, alone and with a calendar of one's own."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from seatapp.cli.main import group

VECTORS = ("2019-07-02 11:00", "2", "work_hour")
DAYS = (
    "version,date,until,kind,hours,name\n"
    "v-2,2026-01-01,,holiday,,元旦\n"
    "v-2,2026-06-01,2026-09-30,hours,08:00-12:00|15:00-19:00,夏季\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(group, ["--home", str(home), "deadline", *words])


def told(result: Result, code: int = 0) -> dict[str, Any]:
    assert result.exit_code == code, result.output
    answer: dict[str, Any] = json.loads(result.output)
    return answer


def test_a_program_gets_the_deadline_with_its_segments(home: Path) -> None:
    answer = told(run(home, *VECTORS, "--json"))
    assert answer == {
        "deadline": "2019-07-02 15:00",
        "segments": [
            {"from": "2019-07-02 11:00", "until": "2019-07-02 12:00", "minutes": 60},
            {"from": "2019-07-02 14:00", "until": "2019-07-02 15:00", "minutes": 60},
        ],
        "calendar_version": "cn-2004-2026",
        "work_day": None,
    }
    before = CliRunner().invoke(group, ["--home", str(home), "--json", "deadline", *VECTORS])
    assert json.loads(before.output) == answer


def test_people_get_the_same_in_sentences(home: Path) -> None:
    result = run(home, *VECTORS)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "截止 2019-07-02 15:00（日历：cn-2004-2026）",
        "计 2019-07-02 11:00 至 2019-07-02 12:00，60 分钟",
        "计 2019-07-02 14:00 至 2019-07-02 15:00，60 分钟",
    ]


def test_a_work_day_has_two_readings(home: Path) -> None:
    start = ("2025-09-30 17:00", "1", "work_day", "--json")
    assert told(run(home, *start))["deadline"] == "2025-10-09 17:00"
    assert told(run(home, *start, "--work-day", "exact"))["deadline"] == "2025-10-09 17:00"
    answer = told(run(home, *start, "--work-day", "end_of_day"))
    assert (answer["deadline"], answer["work_day"]) == ("2025-10-09 18:00", "end_of_day")


def test_a_year_that_is_not_loaded_is_an_error_with_its_number(home: Path) -> None:
    answer = told(run(home, "2026-12-30 17:00", "3", "work_day", "--json"), 1)
    assert (answer["error"], answer["year"]) == ("year_not_loaded", 2027)
    spoken = run(home, "2026-12-30 17:00", "3", "work_day")
    assert spoken.exit_code == 1
    assert "2027" in spoken.stderr
    assert spoken.stdout == ""


def test_natural_time_uses_no_calendar(home: Path) -> None:
    answer = told(run(home, "2040-02-14 09:00", "2", "urgent_day", "--json"))
    assert answer["deadline"] == "2040-02-16 09:00"
    assert answer["calendar_version"] is None
    assert answer["segments"] == [
        {"from": "2040-02-14 09:00", "until": "2040-02-16 09:00", "minutes": 2880}
    ]
    assert "自然时间" in run(home, "2040-02-14 09:00", "2", "hour").output


def test_a_calendar_of_ones_own_has_its_seasons(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text(DAYS, encoding="gb18030")
    asked = ("2026-06-01 11:00", "2", "work_hour", "--json")
    answer = told(run(home, *asked, "--calendar", str(path)))
    assert (answer["deadline"], answer["calendar_version"]) == ("2026-06-01 16:00", "v-2")
    shipped = told(run(home, *asked, "--calendar", "cn-2004-2026"))
    assert shipped["deadline"] == "2026-06-01 15:00"
    missing = told(
        run(home, "2019-07-02 11:00", "2", "work_hour", "--json", "--calendar", str(path)), 1
    )
    assert missing["year"] == 2019


def test_the_published_days_are_a_calendar(home: Path, outside_data: Path) -> None:
    path = outside_data / "calendar" / "cn_special_days_2004_2026.csv"
    vectors = outside_data / "standards" / "deadline_test_vectors.csv"
    with vectors.open(encoding="utf-8-sig", newline="") as file:
        rows = [list(row.values()) for row in csv.DictReader(file)]
    for case, start, value, unit, exact, _ in rows:
        result = run(home, start, value, unit, "--json", "--calendar", str(path))
        missing = exact == "YEAR NOT LOADED"
        answer = told(result, 1 if missing else 0)
        assert answer.get("deadline", "YEAR NOT LOADED") == exact, case


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date,kind,name\n2024-01-01,holiday,x\n2026-01-01,holiday,x\n", "2025"),
        ("date,kind,name\n2026-01-01,party,x\n", "第 2 行 kind"),
        ("date,kind,name\n", "没有节假日"),
        ("", "是空的"),
    ],
)
def test_a_faulty_calendar_is_told(home: Path, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "days.csv"
    path.write_text(text, encoding="utf-8")
    answer = told(run(home, *VECTORS, "--json", "--calendar", str(path)), 1)
    assert words in answer["sentence"]


def test_an_unknown_calendar_is_told_with_the_one_there_is(home: Path) -> None:
    answer = told(run(home, *VECTORS, "--json", "--calendar", "cn-1999"), 1)
    assert "cn-2004-2026" in answer["sentence"]


@pytest.mark.parametrize(
    "words",
    [
        ("2019-07-02", "2", "work_hour"),
        ("2019-02-30 11:00", "2", "work_hour"),
        ("2019-07-02 11:00", "two", "work_hour"),
        ("2019-07-02 11:00", "0.001", "work_hour"),
        ("2019-07-02 11:00", "2", "fortnight"),
        ("9999-12-01 11:00", "100000", "day"),
        ("2019-07-02 11:00", "2", "work_day", "--work-day", "noon"),
    ],
)
def test_a_wrong_command_line_ends_with_2(home: Path, words: tuple[str, ...]) -> None:
    assert run(home, *words).exit_code == 2


def test_nothing_is_asked_of_a_centre(home: Path) -> None:
    """No profile, no replica: a folder that was never set up is enough."""
    assert told(run(home, *VECTORS, "--json"))["deadline"] == "2019-07-02 15:00"
    assert not (home / "seat").exists()
