"""Photos between files, decoder and screen, on one thread of their own."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Lock
from typing import TypeVar

from seatapp.errors import InputFileError, LocalFileError, WorldError
from seatapp.intake.intake import Intake
from seatapp.local.photo_store import PhotoStore
from seatapp.local.replica import Replica
from seatapp.media.child import Decoder
from seatapp.sync.photos import PIECE, PhotoLane
from seatapp.text import _

T = TypeVar("T")

_log = logging.getLogger(__name__)

THUMBNAIL = 480
"""Longest side, in pixels, of the pictures that are kept ready for lists and panels."""

PHOTO_BYTES = 320 * PIECE
"""The largest photo that a centre takes."""


def refuse_too_big(data: bytes) -> None:
    """Raises `InputFileError` when no centre would take so large a photo."""
    if len(data) > PHOTO_BYTES:
        raise InputFileError(
            _("照片超过 20 MB，中心不接收，没有收下。请让对方缩小后再发。"), "too_big"
        )


class Pictures:
    """The photos of this workstation for whoever shows or adds them; close it at the end.

    `lane` fetches from the centre what is not here.
    """

    def __init__(
        self, replica: Replica, photos: PhotoStore, intake: Intake, lane: PhotoLane
    ) -> None:
        self._replica, self._photos, self._intake, self._lane = replica, photos, intake, lane
        self._asking = Lock()
        """Held while something is given to the thread, which takes nothing once it is ended."""
        self._closed = False
        with ExitStack() as leaving:
            self._decoder = Decoder()
            leaving.callback(self._decoder.close)
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="pictures")
            leaving.callback(self._thread.shutdown, wait=True, cancel_futures=True)
            self._leaving = leaving.pop_all()

    def picture(self, sha256: str, size: int, callback: Callable[[bytes | None], None]) -> None:
        """Hand a JPEG of the photo to `callback` on another thread; None when it is not here.

        A photo that is not here is asked for, and comes with one of the next rounds. A window that
        is still there after its person has left gets nothing any more.
        """
        with self._asking:
            if not self._closed:
                self._thread.submit(self._show, sha256, size, callback)
                return
        callback(None)

    def spoiled(self, sha256: str) -> bool:
        """Whether a photo that is not here cannot come: the centre's copy of it is spoiled."""
        return self._lane.spoiled(sha256)

    def add_photo(self, data: bytes) -> str:
        """Keep a photo on this workstation; returns its SHA-256.

        Raises `InputFileError` when it is no photo or too large, `LocalFileError` when it cannot
        be kept.
        """
        refuse_too_big(data)
        look = self._decoder.look(data, THUMBNAIL)
        sha256 = self._with_room(lambda: self._photos.put(data))
        self._with_room(lambda: self._photos.put_thumbnail(sha256, look.picture))
        self._intake.keep_facts({sha256: look.facts})
        return sha256

    def tidy_up(self) -> None:
        """In the background: forget what was settled long ago, keep photos within their room."""
        self._thread.submit(self._tidy_up)

    def close(self) -> None:
        """Wait for what is being shown, and end the decoder."""
        with self._asking:
            self._closed = True
        self._leaving.close()

    def _show(self, sha256: str, size: int, callback: Callable[[bytes | None], None]) -> None:
        try:
            callback(self._looked(sha256, size))
        except WorldError as fault:
            _log.info("a picture cannot be shown: %s", fault.code)
            callback(None)
        except Exception:
            # The one thread of the pictures must outlive a bug in showing one of them.
            _log.exception("a picture failed")

    def _looked(self, sha256: str, size: int) -> bytes | None:
        if size <= THUMBNAIL:
            kept = self._photos.get_thumbnail(sha256)
            if kept is not None:
                return kept
        data = self._photos.get(sha256)
        if data is None:
            self._lane.want(sha256)
            return self._foreign(sha256) if size <= THUMBNAIL else None
        look = self._decoder.look(data, max(size, THUMBNAIL))
        if not self._intake.facts([sha256]):
            self._intake.keep_facts({sha256: look.facts})
        if size <= THUMBNAIL:
            self._photos.put_thumbnail(sha256, look.picture)
        return look.picture

    def _foreign(self, sha256: str) -> bytes | None:
        """The small picture of another workstation, made anew: nobody knows what it holds."""
        data = self._photos.get_foreign_thumbnail(sha256)
        return None if data is None else self._decoder.look(data, THUMBNAIL).picture

    def _tidy_up(self) -> None:
        try:
            self._replica.prune(int(time.time()))
            gone = self._clear_away()
        except WorldError as fault:
            _log.info("no tidying up: %s", fault.code)
        except Exception:
            # The one thread of the pictures must outlive a bug in tidying up.
            _log.exception("tidying up failed")
        else:
            _log.info("%d photo files were cleared away", gone)

    def _with_room(self, keep: Callable[[], T]) -> T:
        """Keep something, once more when old photos could give way to it."""
        try:
            return keep()
        except LocalFileError:
            if self._clear_away() == 0:
                raise
        return keep()

    def _clear_away(self) -> int:
        reader = self._replica.reader
        return self._photos.clear_away(reader.photos_needed(), reader.photos_named())
