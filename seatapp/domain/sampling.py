"""Random callbacks that can be drawn again: strata, quota, a stored seed, a frozen frame.

The cases to draw from are put in order and hashed (`frame`), so that anybody with the same cases
and the same seed draws the same sample, whatever computer and whatever order they were read in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Drawn:
    """A sample: the cases drawn, how many there were to draw from, and their fingerprint."""

    cases: list[str]
    population: int
    frame: str


def drawn(strata: Mapping[str, Iterable[str]], quota: int, seed: str) -> Drawn:
    """`quota` cases of each stratum, or all of a smaller one; strata and cases in their order.

    A case's place in the lot is the hash of seed and identifier: no generator whose numbers
    could differ between versions, and a case keeps its place whatever else is in the stratum.
    """
    cases: list[str] = []
    everything: list[str] = []
    for stratum in sorted(strata):
        members = sorted(set(strata[stratum]))
        everything += members
        cases += sorted(members, key=lambda case: _lot(seed, stratum, case))[:quota]
    frame = hashlib.sha256("\n".join(sorted(everything)).encode()).hexdigest()
    return Drawn(cases, len(everything), frame)


def _lot(seed: str, stratum: str, case: str) -> tuple[str, str]:
    text = "\x1f".join((seed, stratum, case))
    return hashlib.sha256(text.encode()).hexdigest(), case
