"""Pictures that are not on the workstation: asked for once, and again when something came."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from tests.gui.desk_parts import photo
from ui.pictures import Pictures
from ui.widgets.picture_tile import PictureTile


class Shelf:
    """Hands out what it has, at once."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.broken: set[str] = set()
        self.asked = 0

    def picture(self, sha256: str, size: int, callback: Callable[[bytes | None], None]) -> None:
        self.asked += 1
        callback(self.held.get(sha256))

    def spoiled(self, sha256: str) -> bool:
        return sha256 in self.broken


def test_a_missing_picture_is_asked_for_once_until_something_came(qtbot: QtBot) -> None:
    shelf = Shelf()
    pictures = Pictures(shelf)
    tile = PictureTile(pictures, "ab")
    qtbot.addWidget(tile)
    tile.show()
    qtbot.waitUntil(lambda: tile.missing)
    for _turn in range(3):
        with qtbot.waitSignal(pictures.arrived):
            pictures.receive("other", 1, None)
    assert shelf.asked == 1
    assert not pictures.fetching

    shelf.held["ab"] = photo()
    pictures.forget_missing()
    qtbot.waitUntil(lambda: not tile.missing)
    assert shelf.asked == 2


def test_a_picture_whose_original_is_spoiled_says_so_instead_of_being_waited_for(
    qtbot: QtBot,
) -> None:
    shelf = Shelf()
    pictures = Pictures(shelf)
    tile = PictureTile(pictures, "ab")
    tile.resize(60, 45)
    qtbot.addWidget(tile)
    tile.show()
    qtbot.waitUntil(lambda: tile.missing)
    tile.grab()
    assert "尚未到达" in tile.toolTip()
    shelf.broken.add("ab")
    tile.grab()
    assert "已损坏" in tile.toolTip()
    assert "管理员" in tile.toolTip()
