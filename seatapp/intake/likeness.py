"""Why another case may be the same matter: reasons with weights, and what they come to.

Each reason says what was found in a sentence; the score is the chance that at least one of them
holds, as if each held by itself with its weight. Weights order a list for a person to look at;
they are no probabilities that were measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from seatapp.text import _

SHOWN_FROM = 0.4
"""Below this score a case is not worth a look."""

SAME_PHOTO, ALIKE_PHOTO = 0.95, 0.7
NEAR_SAME_CLASS, NEAR, SAME_CELL = 0.75, 0.25, 0.45
SAME_CALLER, ALIKE_TEXT, RELATED_TEXT = 0.4, 0.55, 0.2


@dataclass(frozen=True)
class Reason:
    """One reason: its kind, the sentence for the person, and how much it weighs (0 to 1)."""

    kind: str
    words: str
    weight: float


@dataclass(frozen=True)
class Similar:
    """A case that may be the same matter.

    `metres` is how far it is where both places are known, `age` the seconds since its report,
    `photo` the SHA-256 of a photo to look at.
    """

    case_id: str
    number: str
    title: str
    stage: str
    is_open: bool
    address: str
    description: str
    photo: str | None
    metres: int | None
    age: int
    score: float
    reasons: Sequence[Reason]


def score_of(reasons: Iterable[Reason]) -> float:
    """What the reasons come to, from 0 to 1."""
    return round(1 - prod(1 - reason.weight for reason in reasons), 3)


def same_photo() -> Reason:
    """The very same file."""
    return Reason("same_photo", _("用了同一张照片"), SAME_PHOTO)


def alike_photo(distance: int) -> Reason:
    """A photo that looks the same; `distance` in bits of 64."""
    words = _("照片很相似（差异 {n}/64）").format(n=distance)
    return Reason("alike_photo", words, ALIKE_PHOTO - 0.02 * distance)


def near(metres: int, radius: int, same_class: bool) -> Reason:
    """A place within the radius."""
    if not same_class:
        return Reason("near", _("相距 {m} 米").format(m=metres), NEAR)
    words = _("相距 {m} 米，同一类别").format(m=metres)
    return Reason("near", words, NEAR_SAME_CLASS - 0.25 * metres / max(1, radius))


def same_cell() -> Reason:
    """The same grid cell and class, where the places themselves are not known."""
    return Reason("same_cell", _("同一网格，同一类别"), SAME_CELL)


def same_caller() -> Reason:
    """The same number under its mask."""
    return Reason("same_caller", _("联系电话相同（按掩码比对）"), SAME_CALLER)


def alike_text(share: float, enough: float) -> Reason | None:
    """Much the same words, or some of them; None for too few."""
    words = _("描述有 {n}% 相同").format(n=round(share * 100))
    if share >= enough:
        return Reason("alike_text", words, ALIKE_TEXT + 0.35 * (share - enough) / (1 - enough))
    return Reason("related_text", words, RELATED_TEXT) if share >= enough / 2 else None
