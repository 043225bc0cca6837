"""Photos in large: one by one, or before and after side by side, moved together, or in turn.

Everything has a key: ← → page, + - 0 zoom, R turn, P pair, F flicker, I facts, Ctrl+S save a copy
without the camera's data, Esc close.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.errors import LocalFileError
from seatapp.media.facts import Facts
from seatapp.text import _
from ui.duty import IntakeHelp
from ui.pictures import Pictures
from ui.widgets.fact_grid import Fact, FactGrid
from ui.widgets.photo_facts import fact_lines
from ui.widgets.photo_view import STEP, Look, PhotoView
from ui.widgets.section import labelled
from ui.worker import Background

SHARE = 0.92
FLICKER_MS = 600
FACTS_WIDTH = 260
QUALITY = 92


@dataclass(frozen=True)
class Album:
    """The photos of a case: those before, then those after."""

    before: Sequence[str]
    after: Sequence[str] = ()

    @property
    def pages(self) -> list[str]:
        """All of them in order."""
        return [*self.before, *self.after]

    def pair(self, place: int) -> tuple[str, str] | None:
        """The photo before and the one after that belong to a page; None without both."""
        if not self.before or not self.after:
            return None
        index = place if place < len(self.before) else place - len(self.before)
        before = self.before[min(index, len(self.before) - 1)]
        return before, self.after[min(index, len(self.after) - 1)]


class PhotoViewer(QDialog):
    """Looks at the photos of a case."""

    def __init__(
        self,
        pictures: Pictures,
        album: Album,
        place: int,
        background: Background,
        intake: IntakeHelp,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._album = album
        self._background = background
        self._facts: Mapping[str, Facts] = {}
        self.place = place
        self.first = PhotoView(pictures)
        self.second = PhotoView(pictures)
        self.grid = FactGrid()
        self._count = labelled("", "secondary")
        self.back = QPushButton(_("上一张"))
        self.forth = QPushButton(_("下一张"))
        self.paired = self._switch(_("前后对照  P"))
        self.flicker = self._switch(_("闪烁对比  F"))
        self.informed = self._switch(_("照片信息  I"))
        self.save = QPushButton(_("另存…"))
        self._turn_over = QTimer(self)
        self._turn_over.setInterval(FLICKER_MS)
        self._lay_out(parent)
        self._connect()
        background.run(partial(intake.facts, album.pages), self._take_facts)
        self.paired.setEnabled(album.pair(0) is not None)
        self.flicker.setEnabled(album.pair(0) is not None)
        self._turn(0)
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def look(self) -> Look:
        """How the photos are looked at now."""
        return self.first.look

    def show_look(self, look: Look) -> None:
        """Look at both like this: they zoom and move together."""
        for view in (self.first, self.second):
            view.show_look(look)

    def _switch(self, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setCheckable(True)
        button.setProperty("tone", "segment")
        return button

    def _lay_out(self, parent: QWidget) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.back, self.forth, self.paired, self.flicker, self.informed, self.save):
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(labelled(_("滚轮或 + − 缩放，0 复原，R 旋转"), "secondary"))
        buttons.addWidget(self._count)
        self._side = QWidget()
        self._side.setFixedWidth(FACTS_WIDTH)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.grid)
        side.addStretch(1)
        self._side.hide()
        views = QHBoxLayout()
        views.setSpacing(8)
        views.addWidget(self.first, 1)
        views.addWidget(self.second, 1)
        views.addWidget(self._side)
        self.second.hide()
        layout = QVBoxLayout(self)
        layout.addLayout(views, 1)
        layout.addLayout(buttons)
        room = parent.window().size()
        self.resize(int(room.width() * SHARE), int(room.height() * SHARE))

    def _connect(self) -> None:
        self.back.clicked.connect(self._go_back)
        self.forth.clicked.connect(self._go_forth)
        self.paired.toggled.connect(self._draw)
        self.flicker.toggled.connect(self._draw)
        self.informed.toggled.connect(self._side.setVisible)
        self.save.clicked.connect(self._save_copy)
        self._turn_over.timeout.connect(self._show_other)
        for view in (self.first, self.second):
            view.looked.connect(self.show_look)
        for keys, slot in (
            ("Left", self._go_back),
            ("Right", self._go_forth),
            ("+", self._nearer),
            ("=", self._nearer),
            ("-", self._farther),
            ("0", self._fit),
            ("R", self._rotate),
            ("P", self.paired.click),
            ("F", self.flicker.click),
            ("I", self.informed.click),
            ("Ctrl+S", self._save_copy),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _go_back(self) -> None:
        self._turn(-1)

    def _go_forth(self) -> None:
        self._turn(1)

    def _nearer(self) -> None:
        self.show_look(self.look.zoomed(STEP))

    def _farther(self) -> None:
        self.show_look(self.look.zoomed(1 / STEP))

    def _fit(self) -> None:
        self.show_look(Look())

    def _rotate(self) -> None:
        self.show_look(self.look.turned())

    def _turn(self, by: int) -> None:
        pages = self._album.pages
        self.place = min(max(self.place + by, 0), len(pages) - 1)
        if by:
            self._fit()
        self._count.setText(_("第 {n} 张，共 {all} 张").format(n=self.place + 1, all=len(pages)))
        self.setWindowTitle(_("照片 {n}/{all}").format(n=self.place + 1, all=len(pages)))
        self.back.setEnabled(self.place > 0)
        self.forth.setEnabled(self.place < len(pages) - 1)
        self._draw()

    def _draw(self, _on: bool = False) -> None:
        """One photo, the pair beside each other, or the pair in turn."""
        pair = self._album.pair(self.place)
        flickers = pair is not None and self.flicker.isChecked()
        both = pair is not None and self.paired.isChecked() and not flickers
        if pair is not None and (both or flickers):
            self.first.show_photo(pair[0], _("处置前"))
            self.second.show_photo(pair[1], _("处置后"))
        else:
            self.first.show_photo(self._album.pages[self.place], self._caption())
        self.first.show()
        self.second.setVisible(both)
        if flickers:
            self._turn_over.start()
        else:
            self._turn_over.stop()
        self._show_facts()

    def _caption(self) -> str:
        if not self._album.after:
            return ""
        return _("处置前") if self.place < len(self._album.before) else _("处置后")

    def _show_other(self) -> None:
        """The other one of the pair, in the same place."""
        shown = self.second.isVisible()
        self.first.setVisible(shown)
        self.second.setVisible(not shown)

    def _take_facts(self, facts: Mapping[str, Facts]) -> None:
        self._facts = facts
        self._show_facts()

    def _show_facts(self) -> None:
        lines = fact_lines(self._facts.get(self._album.pages[self.place]))
        self.grid.show_facts([Fact(label, words) for label, words in lines])

    def _save_copy(self) -> None:
        """Save what is shown: a picture made anew, without position, device or time."""
        image = self.first.image()
        if image is None:
            return
        dialog = QFileDialog(self, _("另存照片（不含位置等信息）"), "", "JPEG (*.jpg *.jpeg)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("jpg")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self._write_copy, image))
        dialog.open()

    def _write_copy(self, image: QImage, path: str) -> None:
        self._background.run(partial(write_copy, image, path))


def write_copy(image: QImage, path: str) -> None:
    """Write a JPEG of the pixels alone. Raises `LocalFileError` when it cannot be written."""
    if not image.save(path, "JPG", QUALITY):  # type: ignore[call-overload]
        raise LocalFileError(_("照片没有存到 {path}。请检查磁盘或换个位置再试。").format(path=path))
