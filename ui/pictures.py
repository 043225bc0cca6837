"""Pictures of cases for the screen: fetched off the GUI thread, and the last ones kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from seatapp.text import _

THUMBNAIL = 480
"""Longer side of a small picture, in pixels; the size that a workstation keeps ready."""

KEPT = 60


class PictureSource(Protocol):
    """Where pictures come from: the duty of the person in front."""

    def picture(self, sha256: str, size: int, callback: Callable[[bytes | None], None]) -> None:
        """Hand the picture, re-encoded and no larger than `size`, to `callback` on any thread.

        None means that it is not on this workstation yet.
        """

    def spoiled(self, sha256: str) -> bool:
        """Whether a photo that is not here cannot come: the centre's copy of it is spoiled."""


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

    def spoiled(self, sha256: str) -> bool:
        """Whether a photo that is missing cannot come, which somebody has to be told."""
        return self._source.spoiled(sha256)

    def absent_words(self, sha256: str) -> str:
        """What stands in the place of a picture that is missing."""
        if self.spoiled(sha256):
            return _("这张照片在中心的原件已损坏，取不到，请告诉管理员")
        return _("照片尚未到达本机")

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
