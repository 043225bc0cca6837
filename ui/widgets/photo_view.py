"""One photo that can be zoomed, moved and turned; several can share how they look at theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from seatapp.text import _
from ui.pictures import Pictures
from ui.theme import SMALL_PX, current_tokens, font

LARGE = 1600
"""Longer side in pixels of the pictures that are looked at large."""

LEAST, MOST = 1.0, 8.0
STEP = 1.25


@dataclass(frozen=True)
class Look:
    """How a photo is looked at: `zoom` times as large as it fits, around a point of it.

    `x` and `y` are parts of width and height (0.5 is the middle), `turn` quarters to the right.
    """

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5
    turn: int = 0

    def zoomed(self, factor: float) -> Look:
        """Nearer or farther, within bounds; as it fits everything is seen."""
        zoom = min(MOST, max(LEAST, self.zoom * factor))
        return replace(self, zoom=zoom) if zoom > LEAST else Look(turn=self.turn)

    def moved(self, x: float, y: float) -> Look:
        """Around another point; what fits whole stays in the middle."""
        if self.zoom <= LEAST:
            return self
        half = 0.5 / self.zoom
        across, down = (min(1 - half, max(half, at)) for at in (self.x + x, self.y + y))
        return replace(self, x=across, y=down)

    def turned(self) -> Look:
        """A quarter to the right."""
        return Look(turn=(self.turn + 1) % 4)


class PhotoView(QWidget):
    """Draws one photo as its look says.

    Signals: `looked(Look)` somebody zoomed or moved with the mouse.
    """

    looked = Signal(object)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.sha256 = ""
        self._caption = ""
        self.look = Look()
        self._held: QPointF | None = None
        self.setMinimumSize(240, 180)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        pictures.arrived.connect(self._draw_again)

    def show_photo(self, sha256: str, caption: str) -> None:
        """Draw this one under these words."""
        self.sha256, self._caption = sha256, caption
        self.setAccessibleName(caption or _("照片"))
        self.update()

    def show_look(self, look: Look) -> None:
        """Look at it like this."""
        self.look = look
        self.update()

    def image(self) -> QImage | None:
        """The picture, if it is here."""
        return self._pictures.get(self.sha256, LARGE) if self.sha256 else None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        factor = STEP if event.angleDelta().y() > 0 else 1 / STEP
        self.looked.emit(self.look.zoomed(factor))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it along."""
        area = self._area()
        if self._held is None or area is None:
            return
        by = event.position() - self._held
        self._held = event.position()
        self.looked.emit(self.look.moved(-by.x() / area.width(), -by.y() / area.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, or the words that stand for it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_tokens().ground))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image, area = self.image(), self._area()
        if image is None or area is None:
            painter.setPen(QColor(current_tokens().secondary))
            waiting = self._pictures.waiting(self.sha256, LARGE)
            absent = self._pictures.absent_words(self.sha256)
            words = _("正在下载照片…") if waiting else absent
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), flags, words)
        else:
            painter.drawImage(area, _turned(image, self.look.turn))
        self._draw_caption(painter)

    def _draw_caption(self, painter: QPainter) -> None:
        if not self._caption:
            return
        painter.setFont(font(SMALL_PX, bold=True))
        width = painter.fontMetrics().horizontalAdvance(self._caption) + 20
        strip = QRectF(10, 10, width, 26)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 150))
        painter.drawRoundedRect(strip, 6, 6)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, self._caption)

    def _area(self) -> QRectF | None:
        """Where the whole picture lies, most of it outside of the widget when it is near."""
        image = self.image()
        if image is None:
            return None
        size = image.size().transposed() if self.look.turn % 2 else image.size()
        fits = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        width, height = fits.width() * self.look.zoom, fits.height() * self.look.zoom
        left = self.width() / 2 - self.look.x * width
        top = self.height() / 2 - self.look.y * height
        return QRectF(left, top, width, height)

    def _draw_again(self, sha256: str, size: int) -> None:
        if (sha256, size) == (self.sha256, LARGE):
            self.update()


def _turned(image: QImage, quarters: int) -> QImage:
    return image if not quarters else image.transformed(QTransform().rotate(90 * quarters))
