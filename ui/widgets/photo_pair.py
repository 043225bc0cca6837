"""Before and after beside each other: zooming, moving or turning one does it to both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.text import _
from ui.pictures import Pictures
from ui.widgets.photo_view import STEP, Look, PhotoView
from ui.widgets.section import labelled

LEAST_HEIGHT = 240


class Side(QWidget):
    """One of the two: a photo of several, to be paged."""

    def __init__(self, pictures: Pictures, title: str, nothing: str) -> None:
        super().__init__()
        self._title, self._nothing = title, nothing
        self.hashes: Sequence[str] = ()
        self.place = 0
        self.view = PhotoView(pictures)
        self.view.setMinimumHeight(LEAST_HEIGHT)
        self.missing = labelled(nothing, "secondary")
        self.missing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.missing.setMinimumHeight(LEAST_HEIGHT)
        self.back, self.forth = QPushButton("‹"), QPushButton("›")
        self.back.setAccessibleName(_("{title}：上一张").format(title=title))
        self.forth.setAccessibleName(_("{title}：下一张").format(title=title))
        self._count = labelled("", "secondary")
        for button, by in ((self.back, -1), (self.forth, 1)):
            button.setProperty("tone", "link")
            button.clicked.connect(lambda _checked=False, by=by: self.turn_by(by))
        self.pager = QHBoxLayout()
        self.pager.addWidget(labelled(title, "heading"))
        self.pager.addStretch(1)
        for part in (self.back, self._count, self.forth):
            self.pager.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self.pager)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.missing, 1)

    def show_photos(self, hashes: Sequence[str]) -> None:
        """Show these instead, from the last one: the newest tells most."""
        self.hashes = list(hashes)
        self.view.setVisible(bool(hashes))
        self.missing.setVisible(not hashes)
        self.place = max(0, len(self.hashes) - 1)
        self.turn_by(0)

    def turn_by(self, by: int) -> None:
        """Another of the same side."""
        last = len(self.hashes) - 1
        self.place = min(max(self.place + by, 0), max(last, 0))
        for part in (self.back, self.forth, self._count):
            part.setVisible(last > 0)
        self.back.setEnabled(self.place > 0)
        self.forth.setEnabled(self.place < last)
        self._count.setText(f"{self.place + 1} / {len(self.hashes)}")
        if self.hashes:
            self.view.show_photo(self.hashes[self.place], self._title)


class PhotoPair(QWidget):
    """Two photos of one place. Signals: `opened(list, int)` both sides are wanted in a window."""

    opened = Signal(list, int)

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self.before = Side(pictures, _("处置前"), _("没有处置前照片"))
        self.after = Side(pictures, _("处置后"), _("没有处置后照片"))
        for side in (self.before, self.after):
            side.view.looked.connect(self.show_look)
        self.large = QPushButton(_("看大图、闪烁对比"))
        self.large.setProperty("tone", "link")
        self.large.clicked.connect(self._open)
        self.hint = labelled(
            _("滚轮或 + − 缩放，拖动平移，两边一起动；0 复原，R 旋转"), "secondary"
        )
        sides = QHBoxLayout()
        sides.setSpacing(8)
        sides.addWidget(self.before, 1)
        sides.addWidget(self.after, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.hint, 1)
        foot.addWidget(self.large)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(sides, 1)
        layout.addLayout(foot)

    def show_photos(self, before: Sequence[str], after: Sequence[str]) -> None:
        """Show these instead; the same ones stay as they are looked at."""
        if (list(before), list(after)) != (self.before.hashes, self.after.hashes):
            self.before.show_photos(before)
            self.after.show_photos(after)
            self.show_look(Look())

    def show_look(self, look: Look) -> None:
        """Look at both like this."""
        for side in (self.before, self.after):
            side.view.show_look(look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """While a photo has the focus: + - 0 zoom, R turns."""
        look = self.before.view.look
        found = {
            "+": look.zoomed(STEP),
            "=": look.zoomed(STEP),
            "-": look.zoomed(1 / STEP),
            "0": Look(),
            "r": look.turned(),
        }.get(event.text().lower())
        if found is None:
            super().keyPressEvent(event)
        else:
            self.show_look(found)

    def _open(self) -> None:
        before, after = self.before, self.after
        place = len(before.hashes) + after.place if after.hashes else before.place
        self.opened.emit([*before.hashes, *after.hashes], place)
