"""Photos of this workstation: one encrypted file each, under names that tell nothing.

A photo is found by the SHA-256 of its bytes; only who has the data key can reckon the file's name
from it. Nothing is ever written in clear, not even for a moment.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from seatapp.errors import LocalFileError
from seatapp.file_faults import why_not
from seatapp.local.photo_room import files_in, going, note_use, room_on_disk
from seatapp.secrets.durable import write_durably
from seatapp.text import _

_log = logging.getLogger(__name__)

NONCE_BYTES = 12
PHOTO = "photo"
THUMBNAIL = "thumbnail"
FOREIGN = "foreign thumbnail"


class PhotoStore:
    """The photos under `<folder>/photos/`, for a seat's folder and its data key.

    Any thread may call. What cannot be written raises `LocalFileError`.
    """

    def __init__(self, folder: Path, data_key: bytes) -> None:
        self._folder = folder / "photos"
        self._name_key = _derived(data_key, "photo names")
        self._cipher = AESGCM(_derived(data_key, "photo files"))

    def put(self, data: bytes) -> str:
        """Keep a photo for good and return its SHA-256; one that is there already stays one."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._keep(PHOTO, sha256, data)
        return sha256

    def get(self, sha256: str) -> bytes | None:
        """The photo as it came, or None when it is not here (any more)."""
        return self._fetched(PHOTO, sha256)

    def has(self, sha256: str) -> bool:
        """Whether the photo is here."""
        return self._path(PHOTO, sha256).exists()

    def put_thumbnail(self, sha256: str, data: bytes) -> None:
        """Keep a small picture of the photo `sha256`, in place of an older one."""
        self._keep(THUMBNAIL, sha256, data)

    def get_thumbnail(self, sha256: str) -> bytes | None:
        """The small picture of the photo `sha256`, or None."""
        return self._fetched(THUMBNAIL, sha256)

    def put_foreign_thumbnail(self, sha256: str, data: bytes) -> None:
        """Keep a small picture that came from elsewhere; it has to be decoded with care."""
        self._keep(FOREIGN, sha256, data)

    def get_foreign_thumbnail(self, sha256: str) -> bytes | None:
        """The small picture of the photo `sha256` that came from elsewhere, or None."""
        return self._fetched(FOREIGN, sha256)

    def can_be_seen(self, sha256: str) -> bool:
        """Whether there is any picture of the photo `sha256` here."""
        return any(self._path(kind, sha256).exists() for kind in (THUMBNAIL, FOREIGN, PHOTO))

    def clear_away(self, needed: Collection[str], offered: Collection[str]) -> int:
        """Keep the photos within their room on the disk; returns how many files went.

        `needed` are the hashes of photos that stay whatever their age: nobody else has them yet.
        `offered` go last: the centre has them, but would ask for them again after a restore.
        Raises `LocalFileError`.
        """
        try:
            files = list(files_in(self._folder))
            if not files:
                return 0
            room = room_on_disk(self._folder, files)
            gone = going(files, room, self._paths(needed), self._paths(offered))
            for file in gone:
                file.path.unlink(missing_ok=True)
        except OSError as fault:
            raise _unusable(self._folder, fault) from fault
        return len(gone)

    def _keep(self, kind: str, sha256: str, data: bytes) -> None:
        if self._fetched(kind, sha256) == data:
            return
        nonce = os.urandom(NONCE_BYTES)
        box = nonce + self._cipher.encrypt(nonce, data, _bound(kind, sha256))
        write_durably(self._path(kind, sha256), box)

    def _fetched(self, kind: str, sha256: str) -> bytes | None:
        path = self._path(kind, sha256)
        try:
            box = path.read_bytes()
            note_use(path)
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise _unusable(path, fault) from fault
        try:
            return self._cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], _bound(kind, sha256))
        except (InvalidTag, ValueError):
            self._set_aside(path)
            return None

    def _set_aside(self, path: Path) -> None:
        """Move a damaged file out of the way, so that the photo can be fetched again."""
        _log.warning("photo file %s is damaged and was set aside", path.name)
        try:
            path.replace(path.with_name(f"{path.name}.damaged"))
        except FileNotFoundError:
            pass  # somebody else has met it at the same time
        except OSError as fault:
            raise _unusable(path, fault) from fault

    def _paths(self, hashes: Iterable[str]) -> set[Path]:
        """Where the photos with these hashes rest, and their small pictures."""
        return {self._path(kind, one) for one in hashes for kind in (PHOTO, THUMBNAIL, FOREIGN)}

    def _path(self, kind: str, sha256: str) -> Path:
        name = hmac.new(self._name_key, _bound(kind, sha256), hashlib.sha256).hexdigest()
        return self._folder / name[:2] / name[2:]


def _unusable(path: Path, fault: OSError) -> LocalFileError:
    sentence = _("不能读取本机照片文件 {path}（{reason}）。文件未改动，请检查磁盘。")
    return LocalFileError(sentence.format(path=path, reason=why_not(fault)))


def _bound(kind: str, sha256: str) -> bytes:
    """What a file is bound to: it opens as this kind of picture of this photo alone."""
    digest = bytes.fromhex(sha256)
    if len(digest) != hashlib.sha256().digest_size:
        raise ValueError("not a SHA-256")
    return kind.encode() + digest


def _derived(data_key: bytes, purpose: str) -> bytes:
    name = f"seatapp/{purpose}/1".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=name).derive(data_key)
