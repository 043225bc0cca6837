"""Pictures of cases on the screen: asked for off the GUI thread, drawn when they have come."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from seatapp.text import _
from ui.theme import SMALL_PX, current_tokens, font

THUMBNAIL = 480
"""Longer side of a small picture, in pixels; the size that a workstation keeps ready."""

KEPT = 60
RADIUS = 6
ROOM_FOR_WORDS = 70
"""Height below which a picture has a short word in its place, and the sentence as a tip."""


class PictureSource(Protocol):
    """Where pictures come from: the duty of the person in front."""

    def picture(self, sha256: str, size: int, callback: Callable[[bytes | None], None]) -> None:
        """Hand the picture, re-encoded and no larger than `size`, to `callback` on any thread.

        None means that it is not on this workstation yet.
        """


class Pictures(QObject):
    """Fetches pictures and keeps the last ones.

    Signals: `arrived(str, int)` a picture (hash, size) can be had from `get` now, or is known
    to be missing.
    """

    arrived = Signal(str, int)
    _came = Signal(str, int, object)

    def __init__(self, source: PictureSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._kept: OrderedDict[tuple[str, int], QImage] = OrderedDict()
        self._asked: set[tuple[str, int]] = set()
        self._missing: set[tuple[str, int]] = set()
        self._came.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def get(self, sha256: str, size: int = THUMBNAIL) -> QImage | None:
        """The picture if it is at hand; otherwise it is asked for, and None comes back.

        What is known to be missing is not asked for again before `forget_missing`.
        """
        key = (sha256, size)
        image = self._kept.get(key)
        if image is not None:
            self._kept.move_to_end(key)
            return image
        if key not in self._asked and key not in self._missing:
            self._asked.add(key)
            self._source.picture(sha256, size, _Hand(self, sha256, size))
        return None

    def waiting(self, sha256: str, size: int = THUMBNAIL) -> bool:
        """Whether the picture is still being fetched."""
        return (sha256, size) in self._asked

    @property
    def fetching(self) -> bool:
        """Whether any picture is on its way."""
        return bool(self._asked)

    def forget_missing(self) -> None:
        """Ask again for what was missing; called when the workstation received something."""
        missing, self._missing = self._missing, set()
        for sha256, size in missing:
            self.arrived.emit(sha256, size)

    def receive(self, sha256: str, size: int, data: bytes | None) -> None:
        """Take a picture on any thread."""
        image = None if data is None else QImage.fromData(data)
        self._came.emit(sha256, size, image)

    @Slot(str, int, object)
    def _keep(self, sha256: str, size: int, image: QImage | None) -> None:
        self._asked.discard((sha256, size))
        if image is None or image.isNull():
            self._missing.add((sha256, size))
        else:
            self._kept[sha256, size] = image
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self.arrived.emit(sha256, size)


class _Hand:
    """Takes one picture from the other thread."""

    def __init__(self, pictures: Pictures, sha256: str, size: int) -> None:
        self._pictures = pictures
        self._sha256 = sha256
        self._size = size

    def __call__(self, data: bytes | None) -> None:
        self._pictures.receive(self._sha256, self._size, data)


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

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

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

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        tokens = current_tokens()
        pen = QPen(QColor(tokens.strong_line), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.head))
        painter.drawRoundedRect(room, RADIUS, RADIUS)
        painter.setPen(QColor(tokens.secondary))
        words = _("照片尚未到达本机") if self._missing else _("正在取照片…")
        small = room.height() < ROOM_FOR_WORDS
        self.setToolTip(words if small else "")
        if small:
            words = _("未到") if self._missing else "…"
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
