"""What can be measured in a picture: how sharp, how bright, and what it looks like in 64 bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageStat

from seatapp.media.hints import screen_pattern

MEASURED_AT = 768
"""The longer side, in pixels, of what is measured, so that photos of all sizes compare."""

_HASH_ROWS = _HASH_COLUMNS = 8


@dataclass(frozen=True)
class Measures:
    """`sharpness` is the variance of the Laplacian, `brightness` the mean grey from 0 to 255.

    Both are of the picture with its longer side at most `MEASURED_AT`; `sharpness` is None when
    the picture has less than three pixels a side. `phash` are 16 hexadecimal digits, a difference
    hash: pictures that look the same differ in few of its bits. `pattern` is that of
    `seatapp.media.hints`.
    """

    sharpness: float | None
    brightness: float
    phash: str
    pattern: float | None


def measured(picture: Image.Image) -> Measures:
    """The measures of a picture that stands upright; it is left as it is."""
    grey = picture.convert("L")
    grey.thumbnail((MEASURED_AT, MEASURED_AT), Image.Resampling.BOX)
    brightness = round(ImageStat.Stat(grey).mean[0], 1)
    return Measures(_sharpness(grey), brightness, _phash(grey), screen_pattern(grey))


def _sharpness(grey: Image.Image) -> float | None:
    width, height = grey.size
    if width < 3 or height < 3:
        return None
    grid = np.asarray(grey, dtype=np.int16)
    edges = -4 * grid[1:-1, 1:-1]
    for part in (grid[:-2, 1:-1], grid[2:, 1:-1], grid[1:-1, :-2], grid[1:-1, 2:]):
        edges += part
    return round(float(edges.var(dtype=np.float32)), 1)


def _phash(grey: Image.Image) -> str:
    """A bit for every pixel of a tiny picture: whether it is brighter than the next one."""
    tiny = grey.resize((_HASH_COLUMNS + 1, _HASH_ROWS), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(_HASH_ROWS):
        for column in range(_HASH_COLUMNS):
            at = row * (_HASH_COLUMNS + 1) + column
            bits = bits << 1 | (tiny[at] > tiny[at + 1])
    return f"{bits:016x}"
