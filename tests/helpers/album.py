"""Photos kept on a real encrypted store, shown as they were kept: no decoder, no other thread."""

from __future__ import annotations

from collections.abc import Callable

from seatapp.errors import InputFileError
from seatapp.local.photo_store import PhotoStore


class Album:
    """The photos of a workstation for screens under test."""

    def __init__(self, photos: PhotoStore) -> None:
        self.photos = photos

    def picture(self, sha256: str, size: int, callback: Callable[[bytes | None], None]) -> None:
        """The photo as it was kept; None when it is not here."""
        callback(self.photos.get(sha256))

    def spoiled(self, sha256: str) -> bool:
        """Nothing comes from a centre here."""
        return False

    def add_photo(self, data: bytes) -> str:
        """Keep a photo; what does not begin like one is refused, as by the decoder."""
        if not data.startswith((b"\xff\xd8", b"\x89PNG")):
            raise InputFileError("这个文件不是图片，没有添加。")
        return self.photos.put(data)
