"""Small pictures in rows, as they stand beside a note or a signature; a press shows them large."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from seatapp.text import _
from ui.pictures import Pictures
from ui.widgets.picture_tile import PictureTile

TILE_PX = (76, 57)


class PhotoStrip(QWidget):
    """The photos of one note. Signals: `opened(list, int)` see them large, from that place on."""

    opened = Signal(list, int)

    def __init__(
        self,
        pictures: Pictures,
        hashes: Sequence[str],
        in_a_row: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._all = list(hashes)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setSpacing(6)
        for place, sha256 in enumerate(self._all):
            tile = PictureTile(pictures, sha256)
            tile.setAccessibleName(_("附件照片 {n}").format(n=place + 1))
            tile.setFixedSize(*TILE_PX)
            tile.opened.connect(self.open_photo)
            grid.addWidget(tile, place // in_a_row, place % in_a_row)
        grid.setColumnStretch(in_a_row, 1)

    def open_photo(self, sha256: str) -> None:
        """Ask to see that photo large, among all the others."""
        self.opened.emit(self._all, self._all.index(sha256))
