"""Writing a packet (`packet_file.py`), whole or not at all."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from seatapp.domain.entries import canonical
from seatapp.errors import LocalFileError
from seatapp.file_faults import why_not
from seatapp.local.carried import Load
from seatapp.secrets.durable import durable_file
from seatapp.sync.packet_file import (
    ENTRIES,
    FORMAT,
    MANIFEST,
    PHOTO,
    ROWS,
    SIGNATURE,
    VERSION,
    City,
    Keys,
    Manifest,
)
from seatapp.text import _


def write_packet(
    path: Path,
    city: City,
    packet: str,
    seat: str,
    made_at: int,
    load: Load,
    photos: Iterable[bytes],
) -> Manifest:
    """Write a packet, whole or not at all; returns what it says about itself.

    `packet` is its identifier, `seat` the code of this workstation. Raises `LocalFileError` when
    it cannot be written there.
    """
    keys = Keys(city.key, packet)
    with _whole_file(path) as box:
        members = dict(_put(box, keys, load, photos))
        manifest = Manifest(
            packet=packet,
            city=city.code,
            city_name=city.name,
            seat=seat,
            made_at=made_at,
            entries=len(load.letters),
            photos=sum(1 for name in members if name.startswith(PHOTO)),
            epoch=load.epoch,
            members=members,
        )
        told = canonical({"format": FORMAT, "version": VERSION, **vars(manifest)}).encode()
        box.writestr(MANIFEST, told)
        box.writestr(SIGNATURE, keys.signature(told))
    return manifest


def _put(
    box: zipfile.ZipFile, keys: Keys, load: Load, photos: Iterable[bytes]
) -> Iterator[tuple[str, str]]:
    text = canonical([[letter.body, letter.mac, letter.receipt] for letter in load.letters])
    yield _member(box, keys, ENTRIES, text.encode())
    rows = json.dumps([[row.kind, row.id, row.n, row.row] for row in load.rows])
    yield _member(box, keys, ROWS, rows.encode())
    for number, photo in enumerate(photos, start=1):
        yield _member(box, keys, f"{PHOTO}{number:05d}", photo)


def _member(box: zipfile.ZipFile, keys: Keys, name: str, content: bytes) -> tuple[str, str]:
    closed = keys.seal(name, content)
    box.writestr(name, closed)
    return name, hashlib.sha256(closed).hexdigest()


@contextmanager
def _whole_file(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip that stands at `path`, forced to the disk, when the block has ended well."""
    try:
        with durable_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as box:
            yield box
    except OSError as fault:
        raise LocalFileError(
            _("不能写入交接包 {path}（{reason}）。本机内容未改动。请换一个位置再试。").format(
                path=path, reason=why_not(fault)
            ),
            "packet_not_written",
        ) from fault
