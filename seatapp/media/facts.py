"""What is known of a photo once it was looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("JPEG", "PNG", "WEBP", "HEIC")
LONGEST_TEXT = 120
MARKS = ("truncated", "animated", "screenshot")
_PHASH = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True)
class Facts:
    """Facts that the bytes of a photo tell; nothing here is proof of anything.

    `kind` is one of `KINDS`, by content. `width` and `height` are pixels as stored, before
    `orientation` (EXIF, 1 to 8) turns them. The position is in whole 1e-7 degrees of WGS-84, both
    or neither. `taken_at` is the camera's clock (ISO 8601, with offset only if the camera wrote
    one), `device` its make and model, `error_m` the error of the position in metres. `truncated`
    photos miss a part; of `animated` ones only the first picture counts. `screenshot` and
    `pattern` are the hints of `seatapp.media.hints`; `sharpness`, `brightness` and `phash` are as
    in `seatapp.media.measures`; None means not measured.
    """

    kind: str
    width: int
    height: int
    orientation: int = 1
    lat_e7: int | None = None
    lon_e7: int | None = None
    taken_at: str | None = None
    device: str | None = None
    truncated: bool = False
    animated: bool = False
    sharpness: float | None = None
    brightness: float | None = None
    phash: str | None = None
    error_m: float | None = None
    screenshot: bool = False
    pattern: float | None = None


@dataclass(frozen=True)
class Look:
    """A photo that was looked at: its facts, and a JPEG made anew of its pixels, turned right.

    The picture carries no EXIF, no profile and nothing else of the original file.
    """

    facts: Facts
    picture: bytes


def facts_from(raw: Mapping[str, Any]) -> Facts:
    """The facts that a child told. Raises ValueError or TypeError when they cannot be."""
    facts = Facts(**raw)
    position = (facts.lat_e7, facts.lon_e7)
    sound = (
        facts.kind in KINDS
        and _whole(facts.width, 1, 1 << 31)
        and _whole(facts.height, 1, 1 << 31)
        and _whole(facts.orientation, 1, 8)
        and (position == (None, None) or _on_earth(*position))
        and all(_short(text) for text in (facts.taken_at, facts.device))
        and all(type(raw.get(mark, False)) is bool for mark in MARKS)
        and _measure(facts.sharpness, 1 << 20)
        and _measure(facts.brightness, 255)
        and _measure(facts.error_m, 1 << 20)
        and _measure(facts.pattern, 1 << 30)
        and (facts.phash is None or _PHASH.fullmatch(facts.phash) is not None)
    )
    if not sound:
        raise ValueError("facts that cannot be")
    return facts


def _whole(number: object, least: int, most: int) -> bool:
    return type(number) is int and least <= number <= most


def _on_earth(lat: object, lon: object) -> bool:
    return _whole(lat, -900_000_000, 900_000_000) and _whole(lon, -1_800_000_000, 1_800_000_000)


def _measure(number: object, most: int) -> bool:
    return number is None or (type(number) is float and 0 <= number <= most)


def _short(text: object) -> bool:
    return text is None or (isinstance(text, str) and len(text) <= LONGEST_TEXT)
