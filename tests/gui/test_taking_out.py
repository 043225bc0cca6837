"""Letters, registers, copies and printing from the window: real files, real pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from seatapp.reports.on_screen import Block, blocks_of, foot_of
from seatapp.reports.saving import file_name
from tests.gui.conftest import WORKFLOW
from tests.gui.desk_parts import activate, confirm, opened, shown_case
from tests.helpers.desk_duty import DeskDuty
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from tests.reports.documents import words_of
from ui.dialogs.letter_dialog import LetterDialog
from ui.panes.case_panel import CasePanel
from ui.printing import laid_out, page_layout, preview, print_pages
from ui.remembered import Remembered
from ui.window import Window
from ui.worker import Background

GRID = "999001002001001"
ROOM = QSizeF(400, 500)


@pytest.fixture
def window(qtbot: QtBot, duty: ReplicaDuty, tmp_path: Path) -> Iterator[Window]:
    duty.receive_cases(list(demo_cases(WORKFLOW, duty.now)))
    made = Window(duty, Remembered(tmp_path / "window.ini", duty.person.id))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.panel.shown is not None)
    yield made
    made.close()


def choose(dialog: QFileDialog | None, path: Path) -> None:
    """Name the file in the dialog that asks for one."""
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.close()


def button(dialog: LetterDialog, words: str) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.text().startswith(words))


def test_a_letter_is_offered_as_a_file_as_soon_as_it_is_issued(
    qtbot: QtBot, desk: DeskDuty, background: Background, tmp_path: Path
) -> None:
    case = desk.report(class_code="E011001", grid_code=GRID)
    reason = "雨夜无法拍照"
    desk.take("prefile", case, class_code="E011001", grid_code=GRID, override_reason=reason)
    desk.take_over("u1007", "shift_leader")
    desk.take("file", case)
    desk.take_over("u1012", "dispatcher")
    desk.take("dispatch", case, unit="401", rule_cited="职责清单")
    panel = CasePanel(desk, background)
    qtbot.addWidget(panel)
    panel.resize(700, 680)
    panel.show()
    shown_case(qtbot, panel, case)
    step = opened(qtbot, panel, "issue_letter")
    step.form.fill({"letter_kind": "reminder", "letter_text": "请抓紧清运。"})
    activate(qtbot, step)
    confirm()
    qtbot.waitUntil(lambda: bool(panel.window().findChildren(LetterDialog)))
    (dialog,) = panel.window().findChildren(LetterDialog)
    assert panel.head.letters.text() == "函件 1"
    button(dialog, "导出 Word").click()
    assert dialog.exporting.dialog is not None
    assert file_name("x", ".docx") == "x.docx"
    with qtbot.waitSignal(dialog.told) as told:
        choose(dialog.exporting.dialog, tmp_path / "提示函.docx")
    text = words_of((tmp_path / "提示函.docx").read_bytes())
    assert "请抓紧清运。" in text
    assert "提示〔" in text
    (sentence,) = told.args
    assert "提示函.docx" in sentence
    assert desk.reader.exports()[0].number in sentence


def test_a_file_that_cannot_be_written_is_told_and_nothing_left(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    (tmp_path / "taken").touch()
    window.queue.export_wanted.emit(".xlsx")
    with qtbot.waitSignal(window.exporting.failed):
        choose(window.exporting.dialog, tmp_path / "taken" / "台账.xlsx")


def test_the_queue_is_exported_as_it_is_narrowed(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    path = tmp_path / "台账.xlsx"
    window.queue.export_wanted.emit(".xlsx")
    with qtbot.waitSignal(window.exporting.done):
        choose(window.exporting.dialog, path)
    sheet = load_workbook(path).active
    assert sheet is not None
    assert sheet.cell(1, 1).value == "待受理台账"
    assert sheet.max_row == 3 + window.queue.model.rowCount()


def test_the_chosen_row_is_copied_under_its_headings_and_noted(
    qtbot: QtBot, window: Window, duty: ReplicaDuty
) -> None:
    QGuiApplication.clipboard().clear()
    window.queue.table.setFocus()
    QTest.keyClick(window.queue.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().count("\n") > 0)
    held = QGuiApplication.clipboard().mimeData()
    head, row = held.text().split("\n")
    assert head.startswith("编号\t时限\t")
    assert row.startswith("A01-261122-")
    assert "<table" in held.html()
    (noted,) = duty.reader.exports()
    assert (noted.kind, noted.title) == ("clipboard", "待受理（选中行）")
    assert (noted.person, noted.lines) == (duty.person.id, 1)
    assert noted.finished_at is not None


def test_all_rows_are_copied_and_that_is_noted(
    qtbot: QtBot, window: Window, duty: ReplicaDuty
) -> None:
    QGuiApplication.clipboard().clear()
    window.queue.copy_all_wanted.emit()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().count("\n") > 0)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 1 + window.queue.model.rowCount()
    (noted,) = duty.reader.exports()
    assert (noted.kind, noted.lines) == ("clipboard", len(lines) - 1)


def row(n: int, heads: tuple[str, ...]) -> Block:
    return Block(f"<table border=1><tr><td>第 {n} 行</td></tr></table>", heads=heads, is_row=True)


def test_no_block_is_cut_and_heads_go_along(qtbot: QtBot) -> None:
    head = "<table border=1><tr><td>表头</td></tr></table>"
    rows = [row(n, (head,)) for n in range(60)]
    title = Block("<p>题</p>", keep=True)
    pages = laid_out(
        [*[Block("<p>段</p>")] * 8, title, Block(head, is_row=True, keep=True), *rows], ROOM
    )
    assert all(sum(piece.height for piece in page) <= ROOM.height() for page in pages)
    assert all(page[0].block.html == head for page in pages[1:])
    shown = [piece.block for page in pages for piece in page if piece.block.heads]
    assert shown == rows
    kept = laid_out([Block("<p>段</p>")] * 11 + [title, *rows[:3]], QSizeF(400, 250))
    assert kept[1][0].block == title


def test_pages_become_a_pdf(qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "x.pdf"))
    printer.setPageLayout(page_layout())
    assert print_pages(printer, [row(n, ()) for n in range(60)], "导出编号 A01-261122-E001") == 3
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")


def test_the_preview_shows_what_the_file_says(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    content = (Path("resources") / "templates" / "approval_form.docx").read_bytes()
    blocks = blocks_of(content)
    assert "审批表" in blocks[0].html
    assert sum(block.is_row for block in blocks) == 13
    dialog = preview(window, "审批表", blocks, foot_of(content))
    assert "审批表" in dialog.windowTitle()
    dialog.close()
