"""Statistics of this workstation: marked as such, and every number is its list."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pyqtgraph
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from seatapp.reports.figure_tables import PIECES, SHARES, Chart, Series
from seatapp.text import use_language
from tests.gui.conftest import WORKFLOW
from tests.gui.test_taking_out import choose
from tests.helpers.owed import PHONED
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from ui.dialogs.case_list_dialog import CaseListDialog
from ui.dialogs.own_list_dialog import OwnListDialog
from ui.panes.here_pane import HerePane
from ui.theme import SMALL_PX
from ui.widgets.chart_view import ChartView
from ui.widgets.pill import Pill
from ui.worker import Background


@pytest.fixture
def pane(qtbot: QtBot, duty: ReplicaDuty, background: Background) -> HerePane:
    duty.receive_cases(list(demo_cases(WORKFLOW, duty.now)))
    made = HerePane(duty, background, lambda: duty.now)
    made.resize(1150, 640)
    qtbot.addWidget(made)
    made.show()
    made.days.setCurrentIndex(2)
    made.read()
    qtbot.waitUntil(lambda: made.figures is not None)
    return made


def test_every_number_is_as_long_as_its_list_and_says_where_it_is_from(pane: HerePane) -> None:
    assert pane.figures is not None
    looked = 0
    for chart in pane.figures.charts:
        for series in chart.series:
            for place, value in enumerate(series.values):
                link = series.behind(place)
                assert link is not None
                found = pane.figures.lines(link)
                if chart.unit == PIECES:
                    assert (found.total, len(found.lines)) == (int(value), int(value))
                    looked += int(value)
    assert looked > 100
    assert "本机范围" in pane.figures.about
    assert any(label.text() == "本机范围" for label in pane.findChildren(Pill))


def test_all_charts_have_room_for_what_they_draw(qtbot: QtBot, pane: HerePane) -> None:
    """At 1366 x 768 the window leaves the pane this size."""
    pane.resize(1162, 668)
    qtbot.waitUntil(lambda: pane.cards[-1].geometry().bottom() > 500)
    heights = [card.height() for card in pane.cards]
    assert max(heights) - min(heights) <= 2
    assert min(card.view.height() for card in pane.cards) > 150


def test_many_units_and_classes_leave_every_bar_room_for_its_name(
    qtbot: QtBot, pane: HerePane
) -> None:
    pane.resize(1162, 668)
    qtbot.waitUntil(lambda: pane.cards[-1].geometry().bottom() > 500)
    charts = {card.chart.title: card for card in pane.cards if card.chart is not None}
    units, classes = charts["各单位办结率"], charts["类别"]
    assert units.chart is not None
    assert units.chart.names[10:] == ["其他"]
    assert classes.chart is not None
    assert len(classes.chart.names) == 10
    for card in (units, classes):
        lines = len(card.chart.names) if card.chart is not None else 0
        assert card.view.plot.view.height() / lines >= 16


def test_on_a_small_screen_no_name_lies_on_another(qtbot: QtBot, pane: HerePane) -> None:
    """At 1366 x 768 and 125 % the window leaves the pane this size."""
    pane.resize(1000, 520)
    qtbot.waitUntil(lambda: pane.cards[-1].geometry().bottom() < 500)
    charts = {card.chart.title: card.view for card in pane.cards if card.chart is not None}
    for title in ("各单位办结率", "类别", "剩余时间"):
        view = charts[title]
        assert view.chart is not None
        assert view.plot.view.height() / len(view.chart.names) >= SMALL_PX
    assert charts["各单位办结率"].area.verticalScrollBar().maximum() > 0


def test_beside_a_small_ring_every_name_is_read(qtbot: QtBot) -> None:
    names = ("按时办结", "超时办结", "已超时未办", "未到时限")
    counted = [Decimal(count) for count in (0, 0, 3, 9)]
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(236, 130)
    view.show_chart(Chart("回访", PIECES, names, [Series("回访", counted)], SHARES))
    view.show()
    view.grab()
    texts = [item for item in view.plot.view.addedItems if isinstance(item, pyqtgraph.TextItem)]
    boxes = [item.mapRectToScene(item.boundingRect()) for item in texts]
    assert len(boxes) == len(names)
    assert all(box.right() <= view.plot.width() for box in boxes)
    middles = [box.center().y() for box in boxes]
    assert all(low - high >= SMALL_PX for high, low in pairwise(middles))


def test_units_without_a_bar_of_their_own_are_counted_under_others(
    pane: HerePane, duty: ReplicaDuty
) -> None:
    assert pane.figures is not None
    units = next(chart for chart in pane.figures.charts if chart.title == "各单位办结率")
    links = [units.series[0].behind(place) for place in range(len(units.names))]
    lines = [pane.figures.lines(link).total for link in links if link is not None]
    cases = duty.reader.facts_here(duty.now - 40 * 86_400, duty.now + 1).cases
    closed = [row for row in cases if row["unit"] and not row["open"] and row["closed_at"]]
    assert 0 < lines[-1] < sum(lines) == len(closed)
    assert units.series[0].values[-1] > 0


def test_open_cases_stand_in_one_band_of_time_left_each(pane: HerePane, duty: ReplicaDuty) -> None:
    assert pane.figures is not None
    left = next(chart for chart in pane.figures.charts if chart.title == "剩余时间")
    (late, *_rest), now = left.series[0].values[:2], duty.now
    facts = duty.reader.facts_here(now, now + 1)
    running = [row for row in facts.cases if row["open"] and row["due_at"] is not None]
    assert sum(left.series[0].values) == len(running)
    assert late == sum(row["due_at"] < now - 86_400 for row in running)


def test_history_that_was_adopted_was_not_done_here(duty: ReplicaDuty) -> None:
    closed = [row for row in demo_cases(WORKFLOW, duty.now) if row["stage"] == "closed"][:2]
    del closed[0]["closed_at"]
    duty.receive_cases(closed)
    since = min(row["reported_at"] for row in closed)
    assert [row["id"] for row in duty.reader.facts_here(since, duty.now + 1).cases] == [
        closed[1]["id"]
    ]


def test_a_bar_opens_its_list_with_the_mouse_or_the_keyboard(qtbot: QtBot, pane: HerePane) -> None:
    card = next(c for c in pane.cards if c.chart is not None and c.chart.title == "剩余时间")
    assert card.chart is not None
    full = [place for place, value in enumerate(card.chart.series[0].values) if value]
    card.view.chosen.emit(0, full[0])
    (dialog,) = pane.window().findChildren(CaseListDialog)
    with qtbot.waitSignal(pane.case_wanted):
        dialog.table.activated.emit(dialog.model.index(0, 0))
    card.view.setFocus()
    with qtbot.waitSignal(card.view.chosen) as told:
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
            QTest.keyClick(card.view, key)
    assert told.args == [0, 1]


def test_charts_become_pictures_and_tables(qtbot: QtBot, pane: HerePane, tmp_path: Path) -> None:
    card = pane.cards[0]
    card.save.click()
    with qtbot.waitSignal(pane.told):
        choose(pane.exporting.dialog, tmp_path / "图.png")
    picture = QImage(str(tmp_path / "图.png"))
    assert picture.width() >= card.view.plot.width()
    pane.excel.click()
    with qtbot.waitSignal(pane.told):
        choose(pane.exporting.dialog, tmp_path / "本机.xlsx")
    book = load_workbook(tmp_path / "本机.xlsx")
    assert book.sheetnames[:2] == ["流入和流出", "剩余时间"]
    with qtbot.waitSignal(pane.told) as told:
        card.copy.click()
    assert "已复制" in told.args[0]


def test_a_person_sees_and_takes_out_what_they_did_and_owe(
    qtbot: QtBot, pane: HerePane, duty: ReplicaDuty, tmp_path: Path
) -> None:
    case = duty.desk.perform("report", "case", None, PHONED).subject_id
    pane.own.click()
    qtbot.waitUntil(lambda: bool(pane.window().findChildren(OwnListDialog)))
    (dialog,) = pane.window().findChildren(OwnListDialog)
    assert "登记 1" in dialog.done_words.text()
    assert "欠着的 0 项，0 项已超时；经手在办的案件" in dialog.owed_words.text()
    with qtbot.waitSignal(dialog.export_wanted):
        dialog.export.click()
    with qtbot.waitSignal(pane.told):
        choose(pane.exporting.dialog, tmp_path / "清单.xlsx")
    assert load_workbook(tmp_path / "清单.xlsx").sheetnames == [
        "欠着的",
        "经手在办",
        "办过的",
        "次数",
    ]
    with qtbot.waitSignal(pane.case_wanted) as wanted:
        dialog.done_table.activated.emit(dialog.done_table.model().index(0, 0))
    assert wanted.args == [case]


def test_charts_are_named_in_english_too(qtbot: QtBot, pane: HerePane) -> None:
    use_language("en")
    try:
        pane.read()
        qtbot.waitUntil(lambda: pane.cards[1].name.text() == "Time left (cases)")
        assert "Over a day late" in pane.cards[1].view.words(0, 0)
    finally:
        use_language("zh_CN")
