"""A photo in large: opened from a small one, paged with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.desk_parts import activate, photo, press, shown_case
from tests.helpers.desk_duty import DeskDuty
from ui.dialogs.photo_viewer import LARGE, PhotoViewer
from ui.panes.case_panel import CasePanel
from ui.pictures import PictureTile
from ui.worker import Background


def test_enter_on_a_small_photo_opens_it_large_and_arrows_turn_the_pages(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    panel = CasePanel(desk, background)
    panel.resize(560, 680)
    qtbot.addWidget(panel)
    panel.show()
    first, second = desk.add_photo(photo("red")), desk.add_photo(photo("blue"))
    shown_case(qtbot, panel, desk.report(photos_before=[first, second]))
    tiles = panel.overview.findChildren(PictureTile)
    QTest.keyClick(tiles[1], Qt.Key.Key_Return)
    viewer = panel.findChild(PhotoViewer)
    assert viewer is not None
    activate(qtbot, viewer)
    assert viewer.windowTitle() == "照片 2/2"
    assert not viewer.forth.isEnabled()
    qtbot.waitUntil(lambda: panel.pictures.get(second, LARGE) is not None)
    press(Qt.Key.Key_Left)
    assert viewer.place == 0
    press(Qt.Key.Key_Left)
    assert viewer.place == 0
    press(Qt.Key.Key_Escape)
    assert not viewer.isVisible()
