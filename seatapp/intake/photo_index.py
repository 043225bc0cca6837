"""Photos that look the same, found by the distance of their 64-bit picture hashes, exactly."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt


class PhotoIndex:
    """All picture hashes in one array; a question compares with every one of them.

    Asked and added to by one thread at a time.
    """

    def __init__(self, hashes: Iterable[tuple[str, int]] = ()) -> None:
        self._names: list[str] = []
        self._known: set[str] = set()
        self._bits: npt.NDArray[np.uint64] = np.empty(0, np.uint64)
        self.add(hashes)

    def __len__(self) -> int:
        """How many photos can be found."""
        return len(self._names)

    def add(self, hashes: Iterable[tuple[str, int]]) -> None:
        """Take in more photos: SHA-256 and picture hash, signed or not; known ones stay."""
        fresh = [(name, bits) for name, bits in hashes if name not in self._known]
        if not fresh:
            return
        self._names += [name for name, _bits in fresh]
        self._known.update(name for name, _bits in fresh)
        more = np.array([bits & _MASK for _name, bits in fresh], dtype=np.uint64)
        self._bits = np.concatenate([self._bits, more])

    def alike(self, bits: int, distance: int) -> list[tuple[str, int]]:
        """Photos whose hash differs in at most `distance` bits, with how many; nearest first."""
        apart = np.bitwise_count(self._bits ^ np.uint64(bits & _MASK))
        found = np.flatnonzero(apart <= distance)
        nearest = found[np.argsort(apart[found], kind="stable")]
        return [(self._names[at], int(apart[at])) for at in nearest.tolist()]


_MASK = (1 << 64) - 1
