"""Which of many texts share rare parts with another one: an index of parts of three characters.

Parts that many texts have say little: a question follows the rarest first and ends where it
would follow too many.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from seatapp.intake.text_marks import HASH_BITS, Numbers, smallest

LENGTH = 3
FEWEST, MOST = 12, 40
BELOW = 1 << (HASH_BITS - 2)
"""A text keeps one part in four, but at least and at most so many."""

RANK_BITS = 6
"""Enough to number the parts of one text; what remains of 31 numbers the texts."""

BUCKETS = 1 << 20
MOST_FOLLOWED = 60_000
"""Places that one question looks at."""

Parts = npt.NDArray[np.int32]


class PartIndex:
    """Places of texts by their parts, in one array sorted by part; grown in large steps."""

    def __init__(self) -> None:
        self._starts: Numbers = np.zeros(BUCKETS + 1, np.int64)
        self._places: Parts = np.empty(0, np.int32)
        self.covers = 0
        """The texts at the places below this are in the index."""

    def grow(self, places: Numbers, parts: Parts, covers: int) -> None:
        """Take in the parts of the next texts; from now on those below `covers` are here."""
        order = np.argsort(parts, kind="stable")
        fresh = np.concatenate(([0], np.cumsum(np.bincount(parts, minlength=BUCKETS))))
        # Behind the texts that a part has already stand the new ones.
        old_to = np.arange(len(self._places)) + np.repeat(fresh[:-1], np.diff(self._starts))
        new_to = np.arange(len(parts)) + np.repeat(self._starts[1:], np.diff(fresh))
        grown = np.empty(len(self._places) + len(parts), np.int32)
        grown[old_to] = self._places
        grown[new_to] = places[order]
        self._places, self._starts, self.covers = grown, self._starts + fresh, covers

    def sharing(self, letters: str, most: int) -> npt.NDArray[np.intp]:
        """Up to `most` places whose texts share the most and the rarest parts with this one.

        Of a part that alone is too common the newest texts are followed.
        """
        _owners, parts = parts_of([letters])
        begins, ends = self._starts[parts], self._starts[parts + 1]
        found = ends - begins
        rarest = np.argsort(found, kind="stable")
        ends, found = ends[rarest], found[rarest]
        before = np.cumsum(found) - found
        taken = np.clip(MOST_FOLLOWED - before, 0, found)
        total = int(taken.sum())
        if not total:
            return np.empty(0, np.intp)
        at = np.arange(total) + np.repeat(ends - np.cumsum(taken), taken)
        # Sorted by place, with the part it comes from in the low bits: quicker than a sum for
        # every place that there is.
        marked = self._places[at] << RANK_BITS
        marked += np.repeat(np.arange(len(taken), dtype=np.int32), taken)
        marked.sort()
        places = marked >> RANK_BITS
        first = np.flatnonzero(np.diff(places, prepend=-1))
        weights = np.log((self.covers + 1) / np.maximum(1, found))
        score = np.add.reduceat(weights[marked & ((1 << RANK_BITS) - 1)], first)
        hit: npt.NDArray[np.intp] = places[first].astype(np.intp)
        if len(hit) > most:
            hit = hit[np.argpartition(score, len(hit) - most)[len(hit) - most :]]
        return hit


def parts_of(letters: Sequence[str]) -> tuple[Numbers, Parts]:
    """Which of these plain texts each part is of, and the parts that are kept, as buckets."""
    owners, hashes = smallest(letters, LENGTH, FEWEST, MOST, BELOW)
    return owners, (hashes % np.uint64(BUCKETS)).astype(np.int32)
