"""Sorting, columns, filters, views, marked rows and the clipboard of a queue."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from seatapp.local.queue_asked import Asked
from tests.gui.conftest import WORKFLOW
from tests.gui.desk_parts import on_screen, spoken, type_text
from tests.gui.rows import NOW, MemoryQueue, made_row
from ui.dialogs.filter_dialog import FilterDialog
from ui.fields.reference import ReferenceInput
from ui.models.queue_model import Column, QueueModel
from ui.panes.queue_copy import MOST_ROWS, QueueCopy
from ui.panes.queue_pane import QueuePane
from ui.panes.queue_views import NameDialog
from ui.queue_look import (
    QueueLook,
    SavedView,
    look_of,
    views_of,
    views_text,
    without_number,
)
from ui.remembered import Remembered
from ui.worker import Background


@pytest.fixture
def source() -> MemoryQueue:
    return MemoryQueue(array("q", range(100)))


@pytest.fixture
def remembered(tmp_path: Path) -> Remembered:
    return Remembered(tmp_path / "window.ini", "u1001")


@pytest.fixture
def pane(
    qtbot: QtBot, source: MemoryQueue, background: Background, remembered: Remembered
) -> QueuePane:
    made = on_screen(
        qtbot, QueuePane(source, background, WORKFLOW, "u1001", lambda: NOW, remembered), 900, 600
    )
    open_queue(qtbot, made, "to_accept")
    made.table.setFocus()
    return made


@dataclass
class Log:
    """What was noted as copied."""

    copies: list[tuple[str, int]] = field(default_factory=list)

    def note_copy(self, title: str, lines: int) -> None:
        self.copies.append((title, lines))


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def copying(pane: QueuePane, background: Background, log: Log) -> QueueCopy:
    made = QueueCopy(log, background, WORKFLOW, pane.model, pane.table)
    pane.copy_wanted.connect(made.copy_marked)
    return made


def open_queue(qtbot: QtBot, pane: QueuePane, name: str) -> None:
    with qtbot.waitSignal(pane.row_chosen):
        pane.open_queue(name)


def press_heading(qtbot: QtBot, pane: QueuePane, column: Column) -> None:
    header = pane.table.horizontalHeader()
    middle = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
    at = header.rect().center()
    at.setX(middle)
    with qtbot.waitSignal(pane.model.ids_arrived):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)


def heading(pane: QueuePane, column: Column) -> str:
    return str(pane.model.headerData(column, Qt.Orientation.Horizontal))


def shift(key: Qt.Key, pane: QueuePane) -> None:
    QTest.keyClick(pane.table, key, Qt.KeyboardModifier.ShiftModifier)


def test_a_heading_sorts_up_then_down_then_not(qtbot: QtBot, pane: QueuePane) -> None:
    for asked, words in (
        (Asked(sort="title"), "类别 ↑"),
        (Asked(sort="title", descending=True), "类别 ↓"),
        (Asked(), "类别"),
    ):
        press_heading(qtbot, pane, Column.TITLE)
        assert pane.model.asked == asked
        assert heading(pane, Column.TITLE) == words


def test_the_chosen_case_stays_chosen_when_the_order_changes(qtbot: QtBot, pane: QueuePane) -> None:
    QTest.keyClicks(pane.table, "jj")
    press_heading(qtbot, pane, Column.ADDRESS)
    press_heading(qtbot, pane, Column.ADDRESS)
    assert pane.table.choice.key == 2
    assert pane.model.row_of(2) == 97


def test_order_and_columns_are_remembered_for_each_queue(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue, background: Background,
    remembered: Remembered,
) -> None:  # fmt: skip
    press_heading(qtbot, pane, Column.SOURCE)
    pane.table.columns.show_column(Column.URGENCY, True)
    pane.table.columns.show_column(Column.SOURCE, False)
    pane.table.setColumnWidth(Column.TITLE, 222)
    header = pane.table.horizontalHeader()
    header.moveSection(header.visualIndex(Column.URGENCY), 1)
    again = QueuePane(source, background, WORKFLOW, "u1001", lambda: NOW, remembered)
    qtbot.addWidget(again)
    again.resize(900, 600)
    open_queue(qtbot, again, "to_accept")
    assert again.model.asked == Asked(sort="source")
    assert again.table.columns.shown == pane.table.columns.shown
    assert again.table.columns.shown[1] is Column.URGENCY
    assert Column.SOURCE not in again.table.columns.shown
    assert again.table.columnWidth(Column.TITLE) == 222
    open_queue(qtbot, again, "to_file")
    assert again.model.asked == Asked()
    assert Column.SOURCE in again.table.columns.shown
    open_queue(qtbot, again, "to_accept")
    again.table.columns.leave_to_program()
    assert Column.SOURCE in again.table.columns.shown
    assert Column.URGENCY not in again.table.columns.shown


def test_what_was_kept_wrongly_is_left_out() -> None:
    look = look_of('{"shown": ["TIME", "OTHER"], "widths": {"TIME": 80, "X": 1, "TITLE": "a"}}')
    assert look == QueueLook(["TIME"], {"TIME": 80})
    assert look_of("{") == look_of("[]") == look_of('{"sort": "1; DROP"}') == QueueLook([])
    views = [SavedView("紧急", Asked(urgency="urgent", sort="time", descending=True))]
    assert views_of(views_text(views)) == views
    assert views_of("") == views_of("{") == views_of('[{"name": "x"}]') == []


def filter_dialog(qtbot: QtBot, pane: QueuePane) -> FilterDialog:
    def there() -> bool:
        return bool(pane.window().findChildren(FilterDialog))

    pane.narrow.click()
    qtbot.waitUntil(there)
    return pane.window().findChildren(FilterDialog)[0]


def chips(pane: QueuePane) -> list[str]:
    buttons = pane.chips.findChildren(QPushButton)
    return [button.text() for button in buttons if button.isVisible()]


def test_a_unit_that_came_meanwhile_can_be_chosen(
    qtbot: QtBot, source: MemoryQueue, pane: QueuePane, monkeypatch: pytest.MonkeyPatch
) -> None:
    filter_dialog(qtbot, pane).reject()
    qtbot.waitUntil(lambda: not pane.window().findChildren(FilterDialog))
    rows = {"unit": [("409", {"name": "新区环卫"})]}
    monkeypatch.setattr(source, "references", lambda kind: rows.get(kind, []))
    source.edition += 1
    dialog = filter_dialog(qtbot, pane)
    dialog.inputs["unit"].set_value("409")
    with qtbot.waitSignal(pane.model.ids_arrived):
        dialog.accept()
    assert chips(pane) == ["单位：新区环卫", "清除"]


def test_a_filter_stands_as_chips_and_leaves_by_them(qtbot: QtBot, pane: QueuePane) -> None:
    dialog = filter_dialog(qtbot, pane)
    dialog.inputs["unit"].set_value("401")
    dialog.inputs["place"].set_value("999001002001")
    dialog.inputs["source"].set_value("hotline_12345")
    with qtbot.waitSignal(pane.model.ids_arrived):
        dialog.accept()
    assert pane.model.asked == Asked(unit="401", place="999001002001", source="hotline_12345")
    assert chips(pane) == ["单位：洁诚环卫", "区域：学府社区", "来源：12345", "清除"]
    with qtbot.waitSignal(pane.model.ids_arrived):
        pane.chips.findChildren(QPushButton)[0].click()
    assert pane.model.asked == Asked(place="999001002001", source="hotline_12345")
    with qtbot.waitSignal(pane.model.ids_arrived):
        pane.chips.all_dropped.emit()
    assert not pane.chips.isVisible()


def test_words_that_name_nothing_are_no_filter(qtbot: QtBot, pane: QueuePane) -> None:
    dialog = filter_dialog(qtbot, pane)
    unit = dialog.inputs["unit"]
    assert isinstance(unit, ReferenceInput)
    unit.edit.setFocus()
    type_text("zzz")
    dialog.accept()
    assert dialog.isVisible()
    fault = "✕ “zzz”不在列表里，请选一项，不填就清空。"
    assert fault in spoken(dialog)
    dialog.clear()
    assert fault not in spoken(dialog)
    unit.edit.setFocus()
    type_text("jchw")
    with qtbot.waitSignal(pane.model.ids_arrived):
        dialog.accept()
    assert pane.model.asked == Asked(unit="401")


def test_an_empty_answer_offers_to_drop_the_filter(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    with qtbot.waitSignal(pane.model.ids_arrived):
        pane.ask(Asked(words="x", urgency="urgent"))
        assert not [one for one in spoken(pane) if one.startswith("符合")], "still being read"
    assert {"没有符合筛选条件的案件。", "符合 0 件"} <= set(spoken(pane))
    (button,) = [b for b in pane.findChildren(QPushButton) if b.text() == "清除筛选"]
    with qtbot.waitSignal(pane.model.ids_arrived):
        button.click()
    assert pane.model.asked == Asked()
    assert pane.filter.text() == ""


def entries(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def test_a_view_is_saved_chosen_and_forgotten(qtbot: QtBot, pane: QueuePane) -> None:
    pane.views_menu.aboutToShow.emit()
    save = next(a for a in pane.views_menu.actions() if a.text().startswith("保存"))
    assert not save.isEnabled()
    urgent = Asked(urgency="urgent", sort="address")
    pane.ask(urgent)
    pane.saved.save("紧急件")
    open_queue(qtbot, pane, "to_accept")
    assert pane.model.asked == Asked(sort="address")
    pane.views_menu.aboutToShow.emit()
    assert entries(pane.views_menu)[0] == "紧急件"
    pane.views_menu.actions()[0].trigger()
    assert pane.model.asked == urgent
    pane.views_menu.forgotten.emit("紧急件")
    pane.views_menu.aboutToShow.emit()
    assert "紧急件" not in entries(pane.views_menu)


def test_no_number_that_was_looked_for_stands_in_the_file_of_the_layout(
    qtbot: QtBot, pane: QueuePane
) -> None:
    """That file is in clear, whatever else of the workstation is not."""
    pane.open_queue("all_open", Asked(words="139 1234-0077", urgency="urgent"))
    with qtbot.waitSignal(pane.saved.told) as told:
        pane.saved.save("催办的")
    assert "没有保存" in told.args[0]
    (view,) = views_of(pane._remembered.text("views.all_open"))
    assert view == SavedView("催办的", Asked(urgency="urgent"))


@pytest.mark.parametrize("words", ["东湖路76号", "夜间施工 3单元", ""])
def test_other_words_of_a_view_are_kept(words: str) -> None:
    assert without_number(Asked(words=words)).words == words


def test_a_view_needs_a_name(qtbot: QtBot, pane: QueuePane) -> None:
    pane.ask(Asked(urgency="urgent"))
    pane.views_menu.save_wanted.emit()
    (dialog,) = pane.window().findChildren(NameDialog)
    assert not dialog.save.isEnabled()
    QTest.keyClicks(dialog.name, " a ")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    pane.views_menu.aboutToShow.emit()
    assert entries(pane.views_menu)[0] == "a"


def test_several_rows_are_marked_and_counted(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    shift(Qt.Key.Key_Down, pane)
    shift(Qt.Key.Key_Down, pane)
    assert list(pane.table.choice.keys(10)) == [0, 1, 2]
    assert pane.table.choice.key == 2
    assert "已选 3 件" in spoken(pane)
    source.ids = array("q", [50, 0, 2, 3])
    with qtbot.waitSignal(pane.model.ids_arrived):
        pane.refresh()
    assert list(pane.table.choice.keys(10)) == [0, 2]
    assert pane.table.choice.key == 2
    QTest.keyClick(pane.table, Qt.Key.Key_Escape)
    assert pane.table.choice.count == 1


def test_of_a_pile_that_was_done_what_could_not_be_stays_marked(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue
) -> None:
    for _ in range(3):
        shift(Qt.Key.Key_Down, pane)
    source.ids = array("q", [0, 2, *range(4, 100)])
    with qtbot.waitSignal(pane.model.ids_arrived):
        pane.table.arrivals.go_on()
    assert list(pane.table.choice.keys(10)) == [0, 2]
    assert pane.table.choice.key == 0
    source.ids = array("q", [2, *range(4, 100)])
    with qtbot.waitSignal(pane.row_chosen) as chosen:
        pane.table.arrivals.go_on()
    assert chosen.args[0].key == 2, "one that is left is chosen like any"
    source.ids = array("q", range(4, 100))
    with qtbot.waitSignal(pane.model.ids_arrived):
        pane.table.arrivals.go_on()
    assert pane.table.choice.key == 4


def test_control_a_marks_every_row(pane: QueuePane) -> None:
    QTest.keyClick(pane.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert pane.table.choice.count == pane.model.rowCount() > 1
    assert pane.table.choice.key == 0


def test_marking_a_long_list_asks_after_no_cell_that_is_not_seen(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.ids = array("q", range(2_000))
    open_queue(qtbot, pane, "to_file")
    pane.grab()
    asked: list[None] = []
    ours = QueueModel.rowCount

    def counted(model: QueueModel, *parent: QModelIndex) -> int:
        asked.append(None)
        return ours(model, *parent)

    monkeypatch.setattr(QueueModel, "rowCount", counted)
    pane.table.choice.mark_all()
    pane.grab()
    assert pane.table.choice.count == 2_000
    assert len(asked) < 2_000


def test_marked_rows_go_to_the_clipboard_as_they_stand(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue, copying: QueueCopy, log: Log
) -> None:
    source.rows[1] = made_row(1, address="<东湖>\t路 5 号")
    open_queue(qtbot, pane, "to_accept")
    shift(Qt.Key.Key_Down, pane)
    with qtbot.waitSignal(copying.told) as told:
        QTest.keyClick(pane.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["已复制 2 行，可直接粘贴到表格或文档里。"]
    mime = QGuiApplication.clipboard().mimeData()
    lines = [line.split("\t") for line in mime.text().split("\n")]
    assert lines[0] == ["编号", "时限", "类别", "地址", "来源"]
    assert [line[0] for line in lines[1:]] == ["A01-261122-0000", "A01-261122-0001"]
    assert lines[2][3] == "<东湖> 路 5 号"
    assert "&lt;东湖&gt; 路 5 号</td>" in mime.html()
    assert log.copies == [("待受理（选中行）", 2)]


def test_too_many_rows_are_not_copied(
    qtbot: QtBot, pane: QueuePane, source: MemoryQueue, copying: QueueCopy, log: Log
) -> None:
    source.ids = array("q", range(MOST_ROWS + 1))
    open_queue(qtbot, pane, "to_file")
    pane.table.choice.mark_all()
    with qtbot.waitSignal(copying.failed) as failed:
        pane.copy_wanted.emit()
    assert "没有复制" in failed.args[0]
    assert log.copies == []


def test_low_rows_are_remembered(pane: QueuePane, remembered: Remembered) -> None:
    usual = pane.table.rowHeight(0)
    pane.views_menu.density_wanted.emit(True)
    assert pane.table.rowHeight(0) < usual
    assert remembered.compact
    pane.views_menu.density_wanted.emit(False)
    assert pane.table.rowHeight(0) == usual
