"""Taking in a packet (`packet_file.py`): nothing of one that is not whole and of this city.

Whatever stands in the file was made by whoever held the stick: sizes are looked at before
anything is read, signatures before anything is believed, and forms before anything is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag

from seatapp.central.messages import SubjectRow
from seatapp.domain.clock import seconds_of
from seatapp.domain.entries import MOST, Entry, canonical, entry_of, is_formed
from seatapp.errors import WorldError
from seatapp.file_faults import why_not
from seatapp.local.carried import Letter, Load
from seatapp.sync.packet_file import (
    ENTRIES,
    ENTRIES_BYTES,
    FORMAT,
    MANIFEST,
    MANIFEST_BYTES,
    PACKET_BYTES,
    PHOTO,
    PHOTO_BYTES,
    ROWS,
    SIGNATURE,
    VERSION,
    City,
    Keys,
    Manifest,
)
from seatapp.text import _

CHUNK = 1_048_576
DIRECTORY_BYTES = 4 * 1_048_576
NAME_CHARACTERS = 40
LARGEST_NUMBER = 2**63 - 1

_END_BYTES, _LONG_END_BYTES = 22, 20
"""How long the end of a zip is, and before it that of one too large for the short form."""

_BROKEN = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError)
"""What `zipfile` raises for a file that is cut short or was never one of ours."""


class PacketRefused(WorldError):
    """A packet that is not taken in; nothing on this workstation was changed."""

    code = "packet"


@dataclass(frozen=True)
class Packet:
    """A packet that is open and found good."""

    manifest: Manifest
    load: Load
    _box: zipfile.ZipFile
    _keys: Keys

    def photos(self) -> Iterator[bytes]:
        """The photos, one at a time. Raises `PacketRefused` for one sealed with another key."""
        for name in self.manifest.members:
            if name.startswith(PHOTO):
                try:
                    yield self._keys.open(name, self._box.read(name))
                except InvalidTag:
                    raise _forged(Path(str(self._box.filename))) from None


@contextmanager
def open_packet(path: Path, city: City) -> Iterator[Packet]:
    """A packet that was checked from end to end: format, version, city, signature, every member.

    Raises `PacketRefused` with the one sentence that says what is wrong with it.
    """
    with ExitStack() as stack:
        yield _good(path, city, stack)


def _good(path: Path, city: City, stack: ExitStack) -> Packet:
    try:
        _measure_directory(path)
        return _checked(stack.enter_context(zipfile.ZipFile(path)), path, city)
    except _BROKEN as fault:
        raise _damaged(path) if _begins_like_one(path) else _not_one(path) from fault
    except OSError as fault:
        raise PacketRefused(
            _(
                "交接包“{name}”读不了（{reason}），没有导入任何内容。请检查 U 盘或共享后再试。"
            ).format(name=path.name, reason=why_not(fault)),
            "packet_unreadable",
        ) from fault


def _measure_directory(path: Path) -> None:
    """Raise `BadZipFile` for a directory of members that no packet has: it is read in one piece.

    A packet has no comment and needs no long form, so that its last 22 bytes tell the length.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _LONG_END_BYTES - _END_BYTES))
        end = file.read()
    long, short = end[:-_END_BYTES], end[-_END_BYTES:]
    length = int.from_bytes(short[12:16], "little")
    ours = short.startswith(b"PK\x05\x06") and not long.startswith(b"PK\x06\x07")
    if not ours or short[-2:] != b"\0\0" or length > DIRECTORY_BYTES:
        raise zipfile.BadZipFile


def _checked(box: zipfile.ZipFile, path: Path, city: City) -> Packet:
    sizes = {info.filename: info.file_size for info in box.infolist()}
    packed = any(info.compress_type != zipfile.ZIP_STORED for info in box.infolist())
    if MANIFEST not in sizes or sizes[MANIFEST] > MANIFEST_BYTES or packed:
        raise _not_one(path)
    told = box.read(MANIFEST)
    manifest = _manifest(told, path, city)
    keys = Keys(city.key, manifest.packet)
    if sizes.get(SIGNATURE) != 64 or not hmac.compare_digest(
        box.read(SIGNATURE), keys.signature(told).encode()
    ):
        raise _forged(path)
    if set(sizes) != {MANIFEST, SIGNATURE, *manifest.members} or _too_large(sizes):
        raise _damaged(path)
    for name, digest in manifest.members.items():
        if _digest(box, name) != digest:
            raise _damaged(path)
    load = Load(_letters(box, keys, path), _rows(box, keys, path), manifest.epoch)
    return Packet(manifest, load, box, keys)


def _manifest(told: bytes, path: Path, city: City) -> Manifest:
    raw = _document(told, path)
    if raw.get("format") != FORMAT or not isinstance(raw.get("version"), int):
        raise _not_one(path)
    if raw["version"] > VERSION:
        raise PacketRefused(
            _(
                "交接包“{name}”由更新版本的程序制作，没有导入任何内容。请升级本机程序后再导入。"
            ).format(name=path.name),
            "packet_version",
        )
    try:
        manifest = Manifest(
            packet=str(raw["packet"]),
            city=str(raw["city"]),
            city_name=str(raw["city_name"]),
            seat=str(raw["seat"]),
            made_at=int(raw["made_at"]),
            entries=int(raw["entries"]),
            photos=int(raw["photos"]),
            epoch=int(raw["epoch"]),
            members={str(name): str(digest) for name, digest in raw["members"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise _not_one(path) from None
    if manifest.city != city.code:
        raise PacketRefused(
            _("交接包“{name}”是{city}的，不是本中心的，没有导入任何内容。请核对文件。").format(
                name=path.name, city=_in_one_line(manifest.city_name)
            ),
            "packet_city",
        )
    return manifest


def _in_one_line(name: str) -> str:
    """A name that anybody may have written, as a sentence can hold it: nothing turns it round."""
    return "".join(filter(str.isprintable, name))[:NAME_CHARACTERS]


def _document(told: bytes, path: Path) -> Mapping[str, Any]:
    try:
        raw = json.loads(told)
        # Halves of letters can be told in JSON; neither keys nor screens can be made of them.
        canonical(raw).encode()
    except ValueError:
        raise _not_one(path) from None
    if not isinstance(raw, dict):
        raise _not_one(path)
    return raw


def _letters(box: zipfile.ZipFile, keys: Keys, path: Path) -> list[Letter]:
    """The entries, each in a form that this program can keep."""
    try:
        raw = json.loads(keys.open(ENTRIES, box.read(ENTRIES)))
        letters = [Letter(*map(str, letter)) for letter in raw]
        entries = [_kept(letter) for letter in letters]
        moments = [seconds_of(entry.claimed_at) for entry in entries]
    except (InvalidTag, KeyError, TypeError, ValueError, OverflowError, RecursionError):
        raise _forged(path) from None
    if len({entry.id for entry in entries}) != len(moments):
        raise _forged(path)
    return letters


def _kept(letter: Letter) -> Entry:
    """The entry of a letter; ValueError where what is in it is no entry of this program's."""
    entry = entry_of(letter.body)
    if not is_formed(entry):
        raise ValueError("an entry of another form")
    canonical([letter.body, vars(entry)]).encode()  # half a character is a ValueError
    return entry


def _rows(box: zipfile.ZipFile, keys: Keys, path: Path) -> list[SubjectRow]:
    """What the centre said last of the subjects, in a form that this program can keep."""
    try:
        raw = json.loads(keys.open(ROWS, box.read(ROWS)), parse_int=_whole)
        rows = [SubjectRow(str(kind), str(key), int(n), dict(row)) for kind, key, n, row in raw]
        canonical(raw).encode()
    except (InvalidTag, KeyError, TypeError, ValueError, OverflowError, RecursionError):
        raise _forged(path) from None
    if not all(map(_can_be_kept, rows)):
        raise _forged(path)
    return rows


def _whole(digits: str) -> int:
    number = int(digits)
    if not -MOST <= number < MOST:
        raise ValueError("more than a database keeps")
    return number


def _can_be_kept(row: SubjectRow) -> bool:
    texts = (row.row.get("stage"), row.row.get("root", row.id), row.row.get("area", ""))
    return all(isinstance(text, str) for text in texts) and 0 <= row.n <= LARGEST_NUMBER


def _digest(box: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with box.open(name) as member:
        while piece := member.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _too_large(sizes: Mapping[str, int]) -> bool:
    photos = (size for name, size in sizes.items() if name.startswith(PHOTO))
    return (
        max(sizes.get(ENTRIES, 0), sizes.get(ROWS, 0)) > ENTRIES_BYTES
        or any(size > PHOTO_BYTES for size in photos)
        or sum(sizes.values()) > PACKET_BYTES
    )


def _begins_like_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _not_one(path: Path) -> PacketRefused:
    return PacketRefused(
        _("“{name}”不是交接包，没有导入任何内容。请核对文件。").format(name=path.name),
        "packet_format",
    )


def _damaged(path: Path) -> PacketRefused:
    return PacketRefused(
        _("交接包“{name}”不完整，没有导入任何内容。请重新拷贝，或在原电脑上重新导出。").format(
            name=path.name
        ),
        "packet_damaged",
    )


def _forged(path: Path) -> PacketRefused:
    return PacketRefused(
        _(
            "交接包“{name}”的签名不对：可能被改动过，或者来自另一个中心。"
            "没有导入任何内容，请在原电脑上重新导出。"
        ).format(name=path.name),
        "packet_forged",
    )
