"""Carries what the centre has not answered yet from one workstation to another, without a line.

Export takes every unacknowledged entry of this workstation, with those it carries itself, the
photos that they name, and the centre's rows of the subjects that they touch. Import shows them as
provisional and lets them go to the centre before the own ones. Whichever workstation meets the
centre first, everything stands there once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from seatapp.domain.entries import entry_of
from seatapp.domain.values import photos_named
from seatapp.domain.workflow import Workflow
from seatapp.ids import new_id
from seatapp.local.carried import Letter, Load
from seatapp.local.photo_store import PhotoStore
from seatapp.local.replica import Replica
from seatapp.sync.packet_file import MOST_PHOTOS, PHOTOS_BYTES, City, Manifest
from seatapp.sync.packet_reading import open_packet
from seatapp.sync.packet_writing import write_packet
from seatapp.text import _, in_turn

Progress = Callable[[int, int], None]
"""Is told how many photos are done, and of how many."""


@dataclass(frozen=True)
class Exported:
    """What went into a packet; `missing` photos are not on this computer, or had no room."""

    path: Path
    entries: int
    photos: int
    missing: int

    def told(self) -> str:
        """What was written, and what was not, in words."""
        words = _("已导出 {entries} 步、{photos} 张照片：{path}。").format(
            entries=self.entries, photos=self.photos, path=self.path
        )
        if not self.missing:
            return words
        without = _(
            "另有 {count} 张照片没有带上：不在本机，或者交接包已满。在本机的联网后照常发送。"
        )
        return in_turn(words, without.format(count=self.missing))


@dataclass(frozen=True)
class Imported:
    """What came out of a packet; `new` entries were not known here before."""

    manifest: Manifest
    new: int


def export_packet(
    path: Path,
    load: Load,
    store: PhotoStore,
    city: City,
    workflow: Workflow,
    seat_code: str,
    now: int,
    progress: Progress = lambda done, of: None,
) -> Exported:
    """Write what the centre has not answered to `path`; what stands here stays as it is.

    Raises `LocalFileError` when the packet cannot be written or a photo cannot be read.
    """
    names = photos_of(load.letters, workflow)
    here = [name for name in names if store.has(name)]
    manifest = write_packet(
        path, city, new_id(), seat_code, now, load, _read(here, store, progress)
    )
    return Exported(path, manifest.entries, manifest.photos, len(names) - manifest.photos)


def import_packet(
    path: Path,
    replica: Replica,
    store: PhotoStore,
    city: City,
    progress: Progress = lambda done, of: None,
) -> Imported:
    """Take a packet in. The same one again changes nothing.

    Raises `PacketRefused` before anything is changed, `LocalFileError` when the disk fails.
    """
    with open_packet(path, city) as packet:
        for done, photo in enumerate(packet.photos(), start=1):
            store.put(photo)
            progress(done, packet.manifest.photos)
        new = replica.carry(packet.load, packet.manifest.seat)
        return Imported(packet.manifest, new)


def photos_of(letters: Sequence[Letter], workflow: Workflow) -> list[str]:
    """The photos that entries name, each once."""
    found: dict[str, None] = {}
    for letter in letters:
        found |= dict.fromkeys(photos_named(workflow, entry_of(letter.body)))
    return list(found)


def _read(names: Sequence[str], store: PhotoStore, progress: Progress) -> Iterator[bytes]:
    """The photos that are here, as long as the packet has room for them."""
    room, left = PHOTOS_BYTES, MOST_PHOTOS
    for done, name in enumerate(names, start=1):
        photo = store.get(name)
        if photo is not None and left and len(photo) <= room:
            room, left = room - len(photo), left - 1
            yield photo
        progress(done, len(names))
