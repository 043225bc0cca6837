"""The photos of a case: before at the left, after at the right, so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from seatapp.text import _
from ui.layouts import empty
from ui.pictures import Pictures, PictureTile
from ui.widgets.section import labelled


def photo_count(state: Mapping[str, Any]) -> int:
    """How many photos a case has."""
    return len(state.get("photos_before") or ()) + len(state.get("photos_after") or ())


class CasePhotos(QWidget):
    """Two columns of pictures. Signals: `opened(list, int)` see them large, from that place on."""

    opened = Signal(list, int)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._all: list[str] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)

    def show_photos(self, state: Mapping[str, Any]) -> None:
        """Show the photos of this case instead of the former ones."""
        before = list(state.get("photos_before") or ())
        after = list(state.get("photos_after") or ())
        self._all = before + after
        empty(self._grid)
        self._grid.addWidget(self._column(_("处置前"), before, _("没有处置前照片。")), 0, 0)
        self._grid.addWidget(self._column(_("处置后"), after, _("还没有处置后照片。")), 0, 1)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setRowStretch(1, 1)

    def _column(self, title: str, hashes: Sequence[str], nothing: str) -> QWidget:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        heading = f"{title} · {len(hashes)}" if hashes else title
        layout.addWidget(labelled(heading, "heading"))
        for place, sha256 in enumerate(hashes, 1):
            tile = PictureTile(self._pictures, sha256, f"{title} {place}")
            tile.opened.connect(self.open_photo)
            layout.addWidget(tile)
        if not hashes:
            layout.addWidget(labelled(nothing, "secondary"), 0, Qt.AlignmentFlag.AlignTop)
        layout.addStretch(1)
        return column

    def open_photo(self, sha256: str) -> None:
        """Ask to see that photo large, among all the others."""
        self.opened.emit(self._all, self._all.index(sha256))
