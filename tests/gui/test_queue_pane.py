"""The queue at work: keys, choice, filter, and rows that do not jump."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from seatapp.local.views import QueueCount, QueueRow
from tests.gui.conftest import WORKFLOW
from tests.gui.desk_parts import on_screen, spoken
from tests.gui.rows import NOW, MemoryQueue, made_row
from ui.models.queue_model import Column
from ui.panes.queue_cells import fitting_address
from ui.panes.queue_pane import QueuePane
from ui.remembered import Remembered
from ui.theme import ROW_PX, font
from ui.worker import Background


@pytest.fixture
def source() -> MemoryQueue:
    return MemoryQueue(array("q", range(100)))


@pytest.fixture
def pane(qtbot: QtBot, source: MemoryQueue, background: Background, tmp_path: Path) -> QueuePane:
    remembered = Remembered(tmp_path / "window.ini", "u1001")
    made = on_screen(
        qtbot, QueuePane(source, background, WORKFLOW, "u1001", lambda: NOW, remembered), 640, 600
    )
    open_queue(qtbot, made, "to_accept")
    made.table.setFocus()
    return made


def open_queue(qtbot: QtBot, pane: QueuePane, name: str) -> None:
    with qtbot.waitSignal(pane.row_chosen):
        pane.open_queue(name)


def refresh(qtbot: QtBot, pane: QueuePane, source: MemoryQueue, ids: list[int]) -> None:
    source.ids = array("q", ids)
    with qtbot.waitSignal(pane.model.ids_arrived):
        pane.refresh()


def chosen_keys(pane: QueuePane) -> list[int | None]:
    rows = pane.table.selectionModel().selectedRows()
    return [pane.model.key_at(index.row()) for index in rows]


def move_pointer(pane: QueuePane, row: int) -> None:
    at = QPointF(100, pane.table.rowViewportPosition(row) + 10)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        QPointF(pane.table.viewport().mapToGlobal(at.toPoint())),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(pane.table.viewport(), event)


def leave(pane: QueuePane) -> None:
    QApplication.sendEvent(pane.table, QEvent(QEvent.Type.Leave))


def test_opening_chooses_the_most_urgent_row(qtbot: QtBot, pane: QueuePane) -> None:
    assert chosen_keys(pane) == [0]
    with qtbot.waitSignal(pane.row_chosen) as told:
        pane.open_queue("to_supplement")
    (row,) = told.args
    assert isinstance(row, QueueRow)
    assert row.key == 0


def test_keys_move_and_open(qtbot: QtBot, pane: QueuePane) -> None:
    table = pane.table
    QTest.keyClicks(table, "jjj")
    assert chosen_keys(pane) == [3]
    QTest.keyClicks(table, "k")
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert chosen_keys(pane) == [3]
    with qtbot.waitSignal(pane.opened):
        QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert chosen_keys(pane) == [99]
    QTest.keyClicks(table, "j")
    assert chosen_keys(pane) == [99]


def test_the_choice_survives_a_refresh_by_its_key(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    QTest.keyClicks(pane.table, "jj")
    with qtbot.assertNotEmitted(pane.row_chosen):
        refresh(qtbot, pane, source, [50, 40, 2, 1, 0])
    assert chosen_keys(pane) == [2]
    assert pane.table.choice.key == 2


def test_a_row_that_somebody_else_took_leaves_no_choice(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    with qtbot.assertNotEmitted(pane.row_chosen):
        refresh(qtbot, pane, source, list(range(1, 100)))
    assert chosen_keys(pane) == []
    QTest.keyClicks(pane.table, "j")
    assert chosen_keys(pane) == [1]


def test_after_a_step_of_ones_own_the_next_row_is_chosen(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    QTest.keyClicks(pane.table, "jj")
    source.ids = array("q", [0, 1, *range(3, 100)])
    with qtbot.waitSignal(pane.row_chosen) as told:
        pane.table.arrivals.go_on()
    assert told.args[0].key == 3
    assert chosen_keys(pane) == [3]


def test_the_next_row_is_chosen_when_news_came_before_the_step_was_told(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    QTest.keyClicks(pane.table, "jj")
    refresh(qtbot, pane, source, [0, 1, *range(3, 100)])
    assert chosen_keys(pane) == []
    with qtbot.waitSignal(pane.row_chosen) as told:
        pane.table.arrivals.go_on()
    assert told.args[0].key == 3


def test_after_a_step_that_lets_the_row_sink_the_next_one_is_chosen(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    QTest.keyClicks(pane.table, "jj")
    source.ids = array("q", [100, 101, 0, 1, *range(3, 50), 2, *range(50, 100)])
    with qtbot.waitSignal(pane.row_chosen) as told:
        pane.table.arrivals.go_on()
    assert told.args[0].key == 3
    assert chosen_keys(pane) == [3]


def test_after_the_last_row_of_a_queue_nothing_is_chosen(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    source.ids = array("q")
    with qtbot.waitSignal(pane.row_chosen) as told:
        pane.table.arrivals.go_on()
    assert told.args == [None]


def test_the_row_under_a_moving_pointer_stays_where_it_is(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    move_pointer(pane, 4)
    refresh(qtbot, pane, source, [900, 901, *range(100)])
    row = pane.model.row_of(4)
    assert row == 6
    assert pane.table.rowViewportPosition(row) == 4 * ROW_PX
    assert not pane.table.arrivals.holding


def test_what_would_move_that_row_waits_until_the_pointer_leaves(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    move_pointer(pane, 4)
    refresh(qtbot, pane, source, [2, 3, 4, 5])
    assert (pane.table.arrivals.holding, pane.model.rowCount()) == (True, 100)
    leave(pane)
    assert (pane.table.arrivals.holding, pane.model.rowCount()) == (False, 4)


def test_keys_do_not_wait_for_the_pointer(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    move_pointer(pane, 4)
    refresh(qtbot, pane, source, [2, 3, 4, 5])
    QTest.keyClicks(pane.table, "j")
    assert pane.model.rowCount() == 4
    assert not pane.table.arrivals.holding


def test_a_refresh_keeps_the_place_in_a_long_list(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    pane.table.verticalScrollBar().setValue(40 * ROW_PX + 7)
    refresh(qtbot, pane, source, [901, 902, 903, *range(100)])
    row = pane.model.row_of(40)
    assert row == 43
    assert pane.table.rowViewportPosition(row) == -7


def test_the_top_of_the_list_shows_what_came_in(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    refresh(qtbot, pane, source, [901, *range(100)])
    assert pane.table.verticalScrollBar().value() == 0
    assert pane.table.rowAt(0) == 0


def test_the_filter_narrows_and_is_dropped(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    QTest.keyClicks(pane.table, "/")
    assert pane.filter.hasFocus()
    with qtbot.waitSignal(pane.model.ids_arrived):
        QTest.keyClicks(pane.filter, "7")
    assert pane.model.rowCount() == 10
    with qtbot.waitSignal(pane.model.ids_arrived):
        QTest.keyClick(pane.filter, Qt.Key.Key_Escape)
    assert pane.model.rowCount() == 100
    assert pane.table.hasFocus()


def test_an_empty_queue_says_what_would_stand_there(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    source.ids = array("q")
    open_queue(qtbot, pane, "to_ratify")
    assert not pane.table.isVisible()
    assert WORKFLOW.queues["to_ratify"].empty in spoken(pane)


def test_the_first_work_that_comes_into_an_empty_queue_is_chosen(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    source.ids = array("q")
    open_queue(qtbot, pane, "to_ratify")
    with qtbot.waitSignal(pane.row_chosen):
        refresh(qtbot, pane, source, [7, 9])
    assert chosen_keys(pane) == [7]
    refresh(qtbot, pane, source, [])
    pane.table.choice.choose_none()  # what was looked for stands beside the rows now
    refresh(qtbot, pane, source, [9])
    assert chosen_keys(pane) == []


def test_a_list_that_is_still_on_its_way_does_not_say_that_there_is_no_work(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    source.ids = array("q")
    open_queue(qtbot, pane, "to_ratify")
    pane.show_count(QueueCount(0, 0))
    pane.show_unread("还没下载完。")
    assert {"还没下载完。", "0 件 · 未下载完"} <= set(spoken(pane))
    pane.show_unread("")
    assert {WORKFLOW.queues["to_ratify"].empty, "0 件"} <= set(spoken(pane))


def test_counts_stand_beside_the_name(pane: QueuePane) -> None:
    pane.show_count(None)
    assert not [words for words in spoken(pane) if words.endswith("件")], "nobody has counted yet"
    pane.show_count(QueueCount(0, 0))
    assert "0 件" in spoken(pane)
    pane.show_count(QueueCount(100, 9))
    assert "100 件 · 9 件超时" in spoken(pane)
    pane.show_count(QueueCount(100, 0))
    assert "100 件" in spoken(pane)


def test_columns_show_what_the_queue_has(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    table = pane.table
    pane.resize(900, 600)
    assert not table.isColumnHidden(Column.SOURCE)
    assert table.isColumnHidden(Column.UNIT)
    assert table.isColumnHidden(Column.STAGE)
    source.rows = {key: made_row(key, unit="城市管理局") for key in range(100)}
    source.rows[3] = made_row(3, stage="handling", unit="城市管理局")
    open_queue(qtbot, pane, "all_open")
    assert not table.isColumnHidden(Column.UNIT)
    assert not table.isColumnHidden(Column.STAGE)


def test_a_narrow_table_keeps_the_address_readable(pane: QueuePane) -> None:
    pane.resize(480, 600)
    assert pane.table.isColumnHidden(Column.SOURCE)
    assert pane.table.columnWidth(Column.ADDRESS) > 60


def test_an_address_loses_its_broadest_parts_first() -> None:
    whole = "东湖区文昌街道学府社区文汇大街76号附近"
    metrics = QFontMetrics(font())
    assert fitting_address(whole, metrics, 1000) == whole
    room = metrics.horizontalAdvance("学府社区文汇大街76号附近") + 4
    assert fitting_address(whole, metrics, room) == "学府社区文汇大街76号附近"
    assert fitting_address(whole, metrics, 10) == "文汇大街76号附近"


def test_no_step_takes_the_keys_that_move_in_the_list() -> None:
    assert not {"J", "K"} & {step.key for step in WORKFLOW.steps.values()}
