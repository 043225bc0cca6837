"""The model of a queue: pages, refreshes, and what it says of a row."""

from __future__ import annotations

import threading
from array import array

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from seatapp.local.queue_asked import Asked
from tests.gui.conftest import WORKFLOW
from tests.gui.rows import NOW, MemoryQueue, made_row
from ui.durations import Level
from ui.models.queue_model import PAGE, PAGES_KEPT, WAITING, Column, QueueModel
from ui.worker import Background


@pytest.fixture
def source() -> MemoryQueue:
    return MemoryQueue(array("q", range(1000)))


@pytest.fixture
def model(source: MemoryQueue, background: Background) -> QueueModel:
    made = QueueModel(source, background, WORKFLOW, "u1001", lambda: NOW)
    made.ids_arrived.connect(made.take)
    return made


def opened(qtbot: QtBot, model: QueueModel, text: str = "") -> None:
    with qtbot.waitSignal(model.ids_arrived):
        model.open("to_accept", Asked(words=text))


def shown(model: QueueModel, row: int, column: Column) -> str:
    return str(model.data(model.index(row, column), Qt.ItemDataRole.DisplayRole))


def test_behaves_as_qt_expects(qtbot: QtBot, model: QueueModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    opened(qtbot, model)
    with qtbot.waitSignal(model.page_arrived):
        shown(model, 0, Column.NUMBER)
    assert tester.model() is model
    assert model.rowCount(model.index(0, 0)) == 0


def test_rows_come_by_the_page_and_off_the_gui_thread(
    qtbot: QtBot, model: QueueModel, source: MemoryQueue
) -> None:
    opened(qtbot, model)
    assert model.rowCount() == 1000
    assert shown(model, 300, Column.NUMBER) == WAITING
    with qtbot.waitSignal(model.page_arrived):
        pass
    assert shown(model, 300, Column.NUMBER) == "A01-261122-0300"
    assert shown(model, 511, Column.NUMBER) == "A01-261122-0511"
    assert source.asked == [PAGE]
    assert threading.get_ident() not in source.threads


def test_the_last_page_holds_what_is_left(
    qtbot: QtBot, model: QueueModel, source: MemoryQueue
) -> None:
    opened(qtbot, model)
    with qtbot.waitSignal(model.page_arrived):
        shown(model, 999, Column.NUMBER)
    assert source.asked == [1000 - 3 * PAGE]


def test_only_so_many_pages_are_kept(qtbot: QtBot, model: QueueModel, source: MemoryQueue) -> None:
    source.ids = array("q", range(PAGE * (PAGES_KEPT + 1)))
    opened(qtbot, model)
    for page in range(PAGES_KEPT + 1):
        with qtbot.waitSignal(model.page_arrived):
            shown(model, page * PAGE, Column.NUMBER)
    assert shown(model, PAGE * PAGES_KEPT, Column.NUMBER) != WAITING
    assert shown(model, 0, Column.NUMBER) == WAITING


def test_a_refresh_shows_what_is_known_until_newer_rows_come(
    qtbot: QtBot, model: QueueModel, source: MemoryQueue
) -> None:
    opened(qtbot, model)
    with qtbot.waitSignal(model.page_arrived):
        shown(model, 5, Column.TITLE)
    source.rows[5] = made_row(5, title="道路破损")
    source.ids = array("q", [7, 5, 6])
    source.gate.clear()
    with qtbot.waitSignal(model.ids_arrived):
        model.refresh()
    assert [shown(model, row, Column.TITLE) for row in range(3)] == ["暴露垃圾"] * 3
    with qtbot.waitSignal(model.page_arrived):
        source.gate.set()
    assert shown(model, 1, Column.TITLE) == "道路破损"


def test_the_same_identifiers_only_settle(
    qtbot: QtBot, model: QueueModel, source: MemoryQueue
) -> None:
    opened(qtbot, model)
    with qtbot.waitSignal(model.page_arrived):
        shown(model, 0, Column.TITLE)
    source.rows[0] = made_row(0, title="道路破损")
    with qtbot.assertNotEmitted(model.ids_arrived), qtbot.waitSignal(model.settled):
        model.refresh()
    with qtbot.waitSignal(model.page_arrived):
        shown(model, 0, Column.TITLE)
    assert shown(model, 0, Column.TITLE) == "道路破损"


def test_a_filter_narrows_and_another_queue_starts_empty(qtbot: QtBot, model: QueueModel) -> None:
    opened(qtbot, model, text="99")
    assert model.rowCount() == 10
    model.open("to_supplement")
    assert model.rowCount() == 0
    assert model.opening
    with qtbot.waitSignal(model.ids_arrived):
        pass
    assert model.rowCount() == 1000
    assert not model.opening


def test_an_answer_that_comes_too_late_is_dropped(
    qtbot: QtBot, model: QueueModel, source: MemoryQueue
) -> None:
    opened(qtbot, model)
    source.gate.clear()
    shown(model, 0, Column.NUMBER)
    source.ids = array("q", [2000])
    with qtbot.waitSignal(model.ids_arrived):
        model.refresh()
    assert shown(model, 0, Column.NUMBER) == WAITING
    with qtbot.waitSignal(model.page_arrived):
        source.gate.set()
    assert shown(model, 0, Column.NUMBER) == "A01-261122-2000"


@pytest.mark.parametrize(
    ("changes", "words", "level"),
    [
        ({"due_at": NOW - 3900}, "超 1 小时 05 分", Level.LATE),
        ({"due_at": NOW + 18 * 60}, "剩 18 分", Level.NEAR),
        ({"due_at": NOW + 30}, "剩不到 1 分", Level.NEAR),
        ({"due_at": NOW + 26 * 3600}, "剩 1 天 2 小时", Level.IN_TIME),
        ({"due_at": None}, "无时限", Level.UNSET),
        ({"paused": True}, "暂停", Level.PAUSED),
    ],
)
def test_time_left_in_words(
    model: QueueModel, changes: dict[str, object], words: str, level: Level
) -> None:
    left = model.left_at(made_row(1, **changes))
    assert (left.text, left.level) == (words, level)


def test_what_is_drawn_beside_the_words_is_read_aloud(model: QueueModel) -> None:
    row = made_row(1, pending=True, urgency="critical")
    assert model.aloud(row, Column.NUMBER) == "A01-261122-0001、未发送"
    assert model.aloud(row, Column.TITLE) == "特急、暴露垃圾"
    assert model.words(row, Column.TITLE) == "暴露垃圾"


def test_finished_work_tells_when_it_was_finished(model: QueueModel) -> None:
    left = model.left_at(made_row(1, stage="closed"))
    assert left.level is Level.DONE
    assert left.text == "11-24 22:00"


def test_every_cell_has_words(model: QueueModel) -> None:
    row = made_row(1, source="hotline_12345", unit="城市管理局")
    words = {column: model.words(row, column) for column in Column}
    assert words[Column.SOURCE] == "12345"
    assert words[Column.UNIT] == "城市管理局"
    assert words[Column.MARK] == "已超时"
    assert words[Column.STAGE] == "待受理"


def test_nothing_is_editable_so_that_letters_reach_the_keys(
    qtbot: QtBot, model: QueueModel
) -> None:
    opened(qtbot, model)
    flags = model.flags(model.index(0, Column.TITLE))
    assert not flags & Qt.ItemFlag.ItemIsEditable
    assert model.rowCount(QModelIndex()) == 1000
