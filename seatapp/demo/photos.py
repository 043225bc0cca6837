"""The photos of the demonstration, dated so that each was taken when its story says.

The made photos carry a fixed date. The 19 characters of it are replaced by others of the same
length, so that nothing else of the file changes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from seatapp.admin.tabular import read_table

_DATE = re.compile(rb"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d")
JUST_NOW = timedelta(minutes=4)


@dataclass(frozen=True)
class Album:
    """Photos by file name: their bytes, and the SHA-256 by which a case names them."""

    photos: Mapping[str, bytes]

    @property
    def names(self) -> Mapping[str, str]:
        """The SHA-256 of each file."""
        return {file: hashlib.sha256(data).hexdigest() for file, data in self.photos.items()}

    def by_hash(self) -> Mapping[str, bytes]:
        """The bytes of each photo by its SHA-256."""
        return {hashlib.sha256(data).hexdigest(): data for data in self.photos.values()}


def dated(data: bytes, taken: datetime) -> bytes:
    """The photo as if it had been taken at `taken`, in the time of the city."""
    return _DATE.sub(taken.strftime("%Y:%m:%d %H:%M:%S").encode(), data)


def album_of(folder: Path, now: datetime, minutes_ago: Mapping[str, float]) -> Album:
    """The photos of a demo folder; `minutes_ago` tells when each case was reported, by its key."""
    found = {}
    for row in read_table(folder / "photos.csv"):
        cells = row.cells
        reported = now - timedelta(minutes=minutes_ago.get(cells["case"], 0))
        taken = reported + timedelta(minutes=float(cells["minutes_after_report"] or 0))
        data = (folder / "photos" / cells["file"]).read_bytes()
        found[cells["file"]] = dated(data, taken)
    return Album(found)


def fresh_copies(folder: Path, target: Path, now: datetime) -> Path:
    """Copies of all photos in `folder`, taken a few minutes before `now`; returns `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for photo in sorted(folder.glob("*.jpg")):
        (target / photo.name).write_bytes(dated(photo.read_bytes(), now - JUST_NOW))
    return target
