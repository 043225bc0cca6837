"""A photo in large: opened from a small one, paged with the arrow keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from seatapp.errors import LocalFileError
from tests.gui.desk_parts import activate, photo, press, shown_case
from tests.helpers.desk_duty import DeskDuty
from tests.media.photos import with_exif
from ui.dialogs.photo_viewer import Album, PhotoViewer, write_copy
from ui.panes.case_panel import CasePanel
from ui.widgets.photo_view import LARGE, Look
from ui.widgets.picture_tile import PictureTile
from ui.worker import Background


def test_enter_on_a_small_photo_opens_it_large_and_arrows_turn_the_pages(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    panel = CasePanel(desk, background)
    panel.resize(560, 680)
    qtbot.addWidget(panel)
    panel.show()
    first, second = desk.pictures.add_photo(photo("red")), desk.pictures.add_photo(photo("blue"))
    shown_case(qtbot, panel, desk.report(photos_before=[first, second]))
    tiles = panel.pages.overview.findChildren(PictureTile)
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


def test_before_and_after_stand_beside_each_other_and_move_together(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    panel = CasePanel(desk, background)
    panel.resize(900, 680)
    qtbot.addWidget(panel)
    panel.show()
    before, after = desk.pictures.add_photo(photo("red")), desk.pictures.add_photo(photo("blue"))
    case = desk.report(photos_before=[before], class_code="E011001")
    desk.take("self_handle", case, photos_after=[after], collector="C04")
    shown_case(qtbot, panel, case)
    panel.pages.photos.open_photo(after)
    viewer = panel.findChild(PhotoViewer)
    assert viewer is not None
    activate(qtbot, viewer)
    press(Qt.Key.Key_P)
    assert (viewer.first.sha256, viewer.second.sha256) == (before, after)
    assert viewer.second.isVisible()
    qtbot.waitUntil(lambda: panel.pictures.get(before, LARGE) is not None)
    press(Qt.Key.Key_Plus)
    assert viewer.first.look == viewer.second.look
    assert viewer.look.zoom > 1
    viewer.first.looked.emit(viewer.look.moved(0.1, 0.0))
    assert viewer.second.look.x > 0.5
    press(Qt.Key.Key_R)
    assert viewer.look == Look(turn=1)
    press(Qt.Key.Key_F)
    qtbot.waitUntil(lambda: viewer.second.isVisible() and not viewer.first.isVisible())
    qtbot.waitUntil(lambda: viewer.first.isVisible() and not viewer.second.isVisible())


def test_a_look_stays_within_the_photo() -> None:
    near = Look().zoomed(2.0)
    assert near.moved(5.0, -5.0) == Look(2.0, 0.75, 0.25)
    assert near.zoomed(0.1) == Look()
    assert Look().moved(0.3, 0.3) == Look()
    assert Look().zoomed(99).zoom == 8.0


def test_a_pair_is_found_from_either_side() -> None:
    album = Album(["a", "b"], ["c"])
    assert [album.pair(place) for place in range(3)] == [("a", "c"), ("b", "c"), ("a", "c")]
    assert Album(["a"]).pair(0) is None


def test_a_copy_carries_nothing_of_the_camera(tmp_path: Path) -> None:
    with_position = with_exif({271: "Maker"}, {1: "N", 2: (39.0, 0.0, 0.0)})
    image = QImage.fromData(with_position)
    target = tmp_path / "copy.jpg"
    write_copy(image, str(target))
    with Image.open(target) as copy:
        assert not copy.getexif()
    with pytest.raises(LocalFileError):
        write_copy(image, str(tmp_path / "none" / "copy.jpg"))
