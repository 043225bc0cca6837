"""A photo in large: the arrow keys turn the pages, Esc closes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from seatapp.text import _
from ui.pictures import Pictures, fitted
from ui.theme import current_tokens
from ui.widgets.section import labelled

LARGE = 1600
SHARE = 0.9


class Page(QWidget):
    """Draws one picture as large as it fits."""

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._sha256 = ""
        self.setMinimumSize(480, 360)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("照片"))
        pictures.arrived.connect(self._draw_again)

    def show_picture(self, sha256: str) -> None:
        """Draw this one."""
        self._sha256 = sha256
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, or the words that stand for it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = self._pictures.get(self._sha256, LARGE) if self._sha256 else None
        if image is not None:
            painter.drawImage(fitted(image.size(), self.rect()), image)
            return
        painter.setPen(QColor(current_tokens().secondary))
        waiting = self._pictures.waiting(self._sha256, LARGE)
        words = _("正在取照片…") if waiting else _("照片尚未到达本机")
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)

    def _draw_again(self, sha256: str, size: int) -> None:
        if (sha256, size) == (self._sha256, LARGE):
            self.update()


class PhotoViewer(QDialog):
    """Pages through the photos of a case."""

    def __init__(
        self, pictures: Pictures, hashes: Sequence[str], place: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._hashes = list(hashes)
        self.place = place
        self.page = Page(pictures)
        self._count = labelled("", "secondary")
        self.back = QPushButton(_("上一张"))
        self.forth = QPushButton(_("下一张"))
        self.back.clicked.connect(self._go_back)
        self.forth.clicked.connect(self._go_forth)
        for key, slot in ((Qt.Key.Key_Left, self._go_back), (Qt.Key.Key_Right, self._go_forth)):
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addWidget(self.forth)
        row.addStretch(1)
        row.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.addWidget(self.page, 1)
        layout.addLayout(row)
        room = parent.window().size()
        self.resize(int(room.width() * SHARE), int(room.height() * SHARE))
        self._turn(0)
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_back(self) -> None:
        self._turn(-1)

    def _go_forth(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        self.place = min(max(self.place + by, 0), len(self._hashes) - 1)
        self.page.show_picture(self._hashes[self.place])
        words = _("第 {n} 张，共 {all} 张").format(n=self.place + 1, all=len(self._hashes))
        self._count.setText(words)
        self.setWindowTitle(_("照片 {n}/{all}").format(n=self.place + 1, all=len(self._hashes)))
        self.back.setEnabled(self.place > 0)
        self.forth.setEnabled(self.place < len(self._hashes) - 1)
