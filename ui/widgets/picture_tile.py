"""One small picture, with calm words in its place until it has come."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from seatapp.text import _
from ui.pictures import THUMBNAIL, Pictures
from ui.theme import SMALL_PX, current_tokens, font

RADIUS = 6
ROOM_FOR_WORDS = 70
"""Height below which a picture has a short word in its place, and the sentence as a tip."""


class PictureTile(QWidget):
    """One picture with a caption; calm words stand in its place until it has come.

    Signals: `opened(str)` somebody wants to see the picture (its hash) large.
    """

    opened = Signal(str)

    def __init__(
        self, pictures: Pictures, sha256: str, caption: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.sha256 = sha256
        self._caption = caption
        self._missing = False
        self._image = pictures.get(sha256)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(caption or _("照片"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        pictures.arrived.connect(self._look_again)

    @property
    def missing(self) -> bool:
        """Whether the picture is known not to be on this workstation."""
        return self._missing

    def sizeHint(self) -> QSize:
        """Four to three."""
        return QSize(200, 150)

    def heightForWidth(self, width: int) -> int:
        """Four to three."""
        return width * 3 // 4

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, or the words that stand for it."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._image is None:
            self._paint_words(painter, room)
        else:
            self._paint_picture(painter, self._image)
        if self.hasFocus():
            painter.setPen(QPen(QColor(current_tokens().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(room, RADIUS, RADIUS)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open large."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.opened.emit(self.sha256)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open large with Enter or the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.sha256)
            return
        super().keyPressEvent(event)

    @Slot(str, int)
    def _look_again(self, sha256: str, size: int) -> None:
        if sha256 == self.sha256 and size == THUMBNAIL:
            self._image = self._pictures.get(sha256) if self._image is None else self._image
            self._missing = self._image is None
            self.update()

    def _paint_picture(self, painter: QPainter, image: QImage) -> None:
        painter.fillRect(self.rect(), QColor(current_tokens().ground))
        painter.drawImage(fitted(image.size(), self.rect()), image)
        if self._caption:
            strip = self.rect().adjusted(0, self.height() - 24, 0, 0)
            painter.fillRect(strip, QColor(0, 0, 0, 150))
            painter.setPen(QColor("#FFFFFF"))
            painter.setFont(font(SMALL_PX))
            words = painter.fontMetrics().elidedText(
                self._caption, Qt.TextElideMode.ElideRight, strip.width() - 16
            )
            painter.drawText(
                strip.adjusted(8, 0, -8, 0),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                words,
            )

    def _short_words(self) -> str:
        return _("损坏") if self._pictures.spoiled(self.sha256) else _("未到")

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        tokens = current_tokens()
        pen = QPen(QColor(tokens.strong_line), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.head))
        painter.drawRoundedRect(room, RADIUS, RADIUS)
        painter.setPen(QColor(tokens.secondary))
        absent = self._pictures.absent_words(self.sha256)
        words = absent if self._missing else _("正在下载照片…")
        small = room.height() < ROOM_FOR_WORDS
        self.setToolTip(words if small else "")
        if small:
            words = self._short_words() if self._missing else "…"
        elif self._caption:
            words = f"{words}\n{self._caption}"
        painter.drawText(
            room.adjusted(8, 8, -8, -8),
            int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap),
            words,
        )


def fitted(size: QSize, room: QRect) -> QRect:
    """The largest rectangle of that shape within `room`, in its middle."""
    whole = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left = room.x() + (room.width() - whole.width()) // 2
    top = room.y() + (room.height() - whole.height()) // 2
    return QRect(left, top, whole.width(), whole.height())
