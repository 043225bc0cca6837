"""What is kept of a text to find it by: the smallest hashes of its parts, for many texts at once.

A part is some characters in a row. Two texts that share parts keep the same ones, because those
with the smallest hashes are kept of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

HASH_BITS = 44
"""A hash is a whole number below 2 to this power; above it stands which text it is of."""

AT_ONCE = 1 << (64 - HASH_BITS)
"""So many texts at most in one go."""

Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

_FACTOR, _MIXED, _LAST = (
    np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)
_SHIFT_29, _SHIFT_32, _OVER = np.uint64(29), np.uint64(32), np.uint64(64 - HASH_BITS)
_OWNER = np.uint64(HASH_BITS)
_MASK = np.uint64((1 << HASH_BITS) - 1)


def smallest(
    letters: Sequence[str], length: int, fewest: int, most: int, below: int
) -> tuple[Numbers, Hashes]:
    """Which of these plain texts each kept hash is of, and the hashes; sorted by both.

    Of each text the hashes below `below` are kept, but at least its `fewest` smallest and at
    most its `most` smallest.
    """
    ends = np.fromiter(accumulate(map(len, letters)), np.int64, len(letters))
    codes = np.frombuffer("".join(letters).encode("utf-32-le"), np.uint32).astype(np.uint64)
    amount = len(codes) - length + 1
    if amount < 1:
        return np.empty(0, np.int64), np.empty(0, np.uint64)
    hashes = np.zeros(amount, np.uint64)
    for step in range(length):
        hashes = (hashes ^ codes[step : step + amount]) * _FACTOR
        hashes ^= hashes >> _SHIFT_29
    hashes *= _MIXED
    hashes ^= hashes >> _SHIFT_32
    hashes = (hashes * _LAST) >> _OVER
    owners = np.repeat(np.arange(len(letters)), np.diff(ends, prepend=0))[:amount]
    within = np.arange(length, length + amount) <= ends[owners]
    keys = owners[within].astype(np.uint64) << _OWNER | hashes[within]
    keys.sort()
    keys = keys[np.diff(keys, prepend=~keys[:1]) != 0]
    owners, hashes = (keys >> _OWNER).astype(np.int64), keys & _MASK
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    rank = np.arange(len(keys)) - np.repeat(first, np.diff(first, append=len(keys)))
    kept = (rank < fewest) | ((rank < most) & (hashes < np.uint64(below)))
    return owners[kept], hashes[kept]
