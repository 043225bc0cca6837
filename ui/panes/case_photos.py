"""The photos of a case: before at the left, after at the right, so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from seatapp.text import _
from ui.layouts import empty
from ui.pictures import Pictures
from ui.widgets.picture_tile import PictureTile
from ui.widgets.section import labelled

BETWEEN_PX, HEADING_PX = 16, 40
WIDEST = 16_777_215
"""No limit, in the words of Qt."""

CLEARLY = 1.2
"""So much larger a picture has to become before it leaves the row of its pair."""

ALONE_PX = 280
"""Where there is nothing to compare with, pictures stand in rows, each at least so wide, but two.
"""


def photo_count(state: Mapping[str, Any]) -> int:
    """How many photos a case has."""
    return len(state.get("photos_before") or ()) + len(state.get("photos_after") or ())


class PhotoSide(QWidget):
    """The pictures of one side of a case under its heading; they can stand in rows of several."""

    def __init__(self, title: str, tiles: Sequence[PictureTile], nothing: str) -> None:
        super().__init__()
        self.tiles = tiles
        self._across = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        heading = f"{title} · {len(tiles)}" if tiles else title
        layout.addWidget(labelled(heading, "heading"))
        if not tiles:
            layout.addWidget(labelled(nothing, "secondary"), 0, Qt.AlignmentFlag.AlignTop)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        layout.addLayout(self._grid)
        layout.addStretch(1)
        self.spread(1)

    def spread(self, across: int) -> None:
        """Put so many pictures into a row."""
        if across == self._across:
            return
        for column in range(max(across, self._across)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
        self._across = across
        for place, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, place // across, place % across)


class CasePhotos(QWidget):
    """Before and after, as large as the room allows.

    Signals: `opened(list, int)` see them large, from that place on.
    """

    opened = Signal(list, int)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._all: list[str] = []
        self._sides: list[PhotoSide] = []
        self._stacked: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(BETWEEN_PX)

    def show_photos(self, state: Mapping[str, Any]) -> None:
        """Show the photos of this case instead of the former ones."""
        before = list(state.get("photos_before") or ())
        after = list(state.get("photos_after") or ())
        self._all = before + after
        empty(self._grid)
        self._sides = [
            self._side(_("处置前"), before, _("没有处置前照片。")),
            self._side(_("处置后"), after, _("还没有处置后照片。")),
        ]
        self._stacked = None
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand below each other where that makes the pictures larger."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now is it known how much of it is seen."""
        super().showEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        alone = self._one_side_alone()
        below = self.width() if alone else self._wide_below_each_other()
        stacked = alone or below > self.width() // 2 * CLEARLY
        for side in self._sides:
            side.spread(max(2, self.width() // ALONE_PX) if alone else 1)
        for side in self._sides:
            side.setMaximumWidth(below if stacked else WIDEST)
        if stacked == self._stacked:
            return
        self._stacked = stacked
        for place, side in enumerate(self._sides):
            self._grid.addWidget(side, place if stacked else 0, 0 if stacked else place)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 0 if stacked else 1)

    @property
    def _counts(self) -> list[int]:
        return [len(side.tiles) for side in self._sides]

    def _one_side_alone(self) -> bool:
        """Whether several pictures have none on the other side to be compared with."""
        return len(self._all) > 1 and 0 in self._counts

    def _wide_below_each_other(self) -> int:
        """How wide one picture, or one of each side, is when they do not share a row; 0 for more.

        What has more pictures stands side by side, so that each can be compared with its pair.
        """
        if self._counts not in ([0, 1], [1, 0], [1, 1]):
            return 0
        rows = sum(self._counts)
        room = (self._seen_height() - 2 * HEADING_PX) // rows
        return min(self.width(), room * 4 // 3)

    def _seen_height(self) -> int:
        """How much of the page that scrolls is seen at a time."""
        part = self.parentWidget()
        while part is not None and not isinstance(part, QScrollArea):
            part = part.parentWidget()
        return self.height() if part is None else part.viewport().height()

    def _side(self, title: str, hashes: Sequence[str], nothing: str) -> PhotoSide:
        tiles = []
        for place, sha256 in enumerate(hashes, 1):
            tile = PictureTile(self._pictures, sha256, f"{title} {place}")
            tile.opened.connect(self.open_photo)
            tiles.append(tile)
        return PhotoSide(title, tiles, nothing)

    def open_photo(self, sha256: str) -> None:
        """Ask to see that photo large, among all the others."""
        self.opened.emit(self._all, self._all.index(sha256))
