"""Rosters and rules of handovers out of spreadsheets, and what cannot be understood in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from seatapp.admin.handover_rules import read_handover_rules
from seatapp.admin.roster_import import Known, read_roster, read_shifts
from seatapp.admin.substitute_import import read_substitutes
from seatapp.domain.roster import Shift, roster_of
from seatapp.domain.tables import load_workflow
from seatapp.errors import InputFileError

WORKFLOW = load_workflow()
SHIFTS = {
    "early": Shift("early", "早班", 480, 960),
    "night": Shift("night", "夜班", 1380, 480),
}
KNOWN = Known(WORKFLOW, {"u1001": "陈思远", "u1002": "林晓禾", "u1003": "林晓禾"}, SHIFTS)


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_shifts_may_go_over_midnight(tmp_path: Path) -> None:
    text = (
        "code,name,starts,ends\nnight,夜班,23:00,8:00\nlate,中班,16:00,24:00\nbad,坏班,8点,9:00\n"
    )
    gathered = read_shifts(write(tmp_path / "shifts.csv", text))
    rows = {one.code: one.row for one in gathered.rows}
    assert rows["night"] == {"name": "夜班", "starts": 1380, "ends": 480}
    assert rows["late"] == {"name": "中班", "starts": 960, "ends": 1440}
    assert [(fault.line, fault.column) for fault in gathered.faults] == [(4, "starts")]


def test_a_list_names_days_shifts_and_people(tmp_path: Path) -> None:
    text = (
        "日期,班次,姓名,岗位,班组\n2026-11-22,早班,陈思远,受理员,一班\n"
        "2026-11-22,early,u1002,acceptor,一班\n2026/11/23,夜,u1003,值班长,二班\n"
        "2026-11-22,早班,林晓禾,受理员,一班\n2026-11-22,白班,u1001,受理员,\n"
        "2026-02-30,早班,u1001,受理员,\n2026-11-22,早班,u1001,保安,\n"
    )
    gathered = read_roster(write(tmp_path / "roster.csv", text), KNOWN)
    assert {one.code: one.row for one in gathered.rows} == {
        "2026-11-22.early": {"people": ["u1001@acceptor", "u1002@acceptor"], "team": "一班"},
        "2026-11-23.night": {"people": ["u1003@shift_leader"], "team": "二班"},
    }
    faults = [(fault.line, fault.column) for fault in gathered.faults]
    assert faults == [(5, "person"), (6, "shift"), (7, "day"), (8, "post")]


def test_a_month_sheet_of_a_workbook_has_one_column_a_day(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "岗位", "班组", 1, 2, 3])
    sheet.append(["陈思远", "受理员", "一班", "早", "夜", "休"])
    sheet.append(["u1002", "受理员", "一班", None, "早班", "早班"])
    path = tmp_path / "十一月.xlsx"
    book.save(path)
    gathered = read_roster(path, KNOWN, date(2026, 11, 1))
    assert gathered.faults == []
    roster = roster_of([(one.code, one.row or {}) for one in gathered.rows], SHIFTS)
    turns = [(turn.code, turn.person) for turn in roster.turns]
    assert turns == [
        ("2026-11-01.early", "u1001"),
        ("2026-11-02.early", "u1002"),
        ("2026-11-02.night", "u1001"),
        ("2026-11-03.early", "u1002"),
    ]
    without_month = read_roster(path, KNOWN)
    assert [fault.column for fault in without_month.faults] == ["1", "2"]


def test_a_table_without_days_is_no_roster(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="没有导入任何内容"):
        read_roster(write(tmp_path / "x.csv", "姓名,岗位\n陈思远,受理员\n"), KNOWN)


def test_rules_name_queues_and_questions(tmp_path: Path) -> None:
    text = (
        "post,kind,code,how,words\nacceptor,queue,to_accept,due,\n"
        "acceptor,question,keys,required,钥匙在不在？\nacceptor,queue,no_queue,all,\n"
        "acceptor,question,more,perhaps,还有呢？\n"
    )
    gathered = read_handover_rules(write(tmp_path / "rules.csv", text), WORKFLOW, "2026-1")
    (row,) = gathered.rows
    assert (row.kind, row.code) == ("handover_rule", "acceptor")
    assert row.row == {
        "version": "2026-1",
        "parts": ["to_accept:due"],
        "questions": ["keys:required:钥匙在不在？"],
    }
    assert [(fault.line, fault.column) for fault in gathered.faults] == [(4, "code"), (5, "how")]


def test_substitutes_come_out_of_a_table(tmp_path: Path) -> None:
    table = tmp_path / "代批.csv"
    lines = (
        "代谁,代批人,开始,结束,原因",
        "运营主管,马文清,2026-11-23,2026-11-24,外出开会",
        "centre_head,u1018,2026-11-23 08:30,2026-11-23 17:30,出差",
        "运营主管,宋知行,2026-11-23,2026-11-24,不能代",
        "值班长,马文清,2026-11-23,2026-11-24,不用代",
        "运营主管,马文清,2026-11-25,2026-11-24,反了",
        "运营主管,马文清,明天,2026-11-24,看不懂",
    )
    table.write_text("\n".join(lines), "utf-8")
    people = {"u1007": "马文清", "u1012": "宋知行", "u1018": "潘卫东"}
    known = Known(WORKFLOW, people, {})
    grants = {"u1007": "马文清", "u1018": "潘卫东"}
    gathered = read_substitutes(table, known, grants)
    whole, hours = gathered.rows
    assert (whole.code, hours.code) == ("operations_manager/u1007", "centre_head/u1018")
    assert whole.row is not None
    assert hours.row is not None
    assert int(whole.row["until_at"]) - int(whole.row["from_at"]) == 2 * 86_400, "to its last day"
    assert int(hours.row["until_at"]) - int(hours.row["from_at"]) == 9 * 3600
    faults = [(fault.line, fault.column) for fault in gathered.faults]
    assert faults == [(4, "person"), (5, "post"), (6, "until"), (7, "from")]
