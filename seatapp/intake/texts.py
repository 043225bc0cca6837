"""How much two descriptions say in the same words: Chinese has no word gaps, so pieces of two.

A piece is two characters in a row, after signs and spaces are gone. Two texts are alike by the
share of the shorter one's pieces that the other has too, so that a message sent again with more
or less around it is still found. Short texts, where a few chance pieces weigh much, are compared
by what both have of all their pieces.
"""

from __future__ import annotations

import unicodedata
from operator import add

SHORT = 12
"""Below so many pieces a text counts as short."""

ALIKE = 0.68
"""From here on two texts count as much the same; chosen on one half of a labelled sample."""


def plain(text: str) -> str:
    """The letters and digits of a text, full and half width alike."""
    letters = "".join(filter(str.isalnum, text)).lower()
    if unicodedata.is_normalized("NFKC", letters):
        return letters
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", letters).lower()))


def pieces(text: str) -> frozenset[str]:
    """The pieces of a text that is plain already."""
    return frozenset(map(add, text, text[1:]))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two texts are by their pieces, from 0 to 1."""
    shorter, both = min(len(one), len(other)), len(one & other)
    if not shorter:
        return 0.0
    if shorter < SHORT:
        return 2 * both / (len(one) + len(other))
    return both / shorter
