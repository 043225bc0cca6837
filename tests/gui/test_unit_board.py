"""Units over the rows of a queue: one press narrows it, one more marks all to be urged."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.conftest import WORKFLOW
from tests.gui.desk_parts import on_screen
from tests.gui.rows import NOW, MemoryQueue
from ui.models.unit_loads_model import LATE, NAME, SILENT
from ui.panes.queue_pane import QueuePane
from ui.remembered import Remembered
from ui.worker import Background


@pytest.fixture
def pane(qtbot: QtBot, background: Background, tmp_path: Path) -> QueuePane:
    source = MemoryQueue(array("q", range(12)))
    remembered = Remembered(tmp_path / "window.ini", "u1001")
    return on_screen(
        qtbot, QueuePane(source, background, WORKFLOW, "u1001", lambda: NOW, remembered), 620, 600
    )


def test_units_stand_over_what_is_in_their_hands_and_nowhere_else(
    qtbot: QtBot, pane: QueuePane
) -> None:
    pane.open_queue("handling")
    assert pane.units.isHidden(), "until somebody wants them"
    with qtbot.waitSignal(pane.units.model.modelReset):
        pane.by_unit.click()
    words = [
        [pane.units.model.index(row, column).data() for column in (NAME, LATE, SILENT)]
        for row in range(pane.units.model.rowCount())
    ]
    assert words == [["全部单位", "2", "1"], ["洁诚环卫", "2", "1"], ["城市管理局", "—", "—"]]
    pane.open_queue("to_accept")
    assert pane.units.isHidden()
    assert pane.by_unit.isHidden()
    with qtbot.waitSignal(pane.units.model.modelReset):
        pane.open_queue("soon_late")
    assert not pane.units.isHidden(), "what was opened stays open in the next queue of units"


def test_a_press_narrows_the_queue_to_a_unit_and_the_next_widens_it(
    qtbot: QtBot, pane: QueuePane
) -> None:
    pane.open_queue("handling")
    with qtbot.waitSignal(pane.units.model.modelReset):
        pane.by_unit.click()
    table = pane.units.table
    for wanted in ("401", ""):
        at = table.visualRect(pane.units.model.index(1, NAME)).center()
        with qtbot.waitSignal(pane.units.model.modelReset):
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert pane.model.asked.unit == wanted
    pane.units.mark.click()
    assert pane.table.choice.count == 12
