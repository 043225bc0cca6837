"""Scans large beside what is decided on them: one at a time, to be zoomed and paged."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.text import _
from ui.pictures import Pictures
from ui.widgets.photo_view import Look, PhotoView
from ui.widgets.section import labelled

Captioned = Sequence[tuple[str, str]]
"""Hashes of pictures, each with the words over it."""


class ScanView(QWidget):
    """Shows pictures one by one. Signals: `opened(list, int)` they are wanted in a window."""

    opened = Signal(list, int)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Captioned = ()
        self._place = 0
        self.view = PhotoView(pictures)
        self.view.looked.connect(self.view.show_look)
        self.back, self.forth = QPushButton(_("上一张")), QPushButton(_("下一张"))
        self.large = QPushButton(_("看大图"))
        self._count = labelled("", "secondary")
        for button in (self.back, self.forth, self.large):
            button.setProperty("tone", "link")
        self.back.clicked.connect(self._go_back)
        self.forth.clicked.connect(self._go_forth)
        self.large.clicked.connect(self._open)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self._count)
        buttons.addWidget(self.forth)
        buttons.addStretch(1)
        buttons.addWidget(self.large)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.view, 1)
        layout.addLayout(buttons)

    def show_pictures(self, pictures: Captioned) -> None:
        """Show these instead, from the first one; nothing stands here without any."""
        if list(pictures) != list(self._shown):
            self._shown = pictures
            self._turn_to(0)
        self.setVisible(bool(pictures))

    def _turn_to(self, place: int) -> None:
        self._place = place
        many = len(self._shown) > 1
        for part in (self.back, self.forth, self._count):
            part.setVisible(many)
        self.back.setEnabled(place > 0)
        self.forth.setEnabled(place < len(self._shown) - 1)
        self._count.setText(f"{place + 1} / {len(self._shown)}")
        if self._shown:
            self.view.show_look(Look())
            self.view.show_photo(*self._shown[place])

    def _go_back(self) -> None:
        self._turn_to(self._place - 1)

    def _go_forth(self) -> None:
        self._turn_to(self._place + 1)

    def _open(self) -> None:
        self.opened.emit([sha256 for sha256, _caption in self._shown], self._place)
