"""Tables as files: texts stay texts, nothing is cut in silence, every file bears its number."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from seatapp.reports.clipboard import html_table, tab_separated
from seatapp.reports.grid import DECIMAL, MOMENT, TEXT, WHOLE, Cell, Column, Grid
from seatapp.reports.sheets import CELL_LIMIT, LINE_POINTS, MOST_POINTS, separated, workbook
from seatapp.reports.watch import CalledOff, Watch
from tests.helpers.rules import NOON

EXPORT = {"number": "A01-261122-E001", "by": "周敏", "at": "2026-11-22 12:00"}
COLUMNS = (
    *(Column("编号", TEXT), Column("件数", WHOLE), Column("率", DECIMAL)),
    Column("时间", MOMENT, 16),
)
TRAPS = ('=HYPERLINK("x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "|cmd", "＝1+1", "＠x",
         "http://x.cn", "007")  # fmt: skip


def grid(*texts: str) -> Grid:
    rows: list[list[Cell]] = [[text, 3, Decimal("97.5"), NOON] for text in texts]
    return Grid("待办台账", COLUMNS, rows, "截至今日")


def sheet_of(content: bytes, name: str | None = None):  # type: ignore[no-untyped-def]
    book = load_workbook(io.BytesIO(content))
    return book[name] if name else book.active


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("trap", TRAPS)
def test_nothing_typed_becomes_a_formula(trap: str) -> None:
    cell = sheet_of(workbook([grid(trap)], EXPORT, Watch())).cell(4, 1)
    assert cell.data_type == "s"
    assert cell.value == trap.strip()
    assert cell.hyperlink is None
    written = lines_of(separated(grid(trap), EXPORT, Watch()))[1][0]
    assert written[0] not in "=+-@|\t＝＠"


def test_a_row_is_as_high_as_its_longest_text() -> None:
    width = COLUMNS[0].width
    long = "长" * width
    sheet = sheet_of(workbook([grid("短", long, f"{long}\n甲", "长" * 20_000)], EXPORT, Watch()))
    heights = [sheet.row_dimensions[row].height for row in range(4, 8)]
    assert heights == [None, 2 * LINE_POINTS, 3 * LINE_POINTS, MOST_POINTS]


def test_plain_numbers_stay_plain_in_csv() -> None:
    rows = lines_of(separated(grid("-12.5", "+86 138"), EXPORT, Watch()))
    assert [row[0] for row in rows[1:]] == ["-12.5", "+86 138"]


def test_kinds_of_cells_and_the_head_of_the_sheet() -> None:
    sheet = sheet_of(workbook([grid("甲", "乙")], EXPORT, Watch()))
    assert sheet.cell(1, 1).value == "待办台账"
    about = sheet.cell(2, 1).value
    assert "截至今日" in about
    assert "共 2 行　导出编号 A01-261122-E001　导出人 周敏" in about
    assert [sheet.cell(3, place).value for place in range(1, 5)] == ["编号", "件数", "率", "时间"]
    assert (sheet.cell(4, 2).value, sheet.cell(4, 3).value) == (3, 97.5)
    assert f"{sheet.cell(4, 4).value:%Y-%m-%d %H:%M}" == "2026-11-22 12:00"
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")
    assert "A01-261122-E001" in sheet.oddFooter.right.text


def test_what_a_cell_cannot_hold_is_shortened_and_said() -> None:
    long = "𠮷" * 20_000
    sheet = sheet_of(workbook([grid(long, "短")], EXPORT, Watch()))
    words = sheet.cell(4, 1).value
    assert len(words.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert words.endswith("……（原文共 20000 字，此处截断）")
    assert f"有 1 格超过 {CELL_LIMIT} 字，已截断" in sheet.cell(2, 1).value
    assert lines_of(separated(grid(long), EXPORT, Watch()))[1][0] == long


def test_names_of_sheets_are_made_legal_and_different() -> None:
    one = Grid("东城/西城:[2026]", COLUMNS, [])
    book = load_workbook(
        io.BytesIO(workbook([one, one, Grid("History", COLUMNS, [])], EXPORT, Watch()))
    )
    assert book.sheetnames == ["东城_西城__2026_", "东城_西城__2026_ 2", "History 2"]


def test_characters_that_break_files_are_cleaned_and_rare_ones_kept() -> None:
    broken = grid("一\x00\x0b\ufffe\ud83d㐂𠮷😀")
    kept = "一\ufffd\ufffd㐂𠮷😀"
    assert sheet_of(workbook([broken], EXPORT, Watch())).cell(4, 1).value == kept
    assert separated(broken, EXPORT, Watch(), "gb18030").decode("gb18030").count(kept) == 1


def test_every_line_of_a_csv_bears_the_export_number() -> None:
    lines = lines_of(separated(grid("甲", "乙"), EXPORT, Watch()))
    assert lines[0][-1] == "导出编号"
    assert [line[-1] for line in lines[1:]] == [EXPORT["number"]] * 2
    assert lines[1][1:4] == ["3", "97.5", "2026-11-22 12:00"]


@pytest.mark.parametrize(
    "write", [lambda g, w: workbook([g], EXPORT, w), lambda g, w: separated(g, EXPORT, w)]
)
def test_it_tells_how_far_it_is_and_can_be_called_off(write) -> None:  # type: ignore[no-untyped-def]
    told: list[tuple[int, int]] = []
    write(grid(*"甲乙丙"), Watch(lambda *n: told.append(n)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    watch = Watch()
    watch.call_off()
    with pytest.raises(CalledOff):
        write(grid("甲"), watch)


def test_the_clipboard_gets_text_and_a_table() -> None:
    rows = [["编号", "地址"], ["007", "=1\n第二行"], ["<b>", "a\tb"]]
    assert tab_separated(rows) == "编号\t地址\n007\t'=1 第二行\n<b>\ta b"
    table = html_table(rows)
    assert "<th>编号</th>" in table
    assert ">&lt;b&gt;</td>" in table
    assert "mso-number-format" in table
