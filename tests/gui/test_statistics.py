"""The screen of statistics: figures, lists behind numbers, freezing, and files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QInputDialog, QLabel
from pytestqt.qtbot import QtBot

from seatapp.domain.periods import period_before
from seatapp.errors import CentreUnreachable
from seatapp.reports.figure_tables import Table
from seatapp.reports.monthly import MonthReports
from seatapp.text import use_language
from tests.gui.conftest import WORKFLOW
from tests.gui.test_taking_out import choose
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from tests.reports.documents import words_of
from ui.dialogs.case_list_dialog import CaseListDialog
from ui.dialogs.figures_entry_dialog import FiguresEntryDialog
from ui.dialogs.freeze_dialog import Unsettled, freeze_dialog, unsettled_in
from ui.models.figures_model import FiguresModel
from ui.panes.statistics_pane import StatisticsPane
from ui.worker import Background

CHINESE = re.compile("[\u3400-\u9fff]")


@pytest.fixture
def pane(qtbot: QtBot, duty: ReplicaDuty, background: Background) -> StatisticsPane:
    duty.receive_cases(list(demo_cases(WORKFLOW, duty.now)))
    made = StatisticsPane(duty, background, lambda: duty.now)
    made.resize(1100, 640)
    qtbot.addWidget(made)
    made.show()
    made.start()
    turn_to_period(qtbot, made, 1)
    return made


def turn_to_period(qtbot: QtBot, pane: StatisticsPane, place: int) -> None:
    """Show the running month (0) or one before it, whatever day it is."""
    pane.months.setCurrentIndex(place)
    pane.months.activated.emit(place)
    qtbot.waitUntil(lambda: pane.reports is not None)
    qtbot.waitUntil(lambda: pane.reports.month.month == pane.picker.period)  # type: ignore[union-attr]


def turn_to(pane: StatisticsPane, title: str) -> None:
    names = pane.pages.names
    (item,) = names.findItems(title, Qt.MatchFlag.MatchExactly)
    names.setCurrentItem(item)


def test_the_cards_and_tables_show_the_month(pane: StatisticsPane) -> None:
    assert pane.reports is not None
    figure = pane.reports.month.figures["disposal_rate"]
    assert pane.cards[0].accessibleName() == f"处置率 {figure.value}%"
    turn_to(pane, "各处置单位情况")
    model = pane.pages.table.model()
    assert model.rowCount() == 6
    assert pane.pages.card.isVisible()
    assert "按期处置率" in pane.pages.basis.text()
    turn_to(pane, "统计口径")
    assert not pane.pages.card.isVisible()


def test_every_number_and_bar_opens_its_list(
    qtbot: QtBot, pane: StatisticsPane, duty: ReplicaDuty, tmp_path: Path
) -> None:
    turn_to(pane, "各处置单位情况")
    model = pane.pages.table.model()
    heads = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    pane.pages.table.clicked.emit(model.index(0, heads.index("应处置数")))
    qtbot.waitUntil(lambda: bool(pane.window().findChildren(CaseListDialog)))
    month, group, count = duty.months.opened[-1]
    assert (group[0], count) == ("unit", "should_dispose")
    assert month == pane.months.currentData()
    (dialog,) = pane.window().findChildren(CaseListDialog)
    dialog.export.click()
    with qtbot.waitSignal(pane.told):
        choose(pane.exporting.dialog, tmp_path / "清单.xlsx")
    sheet = load_workbook(tmp_path / "清单.xlsx").active
    assert sheet is not None
    assert "序号" in {cell.value for row in sheet.iter_rows() for cell in row}
    with qtbot.waitSignal(pane.case_wanted) as told:
        dialog.table.activated.emit(dialog.model.index(1, 0))
    assert told.args == [dialog._found.lines[1].id]
    pane.pages.card.view.chosen.emit(0, 2)
    qtbot.waitUntil(lambda: len(duty.months.opened) == 2)
    chart = pane.pages.card.chart
    assert chart is not None
    assert duty.months.opened[-1][1:] == chart.series[0].links[2]
    pane.pages.table.clicked.emit(model.index(0, 0))
    assert len(duty.months.opened) == 2
    QTest.mouseClick(pane.cards[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(duty.months.opened) == 3)
    assert duty.months.opened[-1][1:] == (("all", ""), "disposed")


def asked_to_freeze(qtbot: QtBot, pane: StatisticsPane) -> QInputDialog:
    def visible() -> list[QInputDialog]:
        return [d for d in pane.window().findChildren(QInputDialog) if d.isVisible()]

    pane.freeze.click()
    qtbot.waitUntil(lambda: len(visible()) == 1)
    return visible()[0]


def test_what_may_still_change_is_told_before_a_month_is_frozen(
    qtbot: QtBot, pane: StatisticsPane, duty: ReplicaDuty
) -> None:
    period = pane.picker.period
    found = {"area": "999001", "month": period, "about": "contract", "about_code": "hall"}
    dialog = asked_to_freeze(qtbot, pane)
    assert "没有了结" not in dialog.labelText()
    dialog.reject()
    duty.sit(duty.person, "supervisor")
    duty.desk.perform(
        "record_finding", "finding", None, {**found, "outcome": "deduct", "words": "早班迟到。"}
    )
    duty.desk.perform("record_pass", "finding", None, found)
    assert unsettled_in(duty, period) == Unsettled(mistakes=0, findings=1)
    assert unsettled_in(duty, period_before(period)) == Unsettled(0, 0)
    assert "1 条检查记录没有了结" in asked_to_freeze(qtbot, pane).labelText()


def test_a_month_is_frozen_once_and_then_with_a_reason(qtbot: QtBot, pane: StatisticsPane) -> None:
    with qtbot.waitSignal(pane.told):
        asked_to_freeze(qtbot, pane).accept()
    qtbot.waitUntil(lambda: "第 1 版（已定版）" in pane.state.text())
    qtbot.waitUntil(pane.freeze.isEnabled)
    dialog = freeze_dialog(1, Unsettled(0, 0), pane, empty=False)
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    confirm = buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not confirm.isEnabled(), "another edition needs its reason"
    dialog.setTextValue("补录")
    assert confirm.isEnabled()
    with qtbot.waitSignal(pane.failed) as told:
        asked_to_freeze(qtbot, pane).accept()
    assert "已经定过版" in told.args[0]
    qtbot.waitUntil(pane.freeze.isEnabled)


def test_a_month_that_runs_cannot_be_frozen_yet(qtbot: QtBot, pane: StatisticsPane) -> None:
    assert pane.freeze.isEnabled()
    turn_to_period(qtbot, pane, 0)
    assert not pane.freeze.isEnabled()
    assert "结束后" in pane.freeze.toolTip()


def test_an_empty_month_is_told_before_it_is_frozen(qtbot: QtBot, pane: StatisticsPane) -> None:
    empty = "没有一件上报的案件"
    dialog = asked_to_freeze(qtbot, pane)
    assert empty not in dialog.labelText()
    dialog.reject()
    turn_to_period(qtbot, pane, 6)
    assert empty in asked_to_freeze(qtbot, pane).labelText()


def test_an_answer_that_was_lost_while_freezing_is_told(
    qtbot: QtBot, pane: StatisticsPane, duty: ReplicaDuty, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_given: object) -> int:
        raise CentreUnreachable("连不上中心。")

    monkeypatch.setattr(duty.months, "freeze", lost)
    with qtbot.waitSignal(pane.failed) as told:
        asked_to_freeze(qtbot, pane).accept()
    assert "可能已经定版" in told.args[0]
    qtbot.waitUntil(pane.freeze.isEnabled)


def test_all_papers_go_into_one_folder(
    qtbot: QtBot, pane: StatisticsPane, duty: ReplicaDuty, tmp_path: Path
) -> None:
    def all_to(folder: Path) -> None:
        pane.papers.all.click()
        choose(pane.papers.several.dialog, folder)

    folder = tmp_path / "十月"
    folder.mkdir()
    with qtbot.waitSignal(pane.told) as told:
        all_to(folder)
    files = sorted(folder.iterdir())
    assert [file.suffix for file in files].count(".docx") == 3
    assert [file.suffix for file in files].count(".xlsx") == 1
    assert all("（未定版）" in file.name for file in files)
    noted = {line.sha256 for line in duty.replica.reader.exports(10)}
    assert noted == {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert told.args[0].count("-E00") == 2, "the first and the last of four in a row"

    files[0].write_text("改过")
    all_to(folder)
    qtbot.waitUntil(lambda: pane.papers.several.question is not None)
    question = pane.papers.several.question
    assert question is not None
    assert all(file.name in question.informativeText() for file in files)
    question.reject()
    assert files[0].read_text() == "改过", "nothing is replaced unasked"
    files[1].unlink()
    files[1].mkdir()
    all_to(folder)
    qtbot.waitUntil(lambda: pane.papers.several.question is not question)
    with qtbot.waitSignals([pane.told, pane.failed]):
        pane.papers.several.question.buttons()[0].click()  # type: ignore[union-attr]
    assert files[0].read_bytes()[:2] == b"PK", "the others are made"


def test_the_month_becomes_word_and_excel(
    qtbot: QtBot, pane: StatisticsPane, tmp_path: Path
) -> None:
    pane.papers.one.click()
    with qtbot.waitSignal(pane.told):
        choose(pane.papers.exporting.dialog, tmp_path / "月报.docx")
    assert "月报" in words_of((tmp_path / "月报.docx").read_bytes())
    pane.papers.kinds.setCurrentIndex(pane.papers.kinds.findData("tables"))
    pane.papers.one.click()
    with qtbot.waitSignal(pane.told):
        choose(pane.papers.exporting.dialog, tmp_path / "月报.xlsx")
    assert load_workbook(tmp_path / "月报.xlsx").sheetnames[0] == "主要指标"


def test_weeks_quarters_and_years_can_be_chosen(qtbot: QtBot, pane: StatisticsPane) -> None:
    for place, mark in ((1, "-W"), (2, "-Q")):
        pane.picker.kinds.setCurrentIndex(place)
        pane.picker.kinds.activated.emit(place)
        qtbot.waitUntil(lambda mark=mark: mark in pane.reports.month.month)  # type: ignore[misc, union-attr]
        assert pane.picker.period == pane.reports.month.month  # type: ignore[union-attr]
        qtbot.waitUntil(pane.papers.one.isEnabled)
        there = bool(pane.pages.names.findItems("各月走势", Qt.MatchFlag.MatchExactly))
        assert there == (pane.picker.kind in ("quarter", "year"))
    assert pane.pages.names.findItems("热点", Qt.MatchFlag.MatchExactly)


def test_the_head_says_how_many_months_stand_apart(
    qtbot: QtBot, pane: StatisticsPane, duty: ReplicaDuty, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["2026-09", "9", "录入"], ["2026-10", "8", "未定版"]]
    course = Table("months", "各月走势", ["月份", "上报数", "数据"], rows, "", "")
    monkeypatch.setattr(duty.months, "course", lambda _reports: [course])
    pane.picker.kinds.setCurrentIndex(2)
    pane.picker.kinds.activated.emit(2)
    qtbot.waitUntil(lambda: "有 1 个月的数据是录入的" in pane.state.text())


def test_without_the_centre_the_last_edition_stands_for_it(
    qtbot: QtBot, pane: StatisticsPane, duty: ReplicaDuty, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = duty.months.month

    def kept(month: str, area: str | None, edition: int) -> MonthReports:
        return replace(live(month, area, 3), kept=True)

    monkeypatch.setattr(duty.months, "month", kept)
    pane.read()
    qtbot.waitUntil(lambda: "连不上中心" in pane.state.text())
    assert "第 3 版" in pane.state.text()
    assert not pane.freeze.isEnabled()
    assert pane.papers.one.isEnabled()


def test_without_the_centre_it_says_so(
    qtbot: QtBot, pane: StatisticsPane, duty: ReplicaDuty, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_given: object) -> None:
        raise CentreUnreachable("连不上中心。")

    monkeypatch.setattr(duty.months, "month", offline)
    with qtbot.waitSignal(pane.failed):
        pane.read()
    assert "联网后再看" in pane.state.text()
    assert not pane.papers.one.isEnabled()


def test_months_not_worked_here_are_entered_from_a_table(
    qtbot: QtBot, pane: StatisticsPane, duty: ReplicaDuty, tmp_path: Path
) -> None:
    pane.enter.click()
    qtbot.waitUntil(lambda: bool(pane.window().findChildren(FiguresEntryDialog)))
    (dialog,) = pane.window().findChildren(FiguresEntryDialog)
    assert "should_dispose" in dialog.about.toPlainText()
    table = tmp_path / "历史.csv"
    head = "month,table,unit_or_class,indicator,value\n"
    table.write_text(f"{head}2025-10,unit,401,should_dispose,many\n", "utf-8")
    dialog._look(str(table))
    qtbot.waitUntil(lambda: "1 处不合要求" in dialog.found.text())
    assert not dialog.write.isEnabled()
    assert dialog.faults.model().rowCount() == 1
    table.write_text(f"{head}2025-10,unit,401,should_dispose,80\n", "utf-8")
    dialog._look(str(table))
    qtbot.waitUntil(dialog.write.isEnabled)
    with qtbot.waitSignal(pane.told):
        dialog.write.click()
    assert [row["value"] for row in duty.months.entered] == ["80"]


def test_names_of_rows_stay_where_a_wide_table_is_scrolled(pane: StatisticsPane) -> None:
    turn_to(pane, "各处置单位情况")
    table = pane.pages.table
    assert table.names.isHidden()
    bar = table.horizontalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    assert table.names.isVisible()
    assert table.names.width() == table.columnWidth(0)
    assert table.columnViewportPosition(0) < 0
    assert table.names.columnViewportPosition(0) == 0
    assert table.names.rowHeight(0) == table.rowHeight(0)
    bar.setValue(0)
    assert table.names.isHidden()


def test_the_legend_is_drawn_and_not_spelt(pane: StatisticsPane) -> None:
    turn_to(pane, "各处置单位情况")
    pane.pages.card.names.setCurrentIndex(1)
    under = pane.pages.card.under
    assert "<span" in under.text()
    assert under.textFormat() == Qt.TextFormat.RichText
    assert under.wordWrap()


def test_notes_and_meanings_are_said_in_english(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    use_language("en")
    try:
        pane = StatisticsPane(duty, background, lambda: duty.now)
        qtbot.addWidget(pane)
        pane.start()
        qtbot.waitUntil(lambda: pane.reports is not None)
        said = []
        for place in range(pane.pages.names.count()):
            pane.pages.names.setCurrentRow(place)
            said.append(pane.pages.basis.text())
        assert pane.reports is not None
        pane.pages.names.setCurrentRow(0)
        metrics, model = pane.pages.table.fontMetrics(), pane.pages.table.model()
        labels = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
        longest = max(metrics.horizontalAdvance(label) for label in labels)
        assert pane.pages.table.columnWidth(0) > longest, "as wide as the English words"
        said += [str(model.index(row, 3).data()) for row in range(model.rowCount())]
        said += [pane.state.text(), *(label.text() for label in pane.findChildren(QLabel))]
        rules = FiguresModel(pane.reports.month.tables[-1])
        said += [str(rules.data(rules.index(row, 2))) for row in range(rules.rowCount())]
    finally:
        use_language("zh_CN")
    assert not [words for words in said if CHINESE.search(words)]
