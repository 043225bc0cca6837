"""Finds the texts that share most pieces with another one, among a million of them.

Each text leaves a sketch of 256 bits: up to `KEPT` of its pieces set one bit each. Sketches of
texts with the same pieces share bits; how many more than by chance ranks the texts. What is found
is to be compared in full. Up to some ten thousand texts all sketches are looked at; beyond, those
of texts that share rare parts, and of the newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from seatapp.intake.text_marks import AT_ONCE, HASH_BITS, Numbers, smallest
from seatapp.intake.text_parts import PartIndex, Parts, parts_of
from seatapp.intake.texts import plain

PIECE = 2
BITS = 256
WORDS = BITS // 64
KEPT = 64
GROWN_BY = 1.5

WAIT = 20_000
"""So many texts, and one in `WAIT_ONE_IN`, wait until the index of parts takes them in."""

WAIT_ONE_IN = 64
FEW_STEPS = 4
"""While texts come and nobody asks, they wait until they are one in so many."""

RANKED = 2_000
"""Of the texts that share rare parts so many are ranked by their sketches."""

Sketches = npt.NDArray[np.uint64]


class TextIndex:
    """Sketches by number; asked and added to by one thread at a time."""

    def __init__(self) -> None:
        self._keys: list[int] = []
        self._places: dict[int, int] = {}
        self._sketches: Sketches = np.zeros((1024, WORDS), np.uint64)
        self._filled: npt.NDArray[np.float32] = np.zeros(1024, np.float32)
        self._parts = PartIndex()
        self._waiting: list[tuple[Numbers, Parts]] = []

    def __len__(self) -> int:
        """How many texts can be found."""
        return len(self._places)

    def put(self, texts: Iterable[tuple[int, str]]) -> None:
        """Take in texts by number; a number that is there already gets its new text."""
        given = dict(texts)
        keys, letters = list(given), [plain(text) for text in given.values()]
        for at in range(0, len(keys), AT_ONCE):
            self._put(keys[at : at + AT_ONCE], letters[at : at + AT_ONCE])

    def nearest(self, text: str, most: int) -> Sequence[int]:
        """Up to `most` numbers whose texts share most with this one, the most first."""
        letters = plain(text)
        own = sketches([letters])[0]
        bits = float(np.bitwise_count(own).sum())
        self._take_in(WAIT + len(self._keys) // WAIT_ONE_IN)
        places = self._worth_a_look(letters)
        if not len(places) or not bits:
            return []
        both = np.bitwise_count(self._sketches[places] & own).sum(axis=1, dtype=np.float32)
        by_chance = self._filled[places] * np.float32(bits / BITS)
        surplus = (both - by_chance) / (np.sqrt(by_chance) + 1)
        most = min(most, len(places))
        best = np.argpartition(surplus, len(places) - most)[len(places) - most :]
        ranked = best[np.argsort(-surplus[best], kind="stable")]
        return [self._keys[places[at]] for at in ranked.tolist() if surplus[at] > 1]

    def _worth_a_look(self, letters: str) -> npt.NDArray[np.intp]:
        """The places of texts that share rare parts, and of those that came last."""
        newest = np.arange(self._parts.covers, len(self._keys))
        if not self._parts.covers:
            return newest
        return np.concatenate([self._parts.sharing(letters, RANKED), newest])

    def _put(self, keys: Sequence[int], letters: Sequence[str]) -> None:
        made, start = sketches(letters), len(self._keys)
        fresh = [at for at, key in enumerate(keys) if self._is_new(key, made[at])]
        self._places |= {keys[at]: start + place for place, at in enumerate(fresh)}
        self._keys += [keys[at] for at in fresh]
        self._make_room()
        end = len(self._keys)
        self._sketches[start:end] = made[fresh]
        self._filled[start:end] = np.bitwise_count(made[fresh]).sum(axis=1)
        owners, parts = parts_of([letters[at] for at in fresh])
        self._waiting.append((owners + start, parts))
        self._take_in(WAIT + end // FEW_STEPS)

    def _take_in(self, most: int) -> None:
        """Let the index of parts take in what waits, where that is more than `most` texts."""
        end = len(self._keys)
        if end - self._parts.covers > most:
            places, waiting = zip(*self._waiting, strict=True)
            self._parts.grow(np.concatenate(places), np.concatenate(waiting), end)
            self._waiting = []

    def _is_new(self, key: int, made: Sketches) -> bool:
        """Whether this text is not there yet; another text under the number is forgotten."""
        former = self._places.get(key)
        if former is None:
            return True
        if np.array_equal(self._sketches[former], made):
            return False
        self._sketches[former] = 0
        self._filled[former] = 0
        return True

    def _make_room(self) -> None:
        have, need = len(self._sketches), len(self._keys)
        if need > have:
            more = max(need, int(have * GROWN_BY))
            self._sketches = np.concatenate(
                [self._sketches, np.zeros((more - have, WORDS), np.uint64)]
            )
            self._filled = np.concatenate([self._filled, np.zeros(more - have, np.float32)])


def sketches(letters: Sequence[str]) -> Sketches:
    """The sketches of texts that are plain already, one a row."""
    owners, hashes = smallest(letters, PIECE, KEPT, KEPT, 1 << HASH_BITS)
    bits = (hashes % np.uint64(BITS)).astype(np.intp)
    set_bits = np.zeros((len(letters), BITS), np.uint8)
    set_bits[owners, bits] = 1
    return np.packbits(set_bits, axis=1, bitorder="little").view(np.uint64)
