"""Finds the texts that share most pieces with another one, among a million of them.

Each text leaves a sketch of 256 bits: up to `KEPT` of its pieces, always those with the smallest
hash, each set one bit. Sketches of texts with the same pieces share bits; how many more than by
chance ranks the texts. What is found is to be compared in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from seatapp.intake.texts import plain

BITS = 256
WORDS = BITS // 64
KEPT = 64
GROWN_BY = 1.5

Sketches = npt.NDArray[np.uint64]

_SHIFT_29, _SHIFT_32, _SHIFT_3 = np.uint64(29), np.uint64(32), np.uint64(3)
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_MIXED = np.uint64(0xBF58476D1CE4E5B9)


class TextIndex:
    """Sketches by number; asked and added to by one thread at a time."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._places: dict[str, int] = {}
        self._sketches: Sketches = np.zeros((1024, WORDS), np.uint64)
        self._filled: npt.NDArray[np.float32] = np.zeros(1024, np.float32)

    def __len__(self) -> int:
        """How many texts can be found."""
        return len(self._names)

    def put(self, texts: Iterable[tuple[str, str]]) -> None:
        """Take in texts by name; a name that is there already gets its new text."""
        for name, text in texts:
            place = self._places.setdefault(name, len(self._names))
            if place == len(self._names):
                self._names.append(name)
                self._make_room()
            self._sketches[place] = sketch(text)
            self._filled[place] = np.bitwise_count(self._sketches[place]).sum()

    def nearest(self, text: str, most: int) -> Sequence[str]:
        """Up to `most` names whose texts share most with this one, the most first."""
        count = len(self._names)
        own = sketch(text)
        bits = float(np.bitwise_count(own).sum())
        if not count or not bits:
            return []
        both = np.zeros(count, np.float32)
        for word in range(WORDS):
            both += np.bitwise_count(self._sketches[:count, word] & own[word])
        by_chance = self._filled[:count] * np.float32(bits / BITS)
        surplus = (both - by_chance) / (np.sqrt(by_chance) + 1)
        most = min(most, count)
        best = np.argpartition(surplus, count - most)[count - most :]
        ranked = best[np.argsort(-surplus[best], kind="stable")]
        return [self._names[at] for at in ranked.tolist() if surplus[at] > 1]

    def _make_room(self) -> None:
        have, need = len(self._sketches), len(self._names)
        if need > have:
            more = int(have * GROWN_BY) + 1
            self._sketches = np.concatenate(
                [self._sketches, np.zeros((more - have, WORDS), np.uint64)]
            )
            self._filled = np.concatenate([self._filled, np.zeros(more - have, np.float32)])


def sketch(text: str) -> Sketches:
    """The sketch of a text."""
    made = np.zeros(WORDS, np.uint64)
    letters = plain(text)
    if len(letters) < 2:
        return made
    codes = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    mixed = (codes[:-1] * _FIRST) ^ (codes[1:] * _SECOND)
    mixed ^= mixed >> _SHIFT_29
    mixed *= _MIXED
    mixed ^= mixed >> _SHIFT_32
    kept = np.unique(mixed)[:KEPT]
    bits = ((kept >> _SHIFT_3) % np.uint64(BITS)).astype(np.uint64)
    words = (bits >> np.uint64(6)).astype(np.intp)
    np.bitwise_or.at(made, words, np.uint64(1) << (bits & np.uint64(63)))
    return made
