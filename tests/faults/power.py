"""A recording of what reached the disk, and the files that a power cut at any point of it leaves.

What was synced stays. Of what was not, every sector of 512 bytes is kept or dropped for itself,
whatever came first; a file whose end was not synced is as long as its last kept sector, and one
that was taken away may be there again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512
_HEAD = struct.Struct("<cIIq")


@dataclass(frozen=True)
class Call:
    """One call: `w`rite, `s`ync, `c`ut to a length, `u`nlink, or `t`old to somebody."""

    kind: str
    path: str
    place: int
    data: bytes


def calls_of(recording: Path) -> Iterator[Call]:
    """What was written down, in its order."""
    raw = memoryview(recording.read_bytes())
    at = 0
    while at < len(raw):
        # The fields follow each other without padding.
        kind, length, size, place = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        path = bytes(raw[at : at + length]).decode()
        data = bytes(raw[at + length : at + length + size])
        at += length + size
        yield Call(kind.decode(), path, place, data)


@dataclass
class _File:
    synced: bytearray = field(default_factory=bytearray)
    there: bool = False
    waiting: list[Call] = field(default_factory=list)


@dataclass
class FilesAtAMoment:
    """What the disk surely has and what it may have, as the calls go by.

    `told` is what was told until now. With `lying` nothing that was synced is sure: a disk that
    says so and does not do it, to see that the test can tell.
    """

    lying: bool = False
    told: bytearray = field(default_factory=bytearray)
    _files: dict[str, _File] = field(default_factory=dict)

    def have(self, path: Path, data: bytes) -> None:
        """A file that was there before the recording."""
        self._files[str(path)] = _File(bytearray(data), there=True)

    def pass_by(self, call: Call) -> None:
        """One more call."""
        if call.kind == "t":
            self.told += call.data
            return
        file = self._files.setdefault(call.path, _File())
        file.waiting.append(call)
        if call.kind == "s" and not self.lying:
            for one in file.waiting:
                _apply(file, one)
            file.waiting.clear()

    def cut(self, folder: Path, random: Random) -> None:
        """Write what a power cut now leaves into the empty `folder`."""
        for path, file in self._files.items():
            left = _File(bytearray(file.synced), file.there)
            for call in file.waiting:
                for part in _parts(call):
                    if random.random() < 0.5:
                        _apply(left, part)
            if left.there:
                (folder / Path(path).name).write_bytes(left.synced)


def _parts(call: Call) -> Iterator[Call]:
    """A call by sectors; whatever is no write happens as a whole."""
    if call.kind != "w":
        yield call
        return
    at = 0
    while at < len(call.data):
        end = at + SECTOR - (call.place + at) % SECTOR
        yield Call("w", call.path, call.place + at, call.data[at:end])
        at = end


def _apply(file: _File, call: Call) -> None:
    if call.kind == "u":
        file.synced.clear()
        file.there = False
    elif call.kind == "c":
        del file.synced[call.place :]
        file.synced.extend(bytes(call.place - len(file.synced)))
    elif call.kind == "w":
        file.there = True
        file.synced.extend(bytes(max(0, call.place - len(file.synced))))
        file.synced[call.place : call.place + len(call.data)] = call.data
